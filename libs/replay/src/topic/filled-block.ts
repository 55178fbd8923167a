import type { RecordHeader } from '#libs/kafka';
import type { RecordBlock } from '../record-block.js';

/** Records of a block, so that its arrays stay in the processor's cache. */
const BLOCK_RECORDS_MAX = 16_384;

const NO_BYTES = Buffer.alloc(0);
const NO_HEADERS: readonly RecordHeader[] = [];

/** Reads the headers that start at a position. */
export type HeaderReader = (buffer: Buffer, start: number) => readonly RecordHeader[];

/** A block that its source fills again and again; nothing is allocated for it. */
export class FilledBlock implements RecordBlock {
  readonly topic: string;
  readonly partition: number;
  recordCount = 0;
  buffer: Buffer = NO_BYTES;
  readonly offsets: Float64Array;
  readonly timestampsMs: Float64Array;
  readonly keyStarts: Int32Array;
  readonly keyEnds: Int32Array;
  readonly valueStarts: Int32Array;
  readonly valueEnds: Int32Array;
  /** Where the headers of a record start in the buffer; -1 for a record without any. */
  readonly headersStarts: Int32Array;
  readonly #readHeaders: HeaderReader;

  constructor(
    topic: string,
    partition: number,
    readHeaders: HeaderReader,
    recordsMax = BLOCK_RECORDS_MAX,
  ) {
    this.topic = topic;
    this.partition = partition;
    this.#readHeaders = readHeaders;
    this.offsets = new Float64Array(recordsMax);
    this.timestampsMs = new Float64Array(recordsMax);
    this.keyStarts = new Int32Array(recordsMax);
    this.keyEnds = new Int32Array(recordsMax);
    this.valueStarts = new Int32Array(recordsMax);
    this.valueEnds = new Int32Array(recordsMax);
    this.headersStarts = new Int32Array(recordsMax);
  }

  get isFull(): boolean {
    return this.recordCount === this.offsets.length;
  }

  /** Empties the block; its records will lie in this buffer. */
  startIn(buffer: Buffer): void {
    this.buffer = buffer;
    this.recordCount = 0;
  }

  headersOf(index: number): readonly RecordHeader[] {
    const start = this.headersStarts[index] ?? -1;
    return start === -1 ? NO_HEADERS : this.#readHeaders(this.buffer, start);
  }
}
