import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { createPool } from '../connection/pool.js';
import { inTransaction } from '../connection/transaction.js';
import { runMigrations } from '../migrations/run-migrations.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { loadSequences, partitionKey, saveSequences } from './sequence-rows.js';
import { PAGE_SEQUENCES } from './sequence-set-forms.js';
import { SequenceSet } from './sequence-set.js';

const CONSUMER = 'volume-aggregator';
const PARTITIONS = [0, 1].map((partition) => ({ topic: 'mes.dmp.v1', partition }));
const SOURCES = ['dmp/test/1/0', 'dmp/test/1/1'];

/** Real: PostgreSQL. */
describe('sequence rows', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    await runMigrations(database.url);
    pool = createPool(database.url, 2);
  });

  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  beforeEach(async () => {
    await pool.query('truncate sequence_mark, sequence_page');
  });

  const save = (sets: ReadonlyMap<string, SequenceSet>): Promise<void> =>
    inTransaction(pool, (client) =>
      saveSequences(
        client,
        CONSUMER,
        PARTITIONS.flatMap((partition) =>
          SOURCES.flatMap((source) => {
            const changes = sets.get(`${partitionKey(partition)} ${source}`)?.takeChanges();
            return changes === undefined ? [] : [{ ...partition, source, changes }];
          }),
        ),
      ),
    );
  const load = async (): Promise<Map<string, SequenceSet>> => {
    const sets = await inTransaction(pool, (client) => loadSequences(client, CONSUMER, PARTITIONS));
    return new Map(
      [...sets].flatMap(([partition, sources]) =>
        [...sources].map(([source, set]) => [`${partition} ${source}`, set] as const),
      ),
    );
  };
  const newSets = (): Map<string, SequenceSet> =>
    new Map(
      PARTITIONS.flatMap((partition) =>
        SOURCES.map((source) => [`${partitionKey(partition)} ${source}`, new SequenceSet()]),
      ),
    );

  it('come back whole when there are more pages than one statement reads', async () => {
    const sets = newSets();
    const pages = 1300;
    for (const set of sets.values()) {
      for (let page = 1; page <= pages; page++) set.add(page * PAGE_SEQUENCES + page);
    }
    await save(sets);
    const loaded = await load();
    expect([...loaded.keys()].sort()).toEqual([...sets.keys()].sort());
    for (const set of loaded.values()) {
      const isNew = Array.from({ length: pages }, (_, index) => index + 1).filter(
        (page) =>
          set.add(page * PAGE_SEQUENCES + page) || !set.add(page * PAGE_SEQUENCES + page + 1),
      );
      expect(isNew).toEqual([]);
    }
  });

  it('are one row for full pages behind a gap, and none once the gap is filled', async () => {
    const sets = newSets();
    const [set = new SequenceSet()] = sets.values();
    for (let sequence = 1; sequence < 5 * PAGE_SEQUENCES; sequence++) set.add(sequence);
    await save(sets);
    const stored = await pool.query(
      'select page, length(bits) as bytes from sequence_page order by 1',
    );
    expect(stored.rows).toEqual([
      { page: '0', bytes: 5 },
      { page: '1', bytes: 9 },
    ]);
    const loaded = await load();
    for (const again of loaded.values()) expect(again.add(0)).toBe(true);
    await save(loaded);
    expect((await pool.query('select from sequence_page')).rowCount).toBe(0);
    const marks = await pool.query('select low_water_mark from sequence_mark');
    expect(marks.rows).toEqual([{ low_water_mark: String(5 * PAGE_SEQUENCES) }]);
  });
});
