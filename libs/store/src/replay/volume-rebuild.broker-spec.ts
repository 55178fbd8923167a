import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MEASURE, PersonSample, VolumeCells } from '#libs/indicators';
import { formatMonth, parseMonth } from '#libs/reference';
import type { Pool } from 'pg';
import { CheckpointLostError } from '../checkpoint/errors.js';
import { SequenceSet } from '../checkpoint/sequence-set.js';
import { VolumeCheckpoint, type VolumeChanges } from '../checkpoint/volume-checkpoint.js';
import { volumeDeltasOf } from '../checkpoint/volume-deltas.js';
import { createPool } from '../connection/pool.js';
import { VOLUME_CONSUMER } from '../consumers.js';
import { runMigrations } from '../migrations/run-migrations.js';
import { closeMonth } from '../months/close-month.js';
import { readPeople } from '../people/person-rows.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { RebuildUnderWayError } from './errors.js';
import { VolumeRebuild, type RebuiltPartition } from './volume-rebuild.js';

const TOPIC = 'mes.dmp.v1';
const SOURCE = 'dmp/test/1/0';
const december = parseMonth('2023-12');
const clock = { nowMs: () => 1_700_000_000_000 };

/** `events` deposits of a month, over several cells of both cubes. */
function cellsOf(...months: readonly (readonly [month: number, events: number])[]): VolumeCells {
  const cells = new VolumeCells();
  for (const [month, events] of months) {
    for (let event = 0; event < events; event++) {
      cells.add(month, MEASURE.documentsDeposited, event % 3, event % 5, event % 2);
      cells.people.add(0x8000_0000 + (event % 4), 1024, month, event % 5);
    }
  }
  return cells;
}

