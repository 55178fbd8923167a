import { freshnessBucketMs } from '#libs/indicators';
import type { Clock } from '#libs/platform';
import type { ClientBase, Pool } from 'pg';
import { inTransaction } from '../connection/transaction.js';
import { CheckpointLostError, CheckpointTopicChangedError } from './errors.js';
import { numberArray } from './postgres-arrays.js';
import {
  deleteSequences,
  loadSequences,
  partitionKey,
  saveSequences,
  type SourceChanges,
  type TopicPartition,
} from './sequence-rows.js';
import type { SequenceSet } from './sequence-set.js';

/** A partition that the consumer group has given to this process. */
export interface AssignedPartition extends TopicPartition {
  /** Id that the broker gave the topic when it was created. */
  readonly topicId: string;
}

/** A partition that is this process's own until another one takes it. */
export interface TakenPartition extends TopicPartition {
  /** First offset that is not counted yet. */
  readonly offset: bigint;
  /** Grows with each taking: the right to write. */
  readonly epoch: number;
  /** What was counted, by source. */
  readonly sequences: Map<string, SequenceSet>;
}

/** What was done in one partition since its last commit. */
export interface PartitionProgress extends TopicPartition {
  readonly epoch: number;
  /** The offset that the checkpoint must still hold. */
  readonly expectedOffset: bigint;
  readonly nextOffset: bigint;
  /** Records read; the sum of the three that follow. */
  readonly records: number;
  readonly counted: number;
  readonly duplicates: number;
  readonly deadLettered: number;
  /** Latest `registeredAt` of the events read, milliseconds; undefined when there was none. */
  readonly watermarkMs: number | undefined;
}

/** Events that were sent at one time and are counted by this commit. */
export interface SentEvents {
  /** Timestamp of their record batch: the wall clock of sending, milliseconds. */
  readonly sentAtMs: number;
  readonly events: number;
}

/** A partition and the right to write it. */
export interface HeldPartition extends TopicPartition {
  readonly epoch: number;
}

/** What every commit stores beside its booking. */
export interface CheckpointChanges {
  readonly partitions: readonly PartitionProgress[];
  readonly sources: readonly SourceChanges[];
  readonly sent: readonly SentEvents[];
  /** Partitions to be read again from their start: offset 0, no counters, no sequences. Omitted: none. */
  readonly rewound?: readonly HeldPartition[];
}

/** Stores what was counted, inside the transaction of the offsets: all of it is stored, or nothing. */
export type Booking<R> = (client: ClientBase) => Promise<R>;

/**
 * Exactly once: offsets, counts and what is needed to know a repeated event move in one transaction,
 * and only for the process that took the partition last. The consumer group decides who reads; the
 * epoch in this table decides who may write.
 */
export class Checkpoint {
  /**
   * @param consumer names the reader: its rows are its own, another consumer counts for itself
   * @param clock tells how long ago the events were sent
   */
  constructor(
    private readonly pool: Pool,
    private readonly consumer: string,
    private readonly clock: Pick<Clock, 'nowMs'>,
  ) {}

  /**
   * Takes partitions from whoever had them: from now on only this taking may commit.
   *
   * @param owner name of the process, shown in the table
   * @throws CheckpointTopicChangedError when a topic is not the one whose offsets are stored
   */
  async take(assigned: readonly AssignedPartition[], owner: string): Promise<TakenPartition[]> {
    if (assigned.length === 0) return [];
    return inTransaction(this.pool, async (client) => {
      const rows = await this.#raiseEpochs(client, assigned, owner);
      if (rows.length !== assigned.length) await this.#refuseChangedTopics(client, assigned);
      const sequences = await loadSequences(client, this.consumer, assigned);
      return rows.map(({ topic, partition, epoch, next_offset }) => ({
        topic,
        partition,
        offset: BigInt(next_offset),
        epoch: Number(epoch),
        sequences: sequences.get(partitionKey({ topic, partition })) ?? new Map(),
      }));
    });
  }

  /**
   * Stores progress and its booking, or nothing of them.
   *
   * @param book runs after the offsets have moved; it is called again when the transaction lost a
   *   deadlock, so it must not change anything outside the database
   * @returns what `book` returns
   * @throws CheckpointLostError when one of the partitions is not this taking's any more, or not at
   *   the expected offset; what `book` throws
   */
  async commit<R>(changes: CheckpointChanges, book: Booking<R>): Promise<R> {
    return inTransaction(this.pool, async (client) => {
      await this.#advance(client, changes.partitions);
      await saveSequences(client, this.consumer, changes.sources);
      await this.#rewind(client, changes.rewound ?? []);
      // Rows that other aggregators write too come last, to be locked as short as can be.
      const booked = await book(client);
      await this.#addFreshness(client, changes.sent);
      return booked;
    });
  }

