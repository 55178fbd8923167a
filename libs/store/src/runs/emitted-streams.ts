import { parseIntakeSource, parseSource } from '#libs/events';
import type { Queries } from '../connection/queries.js';

/** A run's stream of events, as its sources name it. */
export interface EmittedStream {
  /** Of the scenario, `NAME` or `NAME@SCALE`. */
  readonly name: string;
  readonly seed: string;
  readonly hasSons: boolean;
}

/** The streams of events that this database has met. */
export async function readEmittedStreams(pool: Queries): Promise<EmittedStream[]> {
  const { rows } = await pool.query<EmittedStream>(
    `select split_part(source, '/', 2) as name, seed::text as seed, bool_or(channel = 'sons') as "hasSons"
     from truth_source group by 1, 2 order by 1, 2`,
  );
  return rows;
}

/** Where events of a source were counted. */
export interface CountedSource {
  /** `STREAM/SCENARIO/SEED/SHARD`. */
  readonly source: string;
  readonly topic: string;
  readonly partition: number;
}

/** The partitions in which events of a run's stream have been counted, by any consumer. */
export async function readCountedSources(
  pool: Queries,
  { name, seed }: Pick<EmittedStream, 'name' | 'seed'>,
): Promise<CountedSource[]> {
  const { rows } = await pool.query<CountedSource>(
    `select distinct source, topic, partition from sequence_mark
     where split_part(source, '/', 2) = $1 and split_part(source, '/', 3) = $2
     order by topic, partition, source`,
    [name, seed],
  );
  return rows;
}

/**
 * By topic, the sources of one shard with the partition where their events have been counted. A source
 * that is no simulation's and no intake's is not among them: its records may have any key.
 */
export async function readCountedPartitions(
  pool: Queries,
): Promise<Map<string, Map<string, number>>> {
  const { rows } = await pool.query<CountedSource>(
    `select source, topic, min(partition) as partition from sequence_mark
     group by source, topic having min(partition) = max(partition)`,
  );
  const topics = new Map<string, Map<string, number>>();
  for (const { source, topic, partition } of rows) {
    if ((parseSource(source) ?? parseIntakeSource(source)) === undefined) continue;
    const sources = topics.get(topic) ?? new Map<string, number>();
    topics.set(topic, sources.set(source, partition));
  }
  return topics;
}

/**
 * The stream that does not go together with the one asked for: a database proves one run with SONS.
 * Another seed would give the same clients other requests, and documents of other runs would count for
 * their thresholds.
 *
 * @param known what the database has met so far
 * @param asked what is about to be emitted
 */
export function streamInTheWay(
  known: readonly EmittedStream[],
  asked: EmittedStream,
): EmittedStream | undefined {
  return known.find(
    ({ name, seed, hasSons }) =>
      (name !== asked.name || seed !== asked.seed) && (hasSons || asked.hasSons),
  );
}
