import { partitionOfKeyAt } from '#libs/events';
import type { RecordBlock, RecordSource, SourcePartition } from '../record-block.js';
import { EventSources } from './event-sources.js';

/** Partitions of a topic that is written or counted. */
export interface TopicLayout {
  readonly topic: string;
  readonly partitions: number;
  /** The broker's id; omitted: the topic is no one in particular. */
  readonly topicId?: string;
  /** By source of events: the one partition where its events have been counted. Undefined: none has. */
  readonly countedIn?: ReadonlyMap<string, number> | undefined;
}

/**
 * In which partition of its target a record goes. Counting knows an event again in the partition where
 * it met it, so that a record goes, by the first of these that says it:
 *
 * - to its own partition, where the target is the topic that it was read from (a topic that got more
 *   partitions moves no record), or has as many partitions;
 * - to the partition where events of its source have been counted;
 * - to the partition of its key, as with any standard producer;
 * - without a key, to that of its own partition's number.
 *
 * Either way the records of one key stay in one partition, in their order.
 */
export class Placement {
  readonly partitions: number;
  readonly #keepsPartition: boolean;
  readonly #countedIn: ReadonlyMap<string, number> | undefined;
  readonly #sources = new EventSources();

  constructor(source: Pick<RecordSource, 'partitions'>, from: string, target: TopicLayout) {
    const read = source.partitions.filter(({ topic }) => topic === from);
    this.partitions = target.partitions;
    this.#keepsPartition = isSameTopic(read, target) || hasAsMany(read, target);
    this.#countedIn = target.countedIn;
  }

  partitionOf(block: RecordBlock, index: number): number {
    if (this.#keepsPartition) return block.partition;
    return this.#countedPartition(block, index) ?? this.#partitionByKey(block, index);
  }

  #countedPartition(block: RecordBlock, index: number): number | undefined {
    if (this.#countedIn === undefined) return undefined;
    const source = this.#sources.sourceOf(block, index);
    const partition = source === undefined ? undefined : this.#countedIn.get(source);
    return partition !== undefined && partition < this.partitions ? partition : undefined;
  }

  #partitionByKey(block: RecordBlock, index: number): number {
    const start = block.keyStarts[index] ?? -1;
    return start === -1
      ? block.partition % this.partitions
      : partitionOfKeyAt(block.buffer, start, block.keyEnds[index] ?? start, this.partitions);
  }
}

/** All of them lie in the target already, or did. */
function isSameTopic(read: readonly SourcePartition[], target: TopicLayout): boolean {
  return read.every(({ topicId }) => topicId !== undefined && topicId === target.topicId);
}

function hasAsMany(read: readonly SourcePartition[], { partitions }: TopicLayout): boolean {
  return (
    read.length === partitions &&
    Math.max(...read.map(({ partition }) => partition)) === partitions - 1
  );
}
