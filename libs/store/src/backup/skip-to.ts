import type { Pool } from 'pg';
import { numberArray } from '../checkpoint/postgres-arrays.js';

/** A place that a reader of topics is to go on at. */
export interface SkippedPartition {
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/**
 * Moves readers forward over records that no log holds any more. No reader ever does this by itself;
 * it raises the epoch, so that one that still runs cannot commit what it has in hand.
 */
export async function skipTo(pool: Pool, partitions: readonly SkippedPartition[]): Promise<void> {
  await pool.query(
    `update checkpoint stored
     set next_offset = skipped.next_offset, epoch = stored.epoch + 1, owner = 'mes restore', updated_at = now()
     from unnest($1::text[], $2::text[], $3::integer[], $4::bigint[]) as skipped (consumer, topic, partition, next_offset)
     where stored.consumer = skipped.consumer and stored.topic = skipped.topic
       and stored.partition = skipped.partition and stored.next_offset < skipped.next_offset`,
    [
      partitions.map(({ consumer }) => consumer),
      partitions.map(({ topic }) => topic),
      numberArray(partitions.map(({ partition }) => partition)),
      numberArray(partitions.map(({ offset }) => offset)),
    ],
  );
}
