import type { RecordHeader } from '#libs/kafka';

/**
 * Some records of one partition in the order of their offsets, as positions in one buffer: what
 * every source of a replay yields and every sink takes. No object is made for a record, because a
 * replay moves millions of them a second.
 */
export interface RecordBlock {
  readonly topic: string;
  readonly partition: number;
  readonly recordCount: number;
  /** Holds keys and values. Valid until the next block of the same source is asked for. */
  readonly buffer: Buffer;
  /** Offsets in the topic they were read from; whole numbers below 2^53. */
  readonly offsets: Float64Array;
  /** Record timestamps, milliseconds since 1970: the wall clock of sending. */
  readonly timestampsMs: Float64Array;
  /** Start of each key in the buffer; -1 for a record without key. */
  readonly keyStarts: Int32Array;
  readonly keyEnds: Int32Array;
  /** Start of each value in the buffer; -1 for a record without value. */
  readonly valueStarts: Int32Array;
  readonly valueEnds: Int32Array;
  /** Headers of a record; almost none has any. */
  headersOf(index: number): readonly RecordHeader[];
}

/** A partition that a source has records of. */
export interface SourcePartition {
  readonly topic: string;
  readonly partition: number;
  /** The broker's id of the topic: one made again under the same name has another. Omitted: nobody knows it. */
  readonly topicId?: string;
}

/** Where a replay reads from: a topic, an archive or a file of CloudEvents. */
export interface RecordSource {
  /** For messages to people: `topic mes.dmp.v1`, `archive /data/december`. */
  readonly description: string;
  readonly partitions: readonly SourcePartition[];
  /**
   * The blocks of one partition, in order. Several partitions may be read at the same time.
   *
   * @param range a wish: a source may begin before it. Omitted: all of the partition
   */
  read(
    topic: string,
    partition: number,
    range?: { readonly from?: bigint },
  ): AsyncIterable<RecordBlock>;
  close(): Promise<void>;
}
