import { partitionOfKeyAt } from '#libs/events';
import type { RecordBlock, RecordSource } from '../record-block.js';

/** Partitions of a topic that is written or counted. */
export interface TopicLayout {
  readonly topic: string;
  readonly partitions: number;
}

/**
 * In which partition of its target a record goes. Where source and target have the same partitions a
 * record keeps its own; elsewhere its key decides, as with any standard producer, and a record without
 * a key goes by its own partition's number. Either way the records of one key stay in one partition, in
 * their order.
 */
export class Placement {
  readonly partitions: number;
  readonly #keepsPartition: boolean;

  constructor(source: Pick<RecordSource, 'partitions'>, from: string, target: TopicLayout) {
    const numbers = source.partitions
      .filter(({ topic }) => topic === from)
      .map(({ partition }) => partition);
    this.partitions = target.partitions;
    this.#keepsPartition =
      numbers.length === target.partitions && Math.max(...numbers) === target.partitions - 1;
  }

  partitionOf(block: RecordBlock, index: number): number {
    if (this.#keepsPartition) return block.partition;
    const start = block.keyStarts[index] ?? -1;
    return start === -1
      ? block.partition % this.partitions
      : partitionOfKeyAt(block.buffer, start, block.keyEnds[index] ?? start, this.partitions);
  }
}
