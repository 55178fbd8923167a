import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend, type Backend } from '#libs/embedded';
import { DatabaseProxy } from '#libs/faults';
import { TopicAdmin } from '#libs/kafka';
import {
  eventually,
  servicesOf,
  startMes,
  testCacheDirectory,
  type MesResult,
  type Report,
} from '#libs/testing';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';

export const SPEC_TIMEOUT_MS = 300_000;
const READY_TIMEOUT_MS = 120_000;
/** Who takes a unit over sends all of it that is due. */
const NEVER_LATE = ['--late-max', '3600s', '--warmup', '0s'];

/** A Kafka and a PostgreSQL of one spec, which it may harm, with a network before the database. */
export interface OwnServers {
  readonly backend: Backend;
  readonly database: DatabaseProxy;
  readonly kafka: Kafka;
  /** The database itself, without the network. */
  query<R extends pg.QueryResultRow>(text: string): Promise<R[]>;
  /** Records in a topic. */
  records(topic: string): Promise<bigint>;
  close(): Promise<void>;
}

export async function startOwnServers(): Promise<OwnServers> {
  const backend = await startBackend({
    infra: 'embedded',
    cacheDirectory: testCacheDirectory(),
    kafkaHeapMegabytes: 512,
    onProgress: () => undefined,
  });
  const brokers = backend.kafkaBrokers.split(',');
  const database = await DatabaseProxy.start(backend.databaseUrl);
  const admin = await TopicAdmin.connect({ brokers, clientId: 'spec' });
  const pool = new pg.Pool({ connectionString: backend.databaseUrl, max: 2 });
  pool.on('error', () => undefined);
  return {
    backend,
    database,
    kafka: new Kafka({ clientId: 'spec', brokers, logLevel: logLevel.NOTHING }),
    query: async <R extends pg.QueryResultRow>(text: string) => (await pool.query<R>(text)).rows,
    records: async (topic) => (await admin.endOffsets(topic)).reduce((sum, end) => sum + end, 0n),
    close: async () => {
      await pool.end();
      await admin.close();
      await database.close();
      await backend.stop();
    },
  };
}

/** A run of the command on these servers, its services behind the network. */
export interface FaultyRun {
  /** Process id of a service that lives now, such as volume-aggregator. */
  pidOf(app: string): number;
  readonly hasEnded: boolean;
  end(): Promise<MesResult & { readonly report: Report | undefined }>;
}

/**
 * Starts a part of the national month at a pace of its own and resolves when its services are there.
 *
 * @param args beside those of the month: its seed, its rate
 */
export async function startRun(
  { backend, database }: Pick<OwnServers, 'backend' | 'database'>,
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<FaultyRun> {
  const folder = mkdtempSync(join(tmpdir(), 'mes-fault-'));
  const out = join(folder, 'out.json');
  const { child, result } = startMes(
    [
      ...['simulate', 'national-december-2023', '--scale', '0.001'],
      ...['--out', `json=${out}`, ...args, ...(args.includes('--rate') ? NEVER_LATE : [])],
    ],
    { MES_KAFKA_BROKERS: backend.kafkaBrokers, MES_DATABASE_URL: database.url, ...settings },
  );
  const services = (): ReturnType<typeof servicesOf> => servicesOf(child.pid ?? -1);
  await eventually('the services run', READY_TIMEOUT_MS, () =>
    child.exitCode !== null || services().length >= 4 ? true : undefined,
  );
  return {
    pidOf: (app) => services().find((service) => service.app === app)?.pid ?? -1,
    get hasEnded() {
      return child.exitCode !== null;
    },
    end: async () => {
      try {
        return { ...(await result), report: reportIn(out) };
      } finally {
        child.kill('SIGKILL');
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

function reportIn(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    // The run ended before it could say anything.
    return undefined;
  }
}

/** What a run says that lost and miscounted nothing: all else it printed is shown when it did. */
export function expectation({
  exitCode,
  stdout,
  stderr,
  report,
}: Awaited<ReturnType<FaultyRun['end']>>): {
  readonly exitCode: number;
  readonly lost: number | undefined;
  readonly wrong: number | undefined;
  readonly printed: string;
} {
  return {
    exitCode,
    lost: report?.events.lost,
    wrong: report?.verification.wrong,
    printed: exitCode === 0 ? '' : `${stdout}\n${stderr}`,
  };
}

export const NOTHING_WRONG = { exitCode: 0, lost: 0, wrong: 0, printed: '' };

/** Kills a process, if it still lives. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is dead already.
  }
}
