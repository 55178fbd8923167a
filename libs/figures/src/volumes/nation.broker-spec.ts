import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Cell, Table, View } from '#libs/exports';
import { MEASURE } from '#libs/indicators';
import { parseMonth } from '#libs/reference';
import { DatabaseFigures } from '../database-figures.js';
import { cellsOf, createTestDatabase, type TestDatabase } from '../test-database.js';
import { seedNation } from '../test-nation.js';
import { PUBLIC_NODES } from './public-nodes.js';
import { ProtectorThread } from './protector-thread.js';

/** As it is compiled before these specs run. */
const COMPILED = new URL(
  '../../../../dist/libs/figures/src/volumes/protection-worker.js',
  import.meta.url,
);
const november = parseMonth('2023-11');

describe('the volumes of a whole nation', () => {
  let database: TestDatabase;
  const thread = new ProtectorThread(COMPILED);

  beforeAll(async () => {
    database = await createTestDatabase();
    await seedNation(database.pool, { first: november, count: 2 });
  });
  afterAll(async () => {
    await thread.close();
    await database.drop();
  });

  const staleness = { freshMs: 0, staleMsMax: 0 };
  const ask = (figures: DatabaseFigures, by: readonly string[], view: View): Promise<Table> =>
    figures.answer('volumes', { view, parameters: { by } });
  const eventsOf = ({ columns, rows }: Table): number[] => {
    const at = columns.findIndex(({ name }) => name === 'events');
    return rows.map((row) => Number(row[at]));
  };

  /** Month, measure and the codes of the breakdown. */
  const nameOf = (row: readonly Cell[], by: readonly string[]): string =>
    row.slice(0, 2 + by.length).join('/');

  it('add up to one national figure by every breakdown that is published', async () => {
    const figures = new DatabaseFigures(database.pool, { staleness });
    const sums = new Map<string, number>();
    for (const by of PUBLIC_NODES) {
      const events = eventsOf(await ask(figures, by, 'owner'));
      sums.set(
        by.join(),
        events.reduce((sum, each) => sum + each, 0),
      );
    }
    expect(new Set(sums.values()).size).toBe(1);
  });

  it('are hidden alike in this thread and in one of their own, and show nothing small', async () => {
    const here = new DatabaseFigures(database.pool, { staleness });
    const beside = new DatabaseFigures(database.pool, { staleness, protect: thread.protect });
    for (const by of PUBLIC_NODES) {
      const [first, second, owner] = [
        await ask(here, by, 'public'),
        await ask(beside, by, 'public'),
        await ask(here, by, 'owner'),
      ];
      expect(second.rows).toEqual(first.rows);
      expect(second.statuses).toEqual(first.statuses);
      const statusByRow = new Map(
        first.rows.map((row, at) => [nameOf(row, by), first.statuses[at]]),
      );
      const events = eventsOf(owner);
      owner.rows.forEach((row, at) => {
        if ((events[at] ?? 0) < 11) expect(statusByRow.get(nameOf(row, by))).toBe('s');
      });
      // Zeros that are hidden have a row, because a missing one would tell that they are zeros.
      expect(first.rows.length).toBeGreaterThanOrEqual(owner.rows.length);
      const owned = new Set(owner.rows.map((row) => nameOf(row, by)));
      first.rows.forEach((row, at) => {
        if (!owned.has(nameOf(row, by))) expect(first.statuses[at]).toBe('s');
      });
    }
  });

  it('are read again where they were written, and there alone', async () => {
    const figures = new DatabaseFigures(database.pool, { staleness });
    const before = eventsOf(await ask(figures, [], 'owner'));
    // What is not marked is not looked at: the change below shows November's mark, not December's cells.
    await database.pool.query(
      'update volume_by_department set events = events + 1 where month = $1',
      [november + 1],
    );
    await database.count(cellsOf([november, 0, 0, 5, MEASURE.documentsDeposited]));
    const after = eventsOf(await ask(figures, [], 'owner'));
    expect(after).toEqual([(before[0] ?? 0) + 5, before[1]]);
  });

  it('fails in the thread as it would here, and goes on afterwards', async () => {
    const broken = { keys: Uint16Array.of(0), events: Float64Array.of(5) };
    await expect(thread.protect([{ byDepartment: broken, byType: undefined }])).rejects.toThrow(
      /by document type as by department/,
    );
    const whole = [{ byDepartment: broken, byType: broken }];
    expect((await thread.protect(whole)).months).toHaveLength(1);
  });
});