describe('rebuilt volumes', () => {
  let database: TestDatabase;
  let pool: Pool;
  let checkpoint: VolumeCheckpoint;

  beforeAll(async () => {
    database = await createTestDatabase();
    await runMigrations(database.url);
    pool = createPool(database.url);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    checkpoint = new VolumeCheckpoint(pool, VOLUME_CONSUMER, clock);
    await pool.query(
      'truncate checkpoint, sequence_mark, sequence_page, volume_by_department, volume_by_type, person_sample, month_publication, month_state',
    );
  });

  const take = () => checkpoint.take([{ topic: TOPIC, topicId: 'old', partition: 0 }], 'spec');

  /** What an aggregator commits that has read these cells up to an offset. */
  async function count(cells: VolumeCells, nextOffset: bigint): Promise<() => Promise<unknown>> {
    const [taken] = await take();
    if (taken === undefined) throw new Error('took nothing');
    const commit = (from: bigint, to: bigint, deltas: VolumeChanges['volumes']): Promise<unknown> =>
      checkpoint.commit({
        partitions: [
          {
            topic: TOPIC,
            partition: 0,
            epoch: taken.epoch,
            expectedOffset: from,
            nextOffset: to,
            records: Number(to - from),
            counted: Number(to - from),
            duplicates: 0,
            deadLettered: 0,
            watermarkMs: 5000,
          },
        ],
        sources: [],
        sent: [],
        volumes: deltas,
      });
    await commit(taken.offset, nextOffset, volumeDeltasOf(cells));
    // The next commit of the same owner.
    return () => commit(nextOffset, nextOffset + 1n, volumeDeltasOf(cellsOf([december, 1])));
  }

  async function rebuild(cells: VolumeCells, given: Partial<RebuiltPartition> = {}) {
    const sequences = new SequenceSet();
    for (let sequence = 0; sequence < 10; sequence++) sequences.add(sequence);
    const changes = sequences.takeChanges();
    const running = await VolumeRebuild.begin(pool);
    try {
      await running.add({
        volumes: volumeDeltasOf(cells),
        sources: changes ? [{ topic: TOPIC, partition: 0, source: SOURCE, changes }] : [],
      });
      const partition = {
        topic: TOPIC,
        topicId: 'new',
        partition: 0,
        nextOffset: 7n,
        progress: { records: 12, counted: 10, duplicates: 2, deadLettered: 0, watermarkMs: 9000 },
        ...given,
      };
      return await running.swap([partition], 'replay spec');
    } finally {
      await running.close();
    }
  }

  const rowsOf = async (text: string): Promise<unknown[]> =>
    (await pool.query<Record<string, unknown>>(text)).rows;
  const figures = (): Promise<unknown[]> =>
    rowsOf('select month, sum(events)::int as events from monthly_volumes group by 1 order by 1');
  const months = (): Promise<unknown[]> =>
    rowsOf(
      `select month, status, revision, documents::int, documents_published::int as published,
         events_since_publication::int as since from month_status order by month`,
    );

  it('take the place of the live ones, with sequences, offsets and counters', async () => {
    await count(cellsOf([december, 30]), 30n);
    await rebuild(cellsOf([december, 20], [december + 1, 4]));
    expect(await figures()).toEqual([
      { month: '2023-12', events: 20 },
      { month: '2024-01', events: 4 },
    ]);
    expect(await rowsOf('select sum(events)::int as events from volume_by_type')).toEqual([
      { events: 24 },
    ]);
    const [taken] = await checkpoint.take([{ topic: TOPIC, topicId: 'new', partition: 0 }], 'spec');
    expect(taken).toMatchObject({ offset: 7n, epoch: 3 });
    expect(taken?.sequences.get(SOURCE)?.lowWaterMark).toBe(10);
    expect(
      await rowsOf('select consumer, counted::int, duplicates::int, topic_id from checkpoint'),
    ).toEqual([{ consumer: VOLUME_CONSUMER, counted: 10, duplicates: 2, topic_id: 'new' }]);
    expect(await rowsOf('select distinct consumer from sequence_mark')).toEqual([
      { consumer: VOLUME_CONSUMER },
    ]);
    expect(await rowsOf('select from rebuilt_by_department')).toEqual([]);
    expect(await rowsOf('select from rebuilt_person_sample')).toEqual([]);
    const people = new PersonSample();
    await readPeople(pool, people);
    expect(people.rows()).toEqual(cellsOf([december, 20], [december + 1, 4]).people.rows());
  });

  it('leave an aggregator that counts on without the right to commit', async () => {
    const commitNext = await count(cellsOf([december, 30]), 30n);
    await rebuild(cellsOf([december, 20]));
    await expect(commitNext()).rejects.toThrow(CheckpointLostError);
    expect(await figures()).toEqual([{ month: '2023-12', events: 20 }]);
  });

  it('leave a closed month closed when its figures are those published, also after its cells were lost', async () => {
    await count(cellsOf([december, 30]), 30n);
    await closeMonth(pool, december, { graceHours: 0, force: true });
    const before = await months();
    await pool.query('truncate volume_by_department, volume_by_type');
    expect(await rebuild(cellsOf([december, 30]))).toEqual({ revisedMonths: [] });
    expect(await months()).toEqual(before);
  });

  it.each([29, 31, 0])('revise a closed month of 30 events that has %d', async (events) => {
    await count(cellsOf([december, 30]), 30n);
    await closeMonth(pool, december, { graceHours: 0, force: true });
    expect(await rebuild(cellsOf([december, events]))).toEqual({ revisedMonths: [december] });
    expect(await months()).toEqual([
      {
        month: formatMonth(december),
        status: 'revising',
        revision: 2,
        documents: events,
        published: 30,
        since: Math.max(0, events - 30),
      },
    ]);
  });

  it('give a month under revision the same split as before', async () => {
    const commitLate = await count(cellsOf([december, 30]), 30n);
    await closeMonth(pool, december, { graceHours: 0, force: true });
    await commitLate();
    const before = await months();
    expect(before).toMatchObject([{ status: 'revising', documents: 31, since: 1 }]);
    await rebuild(cellsOf([december, 31]));
    expect(await months()).toEqual(before);
  });

  it('let an open month go that has no event any more', async () => {
    await count(cellsOf([december, 3], [december + 1, 3]), 6n);
    await rebuild(cellsOf([december, 3]));
    expect(await months()).toMatchObject([{ month: '2023-12', status: 'open', revision: 1 }]);
  });

  it('are one at a time, and show nothing before the swap', async () => {
    await count(cellsOf([december, 3]), 3n);
    const running = await VolumeRebuild.begin(pool);
    await running.add({ volumes: volumeDeltasOf(cellsOf([december, 9])), sources: [] });
    expect(await figures()).toEqual([{ month: '2023-12', events: 3 }]);
    await expect(VolumeRebuild.begin(pool)).rejects.toThrow(RebuildUnderWayError);
    await running.close();
    // What was left is not in the next one.
    await rebuild(cellsOf([december, 2]));
    expect(await figures()).toEqual([{ month: '2023-12', events: 2 }]);
  });
});
