import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MEASURE, VolumeCells } from '#libs/indicators';
import { parseMonth } from '#libs/reference';
import type { Pool } from 'pg';
import { createPool } from '../connection/pool.js';
import { runMigrations } from '../migrations/run-migrations.js';
import { MonthNotClosableError, closeMonth } from '../months/close-month.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { Checkpoint, type TakenPartition } from './checkpoint.js';
import { CheckpointLostError, CheckpointTopicChangedError } from './errors.js';
import { SequenceSet } from './sequence-set.js';
import { VolumeCheckpoint, type VolumeChanges } from './volume-checkpoint.js';
import { volumeDeltasOf } from './volume-deltas.js';

const TOPIC = 'mes.dmp.v1';
const SOURCE = 'dmp/test/1/0';
const december = parseMonth('2023-12');
const partitions = (
  ...numbers: number[]
): { topic: string; topicId: string; partition: number }[] =>
  numbers.map((partition) => ({ topic: TOPIC, topicId: 'id-1', partition }));

/** A reader as the aggregator is one: it counts sequences of one source and remembers where it is. */
class Reader {
  readonly cells = new VolumeCells();
  offset: bigint;
  counted = 0;
  duplicates = 0;

  constructor(readonly taken: TakenPartition) {
    this.offset = taken.offset;
  }

  read(sequences: readonly number[], month = december): this {
    const set = this.taken.sequences.get(SOURCE);
    if (set === undefined) throw new Error('a reader starts with the set of its source');
    for (const sequence of sequences) {
      if (set.add(sequence)) {
        this.cells.add(month, MEASURE.documentsDeposited, sequence % 7, sequence % 101, 9);
        this.cells.people.add(sequence % 5, 1024, month, sequence % 101);
        this.counted += 1;
      } else {
        this.duplicates += 1;
      }
      this.offset += 1n;
    }
    return this;
  }
}

const changesOf = (...readers: Reader[]): VolumeChanges => {
  const cells = new VolumeCells();
  for (const reader of readers) cells.merge(reader.cells);
  return {
    partitions: readers.map(({ taken, offset, counted, duplicates }) => ({
      topic: taken.topic,
      partition: taken.partition,
      epoch: taken.epoch,
      expectedOffset: taken.offset,
      nextOffset: offset,
      records: counted + duplicates,
      counted,
      duplicates,
      deadLettered: 0,
      watermarkMs: 1_700_000_000_123,
    })),
    sources: readers.flatMap(({ taken: { topic, partition, sequences } }) =>
      [...sequences].flatMap(([source, set]) => {
        const changes = set.takeChanges();
        return changes === undefined ? [] : [{ topic, partition, source, changes }];
      }),
    ),
    volumes: volumeDeltasOf(cells),
    sent: readers.map(({ counted }) => ({ sentAtMs: 4950, events: counted })),
  };
};

