import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { createPool } from '../connection/pool.js';
import { runMigrations } from '../migrations/run-migrations.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { RUN_LIMITS, Runs, newRunId } from './runs.js';
import type { RunFigures, RunProgressFigures } from './stored-run.js';

const progress: RunProgressFigures = {
  phase: 'emitting',
  elapsedSeconds: 1,
  planned: 10,
  emitted: 5,
  counted: 4,
  lag: 1,
  lagSeconds: 0.1,
  eventsPerSecond: 4,
  visibleMsP99: null,
  limitedBy: null,
  units: { done: 1, all: 2 },
};
const report = { verification: { cells: 7, wrong: 2 } } as RunFigures;

describe('Runs', () => {
  let database: TestDatabase;
  let pool: Pool;
  let runs: Runs;
  const some = (): { id: string; scenario: string; seed: number; scale: number } => ({
    id: newRunId(),
    scenario: 'smoke',
    seed: 2 ** 53 - 1,
    scale: 0.01,
  });

  beforeAll(async () => {
    database = await createTestDatabase();
    await runMigrations(database.url);
    pool = createPool(database.url);
    runs = new Runs(pool);
  });
  beforeEach(() => pool.query('delete from run'));
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const silence = (id: string, milliseconds: number): Promise<unknown> =>
    pool.query(`update run set updated_at = now() - $2 * interval '1 millisecond' where id = $1`, [
      id,
      milliseconds,
    ]);

  it('follows a run from its begin to its end, a version each step', async () => {
    const run = some();
    await runs.create(run);
    expect(await runs.report(run.id, progress)).toEqual({ isCancelRequested: false });
    expect(await runs.find(run.id)).toMatchObject({
      ...run,
      state: 'RUNNING',
      requestedBy: 'command',
      version: 2,
      progress,
      isSilent: false,
      endedAt: null,
    });
    await runs.finish(run.id, { state: 'COMPLETED', report, proof: [] });
    expect(await runs.lastCompleted()).toMatchObject({ version: 3, cells: 7, wrong: 2, report });
    await runs.finish(run.id, { state: 'FAILED', detail: 'too late' });
    expect(await runs.find(run.id)).toMatchObject({ state: 'COMPLETED', detail: null });
  });

  it('lets one run of the page stand, however many ask at once', async () => {
    const asked = await Promise.all(Array.from({ length: 8 }, () => runs.request(some())));
    expect(asked.filter((answer) => 'run' in answer)).toHaveLength(1);
    expect(asked.filter((answer) => 'busy' in answer)).toHaveLength(7);
  });

  it('gives the run that waits to one of those who ask', async () => {
    await runs.request(some());
    const claimed = await Promise.all(Array.from({ length: 4 }, () => runs.claim()));
    expect(claimed.filter((run) => run !== undefined)).toHaveLength(1);
    expect(await runs.claim()).toBeUndefined();
    expect(await runs.request(some())).toHaveProperty('busy');
  });

  it('waits while a run of a command goes on, and does not once that has lost its process', async () => {
    const command = some();
    await runs.create(command);
    expect(await runs.request(some())).toMatchObject({ busy: { id: command.id } });
    await silence(command.id, RUN_LIMITS.silentMs - 5000);
    expect(await runs.request(some())).toHaveProperty('busy');
    await silence(command.id, RUN_LIMITS.silentMs + 1000);
    expect((await runs.find(command.id))?.isSilent).toBe(true);
    expect(await runs.request(some())).toHaveProperty('run');
    expect(await runs.find(command.id)).toMatchObject({
      state: 'FAILED',
      detail: expect.stringContaining('no sign of life for 30 s'),
      isSilent: false,
    });
    expect(await runs.report(command.id, progress)).toEqual({ isCancelRequested: true });
  });

  it('does not begin what nobody has taken for too long', async () => {
    const run = some();
    await runs.request(run);
    await silence(run.id, RUN_LIMITS.requestWaitMs + 1000);
    expect(await runs.claim()).toBeUndefined();
    await runs.endSilent();
    expect(await runs.find(run.id)).toMatchObject({ state: 'FAILED' });
  });

  it('cancels what waits at once, and asks what goes on', async () => {
    const waiting = some();
    await runs.request(waiting);
    expect(await runs.cancel(waiting.id)).toMatchObject({ state: 'CANCELLED' });
    const going = some();
    await runs.request(going);
    await runs.claim();
    expect(await runs.cancel(going.id)).toMatchObject({ state: 'RUNNING', cancelRequested: true });
    expect(await runs.report(going.id)).toEqual({ isCancelRequested: true });
    await runs.finish(going.id, { state: 'CANCELLED', detail: 'asked for', report, proof: [] });
    expect(await runs.cancel(going.id)).toMatchObject({ state: 'CANCELLED', wrong: 2 });
    expect(await runs.cancel('ffffffffffff')).toBeUndefined();
  });

  it('bounds what the page may ask for within an hour', async () => {
    for (let asked = 0; asked < RUN_LIMITS.requestsPerHourMax; asked++) {
      const run = some();
      expect(await runs.request(run)).toHaveProperty('run');
      await runs.cancel(run.id);
    }
    expect(await runs.request(some())).toEqual({ tooMany: RUN_LIMITS.requestsPerHourMax });
    await pool.query(`update run set requested_at = requested_at - interval '61 minutes'`);
    expect(await runs.request(some())).toHaveProperty('run');
  });

  it('keeps a bounded number of runs, the latest ones, and lists fewer', async () => {
    await pool.query(
      `insert into run (id, scenario, seed, scale, state, requested_by, requested_at, ended_at, detail)
       select lpad(to_hex(n), 12, '0'), 'smoke', n, 1, 'FAILED', 'command', now() - n * interval '1 second', now(), 'x'
       from generate_series(1, $1) n`,
      [RUN_LIMITS.keptMax + 5],
    );
    const run = some();
    await runs.create(run);
    const { rows } = await pool.query<{ n: number }>('select count(*)::integer n from run');
    expect(rows[0]?.n).toBe(RUN_LIMITS.keptMax);
    const listed = await runs.list(10_000);
    expect(listed).toHaveLength(RUN_LIMITS.listedMax);
    expect(listed[0]?.id).toBe(run.id);
  });
});
