import { NEW_MONTH, evolveMonth, type MonthState } from '#libs/indicators';
import type { ClientBase, Pool, PoolClient } from 'pg';
import type { AssignedPartition, PartitionProgress } from '../checkpoint/checkpoint.js';
import { stateOf, type MonthRow } from '../checkpoint/month-rows.js';
import { numberArray } from '../checkpoint/postgres-arrays.js';
import { saveSequences, type SourceChanges } from '../checkpoint/sequence-rows.js';
import { CELLS_LOCK_KEY, type VolumeDeltas } from '../checkpoint/volume-deltas.js';
import { markEveryMonth } from '../checkpoint/volume-marks.js';
import { inTransaction } from '../connection/transaction.js';
import { VOLUME_CONSUMER } from '../consumers.js';
import { addPeople } from '../people/person-rows.js';
import { RebuildUnderWayError } from './errors.js';

/** Name under which the sequences of a rebuild are kept until the swap. */
const REBUILT_CONSUMER = `${VOLUME_CONSUMER}/rebuilt`;
/** One rebuild at a time: its tables are there once. Any number will do as long as it never changes. */
const REBUILD_LOCK_KEY = 5_418_211_902_310;

const EMPTY_TABLES = 'truncate rebuilt_by_department, rebuilt_by_type, rebuilt_person_sample';

/** What was counted beside the live figures since the last time. */
export interface RebuiltChanges {
  readonly volumes: VolumeDeltas;
  readonly sources: readonly SourceChanges[];
}

/** Where the aggregators go on after the swap. */
export interface RebuiltPartition extends AssignedPartition {
  readonly nextOffset: bigint;
  /** What the rebuild read and counted in it; undefined when it read nothing of it. */
  readonly progress:
    | Pick<PartitionProgress, 'records' | 'counted' | 'duplicates' | 'deadLettered' | 'watermarkMs'>
    | undefined;
}

/** What a swap did. */
export interface Swapped {
  /** Months whose published figures differ from the rebuilt ones, as months since 2000-01. */
  readonly revisedMonths: readonly number[];
}

/**
 * The volumes counted once more, beside the live figures, and put in their place in one transaction.
 * Readers see the old figures until the swap and the new ones from then on, never a mixture.
 */
export class VolumeRebuild {
  readonly #client: PoolClient;

  private constructor(
    private readonly pool: Pool,
    client: PoolClient,
  ) {
    this.#client = client;
  }

  /**
   * Begins with empty tables; what a rebuild that broke off left there is thrown away.
   *
   * @throws RebuildUnderWayError when another process rebuilds
   */
  static async begin(pool: Pool): Promise<VolumeRebuild> {
    const client = await pool.connect();
    try {
      const { rows } = await client.query<{ is_mine: boolean }>(
        'select pg_try_advisory_lock($1) as is_mine',
        [REBUILD_LOCK_KEY],
      );
      if (rows[0]?.is_mine !== true) throw new RebuildUnderWayError();
      await client.query(EMPTY_TABLES);
      await deleteSequencesOf(client, REBUILT_CONSUMER);
      return new VolumeRebuild(pool, client);
    } catch (error) {
      client.release();
      throw error;
    }
  }

  /** Adds to the tables beside. */
  async add({ volumes, sources }: RebuiltChanges): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      await saveSequences(client, REBUILT_CONSUMER, sources);
      await addCells(client, 'rebuilt_by_department', 'department', 7, volumes.byDepartment);
      await addCells(client, 'rebuilt_by_type', 'document_type', 6, volumes.byType);
      await addPeople(client, 'rebuilt_person_sample', volumes.people);
    });
  }

  /**
   * Puts the rebuilt figures in the place of the live ones. The epoch of every partition grows: an
   * aggregator that counts on finds itself without the right to commit, drops what it holds, and takes
   * the partitions again with the sequences and the offsets that are stored here.
   *
   * @param partitions all that the aggregators may read, the empty ones too
   * @param owner shown in the table of checkpoints
   */
  async swap(partitions: readonly RebuiltPartition[], owner: string): Promise<Swapped> {
    return inTransaction(this.pool, async (client) => {
      // In the order of an aggregator's commit, so that neither waits for the other in a circle.
      await replaceCheckpoints(client, partitions, owner);
      await deleteSequencesOf(client, VOLUME_CONSUMER);
      for (const table of ['sequence_mark', 'sequence_page']) {
        await client.query(`update ${table} set consumer = $2 where consumer = $1`, [
          REBUILT_CONSUMER,
          VOLUME_CONSUMER,
        ]);
      }
      await client.query('lock table month_state in exclusive mode');
      await client.query('select pg_advisory_xact_lock($1)', [CELLS_LOCK_KEY]);
      const revisedMonths = await settleMonths(client);
      await markEveryMonth(client);
      for (const cube of CUBES) await replaceCells(client, cube);
      await replacePeople(client);
      return { revisedMonths };
    });
  }

  /** Empties the tables beside, and lets another rebuild begin. */
  async close(): Promise<void> {
    const client = this.#client;
    try {
      await client.query(EMPTY_TABLES);
      await deleteSequencesOf(client, REBUILT_CONSUMER);
      await client.query('select pg_advisory_unlock($1)', [REBUILD_LOCK_KEY]);
      client.release();
    } catch (error) {
      // The lock ends with the connection.
      client.release(true);
      throw error;
    }
  }
}

