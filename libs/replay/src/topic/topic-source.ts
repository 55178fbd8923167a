import {
  RecordCursor,
  TopicReader,
  readHeaders,
  type FetchedBatches,
  type OffsetRange,
  type ReadablePartition,
  type TopicReaderOptions,
} from '#libs/kafka';
import type { RecordBlock, RecordSource } from '../record-block.js';
import { FilledBlock } from './filled-block.js';

/** A partition's records as blocks, from its start to the end it had when the source was opened. */
export class TopicSource implements RecordSource {
  readonly description: string;
  readonly #reader: TopicReader;

  private constructor(reader: TopicReader, topics: readonly string[]) {
    this.#reader = reader;
    this.description = `topic ${topics.join(', ')}`;
  }

  /**
   * Looks at the topics' present starts and ends. No consumer group is joined: live readers are not
   * moved.
   *
   * @throws UnknownTopicError, BrokerUnreachableError, BrokerAccessError
   */
  static async open(options: TopicReaderOptions): Promise<TopicSource> {
    return new TopicSource(await TopicReader.open(options), options.topics);
  }

  get partitions(): readonly ReadablePartition[] {
    return this.#reader.partitions;
  }

  /**
   * The blocks of one partition. Several partitions may be read at the same time.
   *
   * @param range a part of the partition; omitted: all of it
   */
  async *read(
    topic: string,
    partition: number,
    range: OffsetRange = {},
  ): AsyncGenerator<RecordBlock, void, undefined> {
    const cursor = new RecordCursor();
    const block = new FilledBlock(topic, partition, readHeaders);
    const found = this.partitions.find((one) => one.topic === topic && one.partition === partition);
    const before = Number(range.before ?? found?.endOffset ?? 0n);
    for await (const batches of this.#reader.read(topic, partition, range)) {
      yield* blocksOf(batches, cursor, block, before);
    }
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}

/** A compressed batch is unpacked into memory of its own: there a new block begins. */
function* blocksOf(
  batches: FetchedBatches,
  cursor: RecordCursor,
  block: FilledBlock,
  before: number,
): Generator<RecordBlock> {
  cursor.open(batches);
  block.startIn(batches.buffer);
  let batch: RecordCursor['batch'] | undefined;
  let baseOffset = 0;
  while (cursor.next()) {
    if (cursor.batch !== batch) {
      batch = cursor.batch;
      baseOffset = Number(batch.baseOffset);
    }
    const offset = baseOffset + cursor.offsetDelta;
    if (offset >= before) break;
    if (block.isFull || cursor.buffer !== block.buffer) {
      if (block.recordCount > 0) yield block;
      block.startIn(cursor.buffer);
    }
    addRecord(block, cursor, offset);
  }
  if (block.recordCount > 0) yield block;
}

function addRecord(block: FilledBlock, cursor: RecordCursor, offset: number): void {
  const index = block.recordCount;
  block.offsets[index] = offset;
  block.timestampsMs[index] = cursor.timestampMs;
  block.keyStarts[index] = cursor.keyStart;
  block.keyEnds[index] = cursor.keyEnd;
  block.valueStarts[index] = cursor.valueStart;
  block.valueEnds[index] = cursor.valueEnd;
  // A count of zero headers is one byte, 0.
  const hasHeaders = cursor.buffer[cursor.headersStart] !== 0;
  block.headersStarts[index] = hasHeaders ? cursor.headersStart : -1;
  block.recordCount = index + 1;
}
