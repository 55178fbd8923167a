import { TOPICS } from '#libs/events';
import { TopicSource, isEverything, type CountedTopic, type RecordSource } from '#libs/replay';
import { VOLUME_CONSUMER, readCountedPartitions } from '#libs/store';
import type { Pool } from 'pg';
import type { House } from '../backend/house.js';
import type { ReplayRequest } from './replay-request.js';

/** The topics that the volume aggregator reads. */
export const COUNTED_TOPICS: ReadonlySet<string> = new Set(Object.values(TOPICS));

/**
 * The counted topics with the offsets from which the aggregators go on after a rebuild:
 *
 * - A topic that was itself read, to its end: there. What is behind was counted.
 * - Any other: from the topic's start. What was counted from the archive is known by its sequences and
 *   ignored, and what the archive does not hold is counted.
 * - With a selection: from the topic's end, for what was left out is not to come back.
 */
export async function countedTopics(
  { admin, pool }: Pick<House, 'admin' | 'pool'>,
  { selection }: Pick<ReplayRequest, 'selection'>,
  source: RecordSource,
): Promise<CountedTopic[]> {
  const topics: CountedTopic[] = [];
  const counted = await readCountedPartitions(pool);
  for (const topic of COUNTED_TOPICS) {
    const topicId = await admin.topicId(topic);
    const [starts, ends] = [await admin.startOffsets(topic), await admin.endOffsets(topic)];
    const nextOffsets = isEverything(selection)
      ? starts.map((start, partition) => readTo(source, topicId, partition) ?? start)
      : ends;
    const isCounted = await isCountedFrom(pool, topic, topicId);
    topics.push({
      topic,
      topicId,
      partitions: ends.length,
      nextOffsets,
      holdsAll: isCounted && starts.every((start) => start === 0n),
      // What was counted of a topic that is gone lies in none of this one's partitions.
      countedIn: isCounted ? counted.get(topic) : undefined,
    });
  }
  return topics;
}

/** Whether what was counted of a topic came from this one, and not from another that had its name. */
async function isCountedFrom(pool: Pool, topic: string, topicId: string): Promise<boolean> {
  const { rows } = await pool.query(
    'select from checkpoint where consumer = $1 and topic = $2 and topic_id <> $3 limit 1',
    [VOLUME_CONSUMER, topic, topicId],
  );
  return rows.length === 0;
}

/** Where the reading of a topic ends; undefined for a source that is not this topic. */
function readTo(source: RecordSource, topicId: string, partition: number): bigint | undefined {
  if (!(source instanceof TopicSource)) return undefined;
  return source.partitions.find((read) => read.topicId === topicId && read.partition === partition)
    ?.endOffset;
}