describe('VolumeCheckpoint', () => {
  let database: TestDatabase;
  let pool: Pool;
  let checkpoint: VolumeCheckpoint;

  beforeAll(async () => {
    database = await createTestDatabase();
    await runMigrations(database.url);
    pool = createPool(database.url, 8);
    checkpoint = new VolumeCheckpoint(pool, 'volume-aggregator', { nowMs: () => 5000 });
  });

  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  beforeEach(async () => {
    await pool.query(
      'truncate checkpoint, sequence_mark, sequence_page, month_state, month_publication, volume_by_department, volume_by_type, person_sample, freshness_bucket',
    );
  });

  const take = async (owner: string, ...numbers: number[]): Promise<Reader[]> => {
    const taken = await checkpoint.take(partitions(...numbers), owner);
    return taken.map((partition) => {
      if (!partition.sequences.has(SOURCE)) partition.sequences.set(SOURCE, new SequenceSet());
      return new Reader(partition);
    });
  };
  const takeOne = async (owner: string): Promise<Reader> => {
    const [reader] = await take(owner, 0);
    if (reader === undefined) throw new Error('partition 0 was not taken');
    return reader;
  };

  /** Everything that a commit may change, for comparison. */
  const contents = async (): Promise<unknown[]> => {
    const statements = [
      'select topic, partition, next_offset, records, counted, duplicates from checkpoint order by 1, 2',
      'select source, low_water_mark from sequence_mark order by 1',
      'select source, page, bits from sequence_page order by 1, 2',
      'select * from volume_by_department order by 1, 2, 3, 4, 5',
      'select * from volume_by_type order by 1, 2, 3, 4, 5',
      'select * from month_state order by 1',
      'select * from freshness_bucket order by 1, 2',
      'select * from person_sample order by 1, 2, 3',
    ];
    return Promise.all(statements.map(async (sql) => (await pool.query(sql)).rows as unknown));
  };
  const cells = async (): Promise<unknown> => {
    const all = await contents();
    return [all[3], all[4], all[7]];
  };
  const counted = async (revision?: number): Promise<number> => {
    const { rows } = await pool.query<{ events: string | null }>(
      'select sum(events) as events from volume_by_department where $1::int is null or revision = $1',
      [revision ?? null],
    );
    return Number(rows[0]?.events ?? 0);
  };

  it('starts an unknown partition at offset 0, epoch 1, with nothing counted', async () => {
    const [taken] = await checkpoint.take(partitions(3), 'one');
    expect(taken).toEqual({
      topic: TOPIC,
      partition: 3,
      offset: 0n,
      epoch: 1,
      sequences: new Map(),
    });
  });

  it('gives the next owner the offset, a higher epoch and what was counted', async () => {
    const first = await takeOne('one');
    await checkpoint.commit(changesOf(first.read([0, 1, 2, 70_000, 4])));
    const next = await takeOne('two');
    expect(next.taken).toMatchObject({ offset: 5n, epoch: 2 });
    next.read([0, 1, 2, 3, 4, 5, 70_000, 70_001]);
    expect([next.counted, next.duplicates]).toEqual([3, 5]);
  });

  it('stores counts, offsets, watermark and freshness together', async () => {
    await checkpoint.commit(changesOf((await takeOne('one')).read([0, 1, 1, 2])));
    const { rows } = await pool.query('select * from checkpoint');
    expect(rows).toEqual([
      expect.objectContaining({
        next_offset: '4',
        records: '4',
        counted: '3',
        duplicates: '1',
        dead_lettered: '0',
        owner: 'one',
        watermark_at: new Date(1_700_000_000_123),
      }),
    ]);
    const freshness = await pool.query('select bucket_ms, events from freshness_bucket');
    expect(freshness.rows).toEqual([{ bucket_ms: 50, events: '3' }]);
    expect(await counted(1)).toBe(3);
  });

  it('refuses the commit of an owner whose partition was taken by another', async () => {
    const stale = await takeOne('one');
    await takeOne('two');
    const before = await contents();
    const attempt = checkpoint.commit(changesOf(stale.read([0, 1])));
    await expect(attempt).rejects.toBeInstanceOf(CheckpointLostError);
    await expect(attempt).rejects.toThrow(
      'mes.dmp.v1/0 expected epoch 1 at offset 0, came epoch 2 of two at offset 0',
    );
    expect(await contents()).toEqual(before);
  });

  it('refuses a commit from another offset than the stored one, also the same commit twice', async () => {
    const reader = await takeOne('one');
    const changes = changesOf(reader.read([0, 1]));
    await checkpoint.commit(changes);
    const before = await contents();
    const attempt = checkpoint.commit(changes);
    await expect(attempt).rejects.toThrow(
      'expected epoch 1 at offset 0, came epoch 1 of one at offset 2',
    );
    expect(await contents()).toEqual(before);
  });

  it('stores nothing of several partitions when one of them is stale', async () => {
    const readers = await take('one', 0, 1, 2);
    await take('two', 1);
    const before = await contents();
    const attempt = checkpoint.commit(changesOf(...readers.map((reader) => reader.read([0, 1]))));
    await expect(attempt).rejects.toMatchObject({ lost: [{ topic: TOPIC, partition: 1 }] });
    expect(await contents()).toEqual(before);
  });

  it('changes no cell when a counted batch comes again', async () => {
    const batch = [3, 0, 1, 2, 5];
    await checkpoint.commit(changesOf((await takeOne('one')).read(batch)));
    const before = await cells();
    await checkpoint.commit(changesOf((await takeOne('two')).read(batch)));
    expect(await cells()).toEqual(before);
    expect(await counted()).toBe(5);
  });

  it('adds to cells commit after commit', async () => {
    const reader = await takeOne('one');
    await checkpoint.commit(changesOf(reader.read([0, 1])));
    const again = await takeOne('one');
    await checkpoint.commit(changesOf(again.read([707, 708])));
    const { rows } = await pool.query(
      'select solution, department, events from volume_by_department order by 1, 2',
    );
    expect(rows).toEqual([
      { solution: 0, department: 0, events: '2' },
      { solution: 1, department: 1, events: '2' },
    ]);
  });

  it('removes stored pages once the gap below them is filled', async () => {
    await checkpoint.commit(changesOf((await takeOne('one')).read([1, 2, 3])));
    expect((await pool.query('select from sequence_page')).rowCount).toBe(1);
    await checkpoint.commit(changesOf((await takeOne('one')).read([0])));
    expect((await pool.query('select from sequence_page')).rowCount).toBe(0);
    const { rows } = await pool.query('select low_water_mark from sequence_mark');
    expect(rows).toEqual([{ low_water_mark: '4' }]);
  });

  it('books events of a closed month under one new revision, shared by later commits', async () => {
    const reader = await takeOne('one');
    expect(await checkpoint.commit(changesOf(reader.read([0, 1])))).toEqual([]);
    await closeMonth(pool, december, { graceHours: 0, force: true });
    const late = await takeOne('one');
    expect(await checkpoint.commit(changesOf(late.read([2])))).toEqual([
      { month: december, revision: 2 },
    ]);
    const later = await takeOne('one');
    expect(await checkpoint.commit(changesOf(later.read([3, 4])))).toEqual([]);
    expect([await counted(1), await counted(2)]).toEqual([2, 3]);
    const { rows } = await pool.query(
      'select status, revision, published_revision from month_state',
    );
    expect(rows).toEqual([{ status: 'revising', revision: 2, published_revision: 1 }]);
  });

  it('leaves a closed month closed when only redelivered events come', async () => {
    await checkpoint.commit(changesOf((await takeOne('one')).read([0, 1])));
    await closeMonth(pool, december, { graceHours: 0, force: true });
    await checkpoint.commit(changesOf((await takeOne('one')).read([0, 1])));
    expect((await pool.query('select status from month_state')).rows).toEqual([
      { status: 'closed' },
    ]);
  });

  it('lets several owners commit into the same cells at once, in any order of months, without losing one', async () => {
    const owners = 4;
    const rounds = 15;
    const events = 60;
    await Promise.all(
      Array.from({ length: owners }, async (_, partition) => {
        const [taken] = await checkpoint.take(partitions(partition), `owner ${partition}`);
        if (taken === undefined) throw new Error('not taken');
        let current = taken;
        for (let round = 0; round < rounds; round++) {
          current.sequences.set(SOURCE, current.sequences.get(SOURCE) ?? new SequenceSet());
          const reader = new Reader(current);
          const months = [december - (round % 5), december + partition, december - partition];
          const first = round * events;
          for (const [index, month] of months.entries()) {
            const from = first + (index * events) / 3;
            reader.read(
              Array.from({ length: events / 3 }, (__, step) => from + step),
              month,
            );
          }
          await checkpoint.commit(changesOf(reader));
          current = { ...current, offset: reader.offset };
        }
      }),
    );
    expect(await counted()).toBe(owners * rounds * events);
  });

  it('keeps every event when months are closed while owners commit', async () => {
    const reader = await takeOne('one');
    let current = reader.taken;
    const stop = new AbortController();
    const closings = (async (): Promise<void> => {
      while (!stop.signal.aborted) {
        try {
          await closeMonth(pool, december, { graceHours: 0, force: true });
        } catch (error) {
          // Nothing came since the last closing, or nothing at all yet.
          if (!(error instanceof MonthNotClosableError)) throw error;
        }
      }
    })();
    for (let round = 0; round < 30; round++) {
      const next = new Reader(current).read([2 * round, 2 * round + 1]);
      await checkpoint.commit(changesOf(next));
      current = { ...current, offset: next.offset };
    }
    stop.abort();
    await closings;
    expect(await counted()).toBe(60);
    const { rows } = await pool.query<{ published: string; counted: string }>(
      `select p.events as published,
         (select sum(events) from volume_by_department where revision <= p.revision) as counted
       from month_publication p`,
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row.published).toBe(row.counted);
  });

  it('stops at a topic that was created again', async () => {
    await take('one', 0, 1);
    const attempt = checkpoint.take([{ topic: TOPIC, topicId: 'id-2', partition: 1 }], 'two');
    await expect(attempt).rejects.toBeInstanceOf(CheckpointTopicChangedError);
    await expect(attempt).rejects.toThrow(/mes.dmp.v1\/1 expected topic id id-1, came id-2/);
    const { rows } = await pool.query('select epoch, owner from checkpoint order by partition');
    expect(rows).toEqual([
      { epoch: '1', owner: 'one' },
      { epoch: '1', owner: 'one' },
    ]);
  });

  it('keeps the rows of another consumer apart', async () => {
    const other = new Checkpoint(pool, 'other', { nowMs: () => 5000 });
    await checkpoint.commit(changesOf((await takeOne('one')).read([0])));
    const [taken] = await other.take(partitions(0), 'one');
    expect(taken).toMatchObject({ offset: 0n, epoch: 1, sequences: new Map() });
  });

  describe('that rewinds', () => {
    const nothing = { partitions: [], sources: [], sent: [] };

    it('reads a partition again from its start, and another one on from where it was', async () => {
      const readers = await take('one', 0, 1);
      await checkpoint.commit(changesOf(...readers.map((reader) => reader.read([0, 1, 5]))));
      const held = readers.slice(0, 1).map(({ taken }) => taken);
      const rewinding = new Checkpoint(pool, 'volume-aggregator', { nowMs: () => 5000 });
      const booked = await rewinding.commit({ ...nothing, rewound: held }, () =>
        Promise.resolve('booked'),
      );
      expect(booked).toBe('booked');
      const [rewound, other] = await take('two', 0, 1);
      expect([rewound?.taken.offset, other?.taken.offset]).toEqual([0n, 3n]);
      rewound?.read([0, 1, 5]);
      other?.read([0, 1, 5]);
      expect([rewound?.counted, other?.counted]).toEqual([3, 0]);
    });

    it('stores nothing for a former owner, and nothing when the booking fails', async () => {
      const former = await takeOne('one');
      await takeOne('two');
      const before = await contents();
      const rewinding = new Checkpoint(pool, 'volume-aggregator', { nowMs: () => 5000 });
      const stale = rewinding.commit({ ...nothing, rewound: [former.taken] }, () =>
        Promise.resolve(),
      );
      await expect(stale).rejects.toBeInstanceOf(CheckpointLostError);
      const latest = await takeOne('three');
      const failing = rewinding.commit({ ...nothing, rewound: [latest.taken] }, () =>
        Promise.reject(new Error('no')),
      );
      await expect(failing).rejects.toThrow('no');
      expect(await contents()).toEqual(before);
    });
  });

  it('does nothing without partitions', async () => {
    expect(await checkpoint.take([], 'one')).toEqual([]);
    expect(await checkpoint.commit(changesOf())).toEqual([]);
  });
});