  /** Only its rightful owner may rewind a partition; freshness stays, for it was true when it was measured. */
  async #rewind(client: ClientBase, held: readonly HeldPartition[]): Promise<void> {
    if (held.length === 0) return;
    const { rows } = await client.query<TopicPartition>(
      `update checkpoint stored
       set next_offset = 0, records = 0, counted = 0, duplicates = 0, dead_lettered = 0,
         watermark_at = null, updated_at = now()
       from unnest($2::text[], $3::integer[], $4::bigint[]) as held (topic, partition, epoch)
       where stored.consumer = $1 and stored.topic = held.topic
         and stored.partition = held.partition and stored.epoch = held.epoch
       returning stored.topic, stored.partition`,
      [
        this.consumer,
        held.map(({ topic }) => topic),
        numberArray(held.map(({ partition }) => partition)),
        numberArray(held.map(({ epoch }) => epoch)),
      ],
    );
    const rewound = new Set(rows.map(partitionKey));
    const lost = held.filter((partition) => !rewound.has(partitionKey(partition)));
    if (lost.length > 0) await this.#refuseLost(client, lost);
    await deleteSequences(client, this.consumer, held);
  }

  async #raiseEpochs(
    client: ClientBase,
    assigned: readonly AssignedPartition[],
    owner: string,
  ): Promise<TakenRow[]> {
    const { rows } = await client.query<TakenRow>(
      `insert into checkpoint as stored (consumer, topic, partition, topic_id, owner)
       select $1, topic, partition, topic_id, $5
       from unnest($2::text[], $3::integer[], $4::text[]) as assigned (topic, partition, topic_id)
       order by topic, partition
       on conflict (consumer, topic, partition) do update
       set epoch = stored.epoch + 1, owner = excluded.owner, updated_at = now()
       where stored.topic_id = excluded.topic_id
       returning topic, partition, epoch, next_offset`,
      [
        this.consumer,
        assigned.map(({ topic }) => topic),
        numberArray(assigned.map(({ partition }) => partition)),
        assigned.map(({ topicId }) => topicId),
        owner,
      ],
    );
    return rows;
  }

  async #refuseChangedTopics(
    client: ClientBase,
    assigned: readonly AssignedPartition[],
  ): Promise<never> {
    const { rows } = await client.query<{ topic: string; partition: number; topic_id: string }>(
      'select topic, partition, topic_id from checkpoint where consumer = $1',
      [this.consumer],
    );
    const stored = new Map(rows.map((row) => [partitionKey(row), row.topic_id]));
    throw new CheckpointTopicChangedError(
      assigned.flatMap(({ topic, partition, topicId }) => {
        const storedId = stored.get(partitionKey({ topic, partition }));
        return storedId === undefined || storedId === topicId
          ? []
          : [{ consumer: this.consumer, topic, partition, stored: storedId, came: topicId }];
      }),
    );
  }

  async #advance(client: ClientBase, partitions: readonly PartitionProgress[]): Promise<void> {
    const { rows } = await client.query<TopicPartition>(
      `update checkpoint stored
       set next_offset = done.next_offset, records = stored.records + done.records,
         counted = stored.counted + done.counted, duplicates = stored.duplicates + done.duplicates,
         dead_lettered = stored.dead_lettered + done.dead_lettered,
         watermark_at = greatest(stored.watermark_at, to_timestamp(done.watermark_ms / 1000.0)),
         updated_at = now()
       from unnest($2::text[], $3::integer[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
           $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[])
         as done (topic, partition, epoch, expected_offset, next_offset, records, counted, duplicates,
           dead_lettered, watermark_ms)
       where stored.consumer = $1 and stored.topic = done.topic and stored.partition = done.partition
         and stored.epoch = done.epoch and stored.next_offset = done.expected_offset
       returning stored.topic, stored.partition`,
      [
        this.consumer,
        partitions.map(({ topic }) => topic),
        numberArray(partitions.map(({ partition }) => partition)),
        numberArray(partitions.map(({ epoch }) => epoch)),
        numberArray(partitions.map(({ expectedOffset }) => expectedOffset)),
        numberArray(partitions.map(({ nextOffset }) => nextOffset)),
        numberArray(partitions.map(({ records }) => records)),
        numberArray(partitions.map(({ counted }) => counted)),
        numberArray(partitions.map(({ duplicates }) => duplicates)),
        numberArray(partitions.map(({ deadLettered }) => deadLettered)),
        numberArray(partitions.map(({ watermarkMs }) => watermarkMs ?? null)),
      ],
    );
    const advanced = new Set(rows.map(partitionKey));
    const lost = partitions.filter((partition) => !advanced.has(partitionKey(partition)));
    if (lost.length > 0) await this.#refuseLost(client, lost);
  }

  async #refuseLost(
    client: ClientBase,
    lost: readonly (HeldPartition & { readonly expectedOffset?: bigint })[],
  ): Promise<never> {
    const { rows } = await client.query<TakenRow & { owner: string }>(
      'select topic, partition, epoch, next_offset, owner from checkpoint where consumer = $1',
      [this.consumer],
    );
    const stored = new Map(rows.map((row) => [partitionKey(row), row]));
    throw new CheckpointLostError(
      lost.map(({ topic, partition, epoch, expectedOffset }) => {
        const row = stored.get(partitionKey({ topic, partition }));
        const came = row
          ? `epoch ${row.epoch} of ${row.owner} at offset ${row.next_offset}`
          : 'no row';
        const expected = expectedOffset === undefined ? '' : ` at offset ${String(expectedOffset)}`;
        const detail = `expected epoch ${epoch}${expected}, came ${came}`;
        return { consumer: this.consumer, topic, partition, detail };
      }),
    );
  }

  async #addFreshness(client: ClientBase, sent: readonly SentEvents[]): Promise<void> {
    const nowMs = this.clock.nowMs();
    const buckets = new Map<number, number>();
    for (const { sentAtMs, events } of sent) {
      const bucketMs = freshnessBucketMs(nowMs - sentAtMs);
      buckets.set(bucketMs, (buckets.get(bucketMs) ?? 0) + events);
    }
    if (buckets.size === 0) return;
    await client.query(
      `insert into freshness_bucket as stored (consumer, bucket_ms, events)
       select $1, bucket_ms, events from unnest($2::integer[], $3::bigint[]) as added (bucket_ms, events)
       order by bucket_ms
       on conflict (consumer, bucket_ms) do update set events = stored.events + excluded.events`,
      [this.consumer, numberArray([...buckets.keys()]), numberArray([...buckets.values()])],
    );
  }
}

interface TakenRow {
  topic: string;
  partition: number;
  /** bigint columns arrive as text. */
  epoch: string;
  next_offset: string;
}
