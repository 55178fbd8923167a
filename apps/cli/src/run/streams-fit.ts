import { STREAM_TOPICS, parseSource, partitionOf, type StreamName } from '#libs/events';
import { BadInvocationError } from '#libs/platform';
import { streamInTheWay, type CountedSource, type EmittedStream } from '#libs/store';

/**
 * A database proves one run with SONS; see streamInTheWay.
 *
 * @param known what the database has met so far
 * @param asked what is about to be emitted
 * @throws BadInvocationError naming the stream that does not go together with the one asked for
 */
export function assertStreamsFit(known: readonly EmittedStream[], asked: EmittedStream): void {
  const other = streamInTheWay(known, asked);
  if (!other) return;
  throw new BadInvocationError(
    `${asked.name} with seed ${asked.seed}: expected a database without other runs beside SONS; it holds ${other.name} with seed ${other.seed}${other.hasSons ? ', a scenario with SONS' : ''}. Documents of two runs would count for the same clients. Use a fresh backend: without mes up each run gets its own.`,
  );
}

/**
 * De-duplication works within a partition: a stream that is emitted again has to go where it was counted.
 *
 * @param counted where events of the stream have been counted
 * @param partitions of the topic of each stream, as they are now
 * @throws BadInvocationError naming the first source that would go elsewhere: partitions were added since
 */
export function assertPartitionsFit(
  counted: readonly CountedSource[],
  partitions: ReadonlyMap<StreamName, number>,
): void {
  for (const { source, topic, partition } of counted) {
    const parsed = parseSource(source);
    const now = parsed && partitions.get(parsed.stream);
    if (parsed === undefined || now === undefined || STREAM_TOPICS[parsed.stream] !== topic)
      continue;
    const target = partitionOf(parsed.shard, now);
    if (target === partition) continue;
    throw new BadInvocationError(
      `${parsed.scenario} with seed ${String(parsed.seed)}: expected events of ${source} in partition ${String(partition)} of ${topic}, where they have been counted; with its ${String(now)} partitions they would go to ${String(target)} and be counted again. Its partitions were changed since. Use another seed, or a fresh backend.`,
    );
  }
}