interface Cube {
  readonly live: string;
  readonly rebuilt: string;
  readonly dimension: string;
}

const CUBES: readonly Cube[] = [
  { live: 'volume_by_department', rebuilt: 'rebuilt_by_department', dimension: 'department' },
  { live: 'volume_by_type', rebuilt: 'rebuilt_by_type', dimension: 'document_type' },
];

/** See cubeDeltas in volume-deltas.ts for the parts of a key. */
async function addCells(
  client: ClientBase,
  table: string,
  dimension: string,
  bits: number,
  deltas: VolumeDeltas['byDepartment'],
): Promise<void> {
  if (deltas.cells === 0) return;
  await client.query(
    `insert into ${table} as stored (month, measure, solution, ${dimension}, events)
     select key >> ${bits + 12}, (key >> ${bits + 8}) & 15, (key >> ${bits}) & 255,
       key & ${(1 << bits) - 1}, added.events
     from unnest($1::integer[], $2::bigint[]) as added (key, events)
     on conflict (month, measure, solution, ${dimension})
     do update set events = stored.events + excluded.events`,
    [deltas.keys, deltas.events],
  );
}

async function deleteSequencesOf(client: ClientBase, consumer: string): Promise<void> {
  await client.query('delete from sequence_page where consumer = $1', [consumer]);
  await client.query('delete from sequence_mark where consumer = $1', [consumer]);
}

/** Rows of partitions that are not there any more go: nobody will read them again. */
async function replaceCheckpoints(
  client: ClientBase,
  partitions: readonly RebuiltPartition[],
  owner: string,
): Promise<void> {
  const topics = partitions.map(({ topic }) => topic);
  const numbers = numberArray(partitions.map(({ partition }) => partition));
  const of = (what: 'records' | 'counted' | 'duplicates' | 'deadLettered'): string =>
    numberArray(partitions.map(({ progress }) => progress?.[what] ?? 0));
  await client.query(
    `insert into checkpoint as stored (consumer, topic, partition, topic_id, next_offset, epoch, owner,
       records, counted, duplicates, dead_lettered, watermark_at)
     select $1, topic, partition, topic_id, next_offset, 1, $11, records, counted, duplicates,
       dead_lettered, to_timestamp(watermark_ms / 1000.0)
     from unnest($2::text[], $3::integer[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],
         $8::bigint[], $9::bigint[], $10::bigint[])
       as rebuilt (topic, partition, topic_id, next_offset, records, counted, duplicates,
         dead_lettered, watermark_ms)
     order by topic, partition
     on conflict (consumer, topic, partition) do update
     set topic_id = excluded.topic_id, next_offset = excluded.next_offset, epoch = stored.epoch + 1,
       owner = excluded.owner, records = excluded.records, counted = excluded.counted,
       duplicates = excluded.duplicates, dead_lettered = excluded.dead_lettered,
       watermark_at = excluded.watermark_at, updated_at = now()`,
    [
      VOLUME_CONSUMER,
      topics,
      numbers,
      partitions.map(({ topicId }) => topicId),
      numberArray(partitions.map(({ nextOffset }) => nextOffset)),
      of('records'),
      of('counted'),
      of('duplicates'),
      of('deadLettered'),
      numberArray(partitions.map(({ progress }) => progress?.watermarkMs ?? null)),
      owner,
    ],
  );
  await client.query(
    `delete from checkpoint where consumer = $1 and (topic, partition) not in
     (select * from unnest($2::text[], $3::integer[]))`,
    [VOLUME_CONSUMER, topics, numbers],
  );
}

