import { randomUUID } from 'node:crypto';
import type { HttpService } from '#libs/edge';
import { createPool, runMigrations } from '#libs/store';
import { testBackend } from '#libs/testing';
import pg from 'pg';
import { startMetricsApi } from '../start-metrics-api.js';
import { quiet } from '../test-service.js';

/** The first of the months that are filled, since 2000-01: 2021-01. */
const FIRST_MONTH = 252;

/** A thread runs what was built: it does not know how this file was read. */
export const FIGURES_PROGRAM = new URL(
  '../../../../dist/apps/metrics-api/src/figures/figures-worker.js',
  import.meta.url,
);

/** A migrated database of its own for one spec file, and the service on it. */
export interface TestHouse {
  readonly api: HttpService;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

export async function openTestHouse(): Promise<TestHouse> {
  const { MES_DATABASE_URL: serverUrl, MES_KAFKA_BROKERS } = testBackend();
  const name = `mes_rest_test_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  await execute(serverUrl, `create database ${name}`);
  const { href } = Object.assign(new URL(serverUrl), { pathname: `/${name}` });
  await runMigrations(href);
  const pool = createPool(href);
  const api = await startMetricsApi({
    kafka: { brokers: MES_KAFKA_BROKERS.split(','), mayAdminister: true },
    databaseUrl: href,
    instance: 'metrics-api-spec',
    http: { host: '127.0.0.1', port: 0 },
    figuresProgram: FIGURES_PROGRAM,
    logger: quiet,
  });
  return {
    api,
    pool,
    close: async () => {
      await api.service.close();
      await pool.end();
      await execute(serverUrl, `drop database ${name} with (force)`);
    },
  };
}

/**
 * Fills months with documents of some solutions in all departments: small cells, large ones and
 * none, so that the public view has something to suppress.
 *
 * @param months from 2021-01 on
 */
export async function fillMonths(pool: pg.Pool, months: number): Promise<void> {
  const last = FIRST_MONTH + months - 1;
  await pool.query(
    `insert into month_state (month, status, revision) select month, 'open', 1 from generate_series(${FIRST_MONTH}, ${last}) month`,
  );
  await pool.query(
    `insert into volume_by_department (month, revision, measure, solution, department, events)
     select month, 1, 0, solution, department, events from (
       select month, solution, department,
         (month * 7919 + solution * 104729 + department * 1299709) % 97 as part,
         ((month * 7919 + solution * 104729 + department * 1299709) % 97) ^ 2 as events
       from generate_series(${FIRST_MONTH}, ${last}) month, generate_series(0, 160, 8) solution,
         generate_series(0, 100) department
     ) cell where part > 20 or part between 1 and 3`,
  );
  // The same events by type: one type for each solution.
  await pool.query(
    `insert into volume_by_type (month, revision, measure, solution, document_type, events)
     select month, 1, 0, solution, solution % 30, sum(events) from volume_by_department
     group by month, solution`,
  );
  await markWritten(pool);
}

/** More documents of one solution in the last month, as a commit of the aggregator leaves them. */
export async function addDocuments(pool: pg.Pool): Promise<void> {
  const month = `month = (select max(month) from month_state) and solution = 0`;
  await pool.query(
    `update volume_by_department set events = events + 1000 where ${month}
     and department = (select min(department) from volume_by_department where ${month})`,
  );
  await pool.query(`update volume_by_type set events = events + 1000 where ${month}`);
  await markWritten(pool, 'where month = (select max(month) from month_state)');
}

async function markWritten(pool: pg.Pool, which = ''): Promise<void> {
  await pool.query(
    `insert into volume_change as stored (month) select month from month_state ${which}
     on conflict (month) do update set changes = stored.changes + 1`,
  );
}

async function execute(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
