import { startBackend, type Backend } from '#libs/embedded';
import { runMes, runMesForReport, type Report, testCacheDirectory, testInfra } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

const FLOW_TIMEOUT_MS = 120_000;

describe('a scenario through Kafka into PostgreSQL', () => {
  // A backend of its own: the deposit topics must hold what these runs emitted and nothing else.
  let ownBackend: Backend;
  let backend: { MES_KAFKA_BROKERS: string; MES_DATABASE_URL: string };
  let pool: pg.Pool;
  let first: Report;

  beforeAll(async () => {
    ownBackend = await startBackend({
      infra: testInfra(),
      cacheDirectory: testCacheDirectory(),
      onProgress: () => undefined,
    });
    backend = {
      MES_KAFKA_BROKERS: ownBackend.kafkaBrokers,
      MES_DATABASE_URL: ownBackend.databaseUrl,
    };
    pool = new pg.Pool({ connectionString: backend.MES_DATABASE_URL });
    first = (await runMesForReport(['simulate', 'smoke', '--seed', '7'], backend)).json;
  }, FLOW_TIMEOUT_MS);
  afterAll(async () => {
    await pool.end();
    await ownBackend.stop();
  });

  it('counts every event once and loses none', () => {
    expect(first.events.emitted).toBe(first.events.planned);
    expect(first.events.counted).toBe(first.events.emitted);
    expect(first.events.acknowledged).toBeGreaterThan(first.events.emitted);
    expect(first.events.duplicatesIgnored).toBe(first.events.acknowledged - first.events.emitted);
    expect(first.events.lost).toBe(0);
    expect(first.events.refused).toBeGreaterThan(0);
    expect(first.verification.wrong).toBe(0);
    expect(first.verification.cells).toBeGreaterThan(1000);
  });

  it(
    'changes no cell when the same run comes again, and ignores all of it as duplicates',
    async () => {
      const before = await cellsOf(pool);
      const { json: again, exitCode } = await runMesForReport(
        ['simulate', 'smoke', '--seed', '7'],
        backend,
      );
      expect(exitCode).toBe(0);
      expect(again.streamSha256).toBe(first.streamSha256);
      expect(again.events.counted).toBe(0);
      expect(again.events.duplicatesIgnored).toBe(again.events.acknowledged);
      expect(await cellsOf(pool)).toEqual(before);
    },
    FLOW_TIMEOUT_MS,
  );

  it(
    'makes other bytes from another seed, and recomputes all of it from the topics',
    async () => {
      const { json: other } = await runMesForReport(['simulate', 'smoke', '--seed', '8'], backend);
      expect(other.streamSha256).not.toBe(first.streamSha256);
      expect(other.verification.wrong).toBe(0);
      const verified = await runMes(['verify', '--from-topics'], backend);
      expect(verified.stdout).toMatch(/truth and topics: \d[\d ]* cells compared, all equal/);
      expect(verified.exitCode).toBe(0);
    },
    FLOW_TIMEOUT_MS,
  );

  it(
    'ends with 99 when a threshold is crossed, after printing it first',
    async () => {
      const { exitCode, json, stdout } = await runMesForReport(
        ['simulate', 'smoke', '--seed', '7', '--threshold', 'lost==0', '--threshold', 'counted>0'],
        backend,
      );
      expect(exitCode).toBe(99);
      expect(json.thresholds).toEqual([
        expect.objectContaining({ expression: 'lost==0', passed: true }),
        expect.objectContaining({ expression: 'counted>0', passed: false }),
      ]);
      expect(stdout.indexOf('Thresholds')).toBeLessThan(stdout.indexOf('Counts'));
    },
    FLOW_TIMEOUT_MS,
  );

  it(
    'names a changed, a missing and an extra cell, each as what it is',
    async () => {
      const restore = await spoilCells(pool);
      try {
        const spoiled = await runMes(['verify'], backend);
        expect(spoiled.exitCode).toBe(1);
        expect(spoiled.stdout.match(/^ {2}WRONG .*$/gm)).toEqual([
          expect.stringMatching(/changed cell .*: expected \d+, came 1000\d+$/),
          expect.stringMatching(/missing cell .*: expected \d+, came 0$/),
          expect.stringMatching(/extra cell .*solution 200.*: expected 0, came 5$/),
        ]);
      } finally {
        await restore();
      }
      expect((await runMes(['verify'], backend)).exitCode).toBe(0);
    },
    FLOW_TIMEOUT_MS,
  );

  it(
    'opens a new revision when events come for a month that was closed',
    async () => {
      expect(
        (await runMes(['months', 'close', '2023-12', '--force', '--yes'], backend)).exitCode,
      ).toBe(0);
      const closed = await monthOf(pool, '2023-12');
      expect(closed).toMatchObject({ status: 'closed' });
      await runMesForReport(['simulate', 'smoke', '--seed', '9'], backend);
      const revised = await monthOf(pool, '2023-12');
      expect(revised.status).toBe('revising');
      expect(revised.revision).toBe(closed.revision + 1);
      expect((await runMes(['verify'], backend)).exitCode).toBe(0);
    },
    FLOW_TIMEOUT_MS,
  );
});

async function cellsOf(pool: pg.Pool): Promise<unknown[]> {
  const { rows } = await pool.query<Record<string, unknown>>(
    'select * from volume_by_department order by month, revision, measure, solution, department',
  );
  return rows;
}

async function monthOf(
  pool: pg.Pool,
  month: string,
): Promise<{ status: string; revision: number }> {
  const { rows } = await pool.query<{ status: string; revision: number }>(
    'select status, revision from month_status where month = $1',
    [month],
  );
  if (!rows[0]) throw new Error(`no month_status row for ${month}`);
  return rows[0];
}

/** Changes one cell, removes one, adds one. Returns how to undo it. */
async function spoilCells(pool: pg.Pool): Promise<() => Promise<void>> {
  await pool.query('create table spoilt_copy as select * from volume_by_department');
  const keys = 'month, revision, measure, solution, department';
  const at = (offset: number): string =>
    `(${keys}) = (select ${keys} from volume_by_department order by ${keys} limit 1 offset ${String(offset)})`;
  await pool.query(`update volume_by_department set events = events + 1000000 where ${at(0)}`);
  await pool.query(`delete from volume_by_department where ${at(1)}`);
  await pool.query(
    `insert into volume_by_department (${keys}, events) select max(month), 1, 0, 200, 0, 5 from volume_by_department`,
  );
  return async () => {
    await pool.query('delete from volume_by_department');
    await pool.query('insert into volume_by_department select * from spoilt_copy');
    await pool.query('drop table spoilt_copy');
  };
}