interface RebuiltMonth extends Omit<MonthRow, 'status' | 'revision'> {
  status: MonthRow['status'] | null;
  revision: number | null;
  /** Whether the rebuilt figures of every measure are those that were published. */
  is_as_published: boolean;
  has_events: boolean;
}

/**
 * Brings the states of the months in line with the rebuilt cells: a new month is opened, an open one
 * that lost all its events goes, a closed one whose figures are no more those that were published is
 * revised, as by a late event. What was published stays as it was.
 *
 * @returns months revised by this
 */
async function settleMonths(client: ClientBase): Promise<number[]> {
  const { rows } = await client.query<RebuiltMonth>(
    `with rebuilt as (
       select month, measure, sum(events)::bigint as events
       from rebuilt_by_department group by month, measure
     ),
     published as (
       select publication.month, publication.measure, publication.events
       from month_publication publication join month_state state
         on state.month = publication.month and state.published_revision = publication.revision
     ),
     compared as (
       select month, bool_and(rebuilt.events is not distinct from published.events) as is_as_published,
         bool_or(rebuilt.events is not null) as has_events
       from rebuilt full join published using (month, measure) group by month
     )
     select month, state.status, state.revision, state.published_revision,
       coalesce(is_as_published, true) as is_as_published, coalesce(has_events, false) as has_events
     from compared full join month_state state using (month) order by month`,
  );
  const revised: number[] = [];
  for (const { month, status, revision, is_as_published, has_events, ...row } of rows) {
    if (status === null || revision === null) {
      await insertMonth(client, month);
    } else if (status === 'open' && !has_events) {
      await client.query('delete from month_state where month = $1', [month]);
    } else if (status === 'closed' && !is_as_published) {
      await reviseMonth(client, stateOf({ month, status, revision, ...row }), month);
      revised.push(month);
    }
  }
  return revised;
}

async function insertMonth(client: ClientBase, month: number): Promise<void> {
  await client.query('insert into month_state (month, status, revision) values ($1, $2, $3)', [
    month,
    NEW_MONTH.status,
    NEW_MONTH.revision,
  ]);
}

async function reviseMonth(client: ClientBase, state: MonthState, month: number): Promise<void> {
  const next = evolveMonth(state, 'EventsCounted');
  await client.query('update month_state set status = $2, revision = $3 where month = $1', [
    month,
    next.status,
    next.revision,
  ]);
}

/**
 * Cells under their revisions. The source does not say when a month was closed, but what was published
 * is known for each measure: so many events, in the order of the cells, go under the published
 * revision, and the rest under the present one. Sums over revisions, and those of the events since a
 * publication, are exact; no figure is drawn from the revision of a single cell.
 */
async function replaceCells(client: ClientBase, { live, rebuilt, dimension }: Cube): Promise<void> {
  await client.query(`delete from ${live}`);
  await client.query(
    `insert into ${live} (month, revision, measure, solution, ${dimension}, events)
     with running as (
       select cell.*, state.revision, state.published_revision,
         case when state.published_revision is null then 0 else coalesce(published.events, 0) end as published,
         sum(cell.events) over
           (partition by cell.month, cell.measure order by cell.solution, cell.${dimension}) as up_to
       from ${rebuilt} cell join month_state state on state.month = cell.month
       left join month_publication published on published.month = cell.month
         and published.revision = state.published_revision and published.measure = cell.measure
     ),
     split as (
       select *, greatest(0, least(events, published - (up_to - events)))::bigint as before
       from running
     )
     select month, published_revision, measure, solution, ${dimension}, before from split where before > 0
     union all
     select month, revision, measure, solution, ${dimension}, events - before from split where events > before`,
  );
}

/** The sample has no revisions: the rebuilt rows as they are. */
async function replacePeople(client: ClientBase): Promise<void> {
  await client.query('delete from person_sample');
  await client.query(
    `insert into person_sample (month, person, department, documents)
     select month, person, department, documents from rebuilt_person_sample`,
  );
}
