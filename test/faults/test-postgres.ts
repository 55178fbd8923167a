import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgres, unprivilegedUser } from '#libs/embedded';
import { TcpProxy } from '#libs/faults';
import { eventually } from '#libs/testing';
import pg from 'pg';

const START_TIMEOUT_MS = 60_000;
const USER = 'mes';
const DATABASE = 'mes';
const ENVIRONMENT = { LC_ALL: 'C', PATH: '/usr/bin:/bin' };

/** What every PostgreSQL of these specs needs. */
export interface PostgresPrograms {
  readonly binaries: string;
  /** Who runs it; undefined: this process's user, who is not root. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
}

export async function postgresPrograms(): Promise<PostgresPrograms> {
  const user = await unprivilegedUser();
  const { folder: binaries } = await findPostgres({
    user,
    copyParent: tmpdir(),
    onProgress: () => undefined,
  });
  return { binaries, user };
}

/** A PostgreSQL of a spec, on a folder and with settings of the spec: what the embedded one does not offer. */
export class OwnPostgres {
  #process: ChildProcess | undefined;

  private constructor(
    private readonly programs: PostgresPrograms,
    readonly folder: string,
    readonly port: number,
    private readonly settings: readonly string[],
  ) {}

  /** A server on a folder that has its data, or will have; it is not started. */
  static async on(
    programs: PostgresPrograms,
    folder: string,
    settings: readonly string[] = [],
  ): Promise<OwnPostgres> {
    return new OwnPostgres(programs, folder, await freePort(), settings);
  }

  get url(): string {
    return this.#urlOf(DATABASE);
  }

  get isRunning(): boolean {
    return this.#process?.exitCode === null && this.#process.signalCode === null;
  }

  /** Makes the data folder, below one that belongs to its user. */
  async initialise(): Promise<void> {
    const child = this.#spawn('initdb', [
      ...['-D', this.folder, `--username=${USER}`, '--auth=trust', '--no-sync'],
      ...['--encoding=UTF8', '--locale=C'],
    ]);
    await once(child, 'exit');
    if (child.exitCode !== 0) throw new Error(`initdb ended with ${String(child.exitCode)}`);
  }

  async start(): Promise<void> {
    this.#process = this.#spawn('postgres', [
      ...['-D', this.folder, '-p', String(this.port)],
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
      ...['-c', 'jit=off', '-c', 'timezone=UTC', ...this.settings],
    ]);
    await eventually('the database serves', START_TIMEOUT_MS, async () => {
      try {
        await this.ask('select 1', 'postgres');
        return true;
      } catch {
        // Not yet.
        return undefined;
      }
    });
  }

  async createDatabase(): Promise<void> {
    await this.ask(`create database ${DATABASE}`, 'postgres');
  }

  /** One statement on a connection of its own. */
  async ask<R extends pg.QueryResultRow>(text: string, database = DATABASE): Promise<R[]> {
    const client = new pg.Client({ connectionString: this.#urlOf(database) });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<R>(text)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async end(signal: 'SIGKILL' | 'SIGQUIT'): Promise<void> {
    const server = this.#process;
    if (server === undefined || !this.isRunning) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  }

  /** Gives files to its user that this process made. */
  own(path: string): void {
    own(this.programs, path);
  }

  #spawn(program: string, args: readonly string[]): ChildProcess {
    const { binaries, user } = this.programs;
    return spawn(join(binaries, 'bin', program), args, {
      ...user,
      cwd: '/',
      stdio: 'ignore',
      env: ENVIRONMENT,
    });
  }

  #urlOf(database: string): string {
    return `postgres://${USER}:trusted@127.0.0.1:${String(this.port)}/${database}`;
  }
}

/** Gives a folder and all in it to the user of PostgreSQL. */
export function own({ user }: PostgresPrograms, path: string): void {
  if (user === undefined) return;
  chownSync(path, user.uid, user.gid);
  execFileSync('chown', ['-R', `${String(user.uid)}:${String(user.gid)}`, path]);
}

/** A port that is free now. */
async function freePort(): Promise<number> {
  const proxy = await TcpProxy.start();
  const { port } = proxy;
  await proxy.close();
  return port;
}
