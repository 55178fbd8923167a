import { systemClock } from '#libs/platform';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askPostgres, untilAnswered, withClient } from './answers.js';
import type { BackendServer } from './contract.js';
import { DataVersionError, PostgresStartError } from './errors.js';
import type { KeeperClient, KeptProcess } from './keeper-client.js';
import { logTail } from './log-tail.js';
import { freePorts } from './ports.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import {
  DATABASE_NAME,
  POSTGRES_ENVIRONMENT,
  databaseUrl,
  initdbArguments,
  postgresDataFolder,
  postgresLogFile,
  postgresProcess,
} from './postgres-server.js';
import type { SystemUser } from './unprivileged-user.js';

/** One second on a quiet machine; recovery after a crash may take some. */
const START_TIMEOUT_MS = 60_000;
const ANSWER_TIMEOUT_MS = 10_000;
/** A free port may be taken by another process before PostgreSQL binds it. */
const ATTEMPTS_MAX = 3;
/** Starts again after a kill, while the killed one's children still hold its memory. */
const LEAVING_ATTEMPTS_MAX = 50;
const LEAVING_INTERVAL_MS = 100;

export interface PostgresStartOptions {
  readonly keeper: KeeperClient;
  /** Folder of this server, which its user can reach. */
  readonly folder: string;
  readonly binaries: PostgresBinaries;
  readonly user: SystemUser | undefined;
  readonly isDataKept: boolean;
  readonly preferredPort: number | undefined;
}

/** A database that serves. */
export interface StartedPostgres {
  readonly url: string;
  readonly port: number;
  readonly server: BackendServer;
}

/**
 * Starts one PostgreSQL on a folder, makes the database if the folder is new, and waits until it serves.
 *
 * @throws PostgresStartError with the end of its log, DataVersionError
 */
export async function startPostgres(options: PostgresStartOptions): Promise<StartedPostgres> {
  const password = await prepare(options);
  for (let attempt = 1; ; attempt++) {
    const preferred = attempt === 1 && options.preferredPort ? [options.preferredPort] : [];
    const [port = 0] = await freePorts(1, preferred);
    const url = databaseUrl(port, password);
    const server = new PostgresServer(options, port, url);
    try {
      await server.start();
      await createDatabase(url);
      return { url, port, server };
    } catch (error) {
      if (!(error instanceof PostgresStartError)) throw error;
      const isPortTaken = /could not bind|Address already in use/.test(error.message);
      if (isPortTaken && server.pid === undefined && attempt < ATTEMPTS_MAX) continue;
      throw error;
    }
  }
}

/** The database under the keeper, which may be killed and started again. */
class PostgresServer implements BackendServer {
  readonly name = 'postgres';
  #process: KeptProcess | undefined;

  constructor(
    private readonly options: PostgresStartOptions,
    private readonly port: number,
    private readonly url: string,
  ) {}

  get pid(): number | undefined {
    return this.#process?.ending === undefined ? this.#process?.pid : undefined;
  }

  async start(): Promise<void> {
    const { keeper, binaries, folder } = this.options;
    const managed = postgresProcess({
      ...this.options,
      binaries: binaries.folder,
      port: this.port,
    });
    for (let attempt = 1; ; attempt++) {
      const server = await keeper.run(managed);
      this.#process = server;
      try {
        await untilAnswered({
          ask: () => askPostgres(maintenanceUrl(this.url), ANSWER_TIMEOUT_MS),
          hasEnded: () => server.ending,
          timeoutMs: START_TIMEOUT_MS,
        });
        return;
      } catch (error) {
        keeper.giveUp(this.name);
        const log = await logTail([postgresLogFile(folder)]);
        // The children of a server that was killed leave a moment after it.
        const isLeaving = /still in use|is another postmaster/.test(log);
        if (!isLeaving || attempt === LEAVING_ATTEMPTS_MAX)
          throw startError('to serve', log, error);
        await systemClock.sleep(LEAVING_INTERVAL_MS);
      }
    }
  }
}

/** Makes the data folder if there is none. Returns the password of the database's owner. */
async function prepare(options: PostgresStartOptions): Promise<string> {
  const { folder, user, binaries } = options;
  const dataFolder = postgresDataFolder(folder);
  const passwordFile = join(folder, 'password');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (user) await chown(folder, user.uid, user.gid);
  const dataVersion = await readFile(join(dataFolder, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (dataVersion !== undefined && existsSync(passwordFile)) {
    refuseOtherVersion(dataFolder, dataVersion.trim(), binaries.version);
    return readFile(passwordFile, 'utf8');
  }
  // initdb that was interrupted leaves a folder that it refuses to take again.
  await rm(dataFolder, { recursive: true, force: true });
  const password = randomBytes(18).toString('base64url');
  const initialPasswordFile = join(folder, 'initial-password');
  await writeFile(initialPasswordFile, password, { mode: 0o600 });
  if (user) await chown(initialPasswordFile, user.uid, user.gid);
  await initialise(options, initialPasswordFile);
  await rm(initialPasswordFile);
  // Last: it says that initdb came to its end.
  await writeFile(passwordFile, password, { mode: 0o600 });
  return password;
}

async function initialise(options: PostgresStartOptions, passwordFile: string): Promise<void> {
  const { keeper, folder, binaries, user, isDataKept } = options;
  const dataFolder = postgresDataFolder(folder);
  const logFile = join(folder, 'initdb.log');
  const initdb = await keeper.run(
    {
      name: 'initdb',
      command: `${binaries.folder}/bin/initdb`,
      args: initdbArguments({ dataFolder, passwordFile, isDataKept }),
      environment: POSTGRES_ENVIRONMENT,
      workingDirectory: '/',
      logFile,
      marker: dataFolder,
      ...(user && { user }),
      stopSteps: [{ signal: 'SIGKILL', graceMs: 5000 }],
    },
    { isExpectedToEnd: true },
  );
  const ending = await initdb.whenEnded;
  if (ending === 'exit code 0') return;
  throw startError('to initialise its data', await logTail([logFile]), new Error(ending));
}

async function createDatabase(url: string): Promise<void> {
  await withClient(maintenanceUrl(url), ANSWER_TIMEOUT_MS, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [
      DATABASE_NAME,
    ]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE_NAME}`);
  });
}

/** The database that initdb makes: the only one before ours exists. */
function maintenanceUrl(url: string): string {
  return url.replace(/\/[^/]*$/, '/postgres');
}

function refuseOtherVersion(dataFolder: string, dataVersion: string, version: string): void {
  if (version.split('.')[0] === dataVersion) return;
  throw new DataVersionError({
    expected: `data of PostgreSQL ${version} in ${dataFolder}`,
    came: `data of PostgreSQL ${dataVersion}`,
    action: 'delete that folder, or choose another cache folder with MES_CACHE_DIR',
  });
}

function startError(what: string, log: string, cause: unknown): PostgresStartError {
  return new PostgresStartError(
    {
      expected: `PostgreSQL ${what} within ${String(START_TIMEOUT_MS / 1000)} s`,
      came: log === '' ? 'no answer and an empty log' : `in its log:\n${log}`,
      action: log.includes('No space left on device')
        ? 'free some space, or choose another cache folder with MES_CACHE_DIR'
        : 'look for the cause above; memory and disk are checked by: mes doctor',
    },
    { cause },
  );
}
