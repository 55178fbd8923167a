import { putInt, putLong } from '#libs/events';
import type { RecordHeader } from '#libs/kafka';
import type { RecordBlock } from '../record-block.js';
import { copyBytes } from './copy-bytes.js';
import type { FileFacts } from './file-facts.js';
import {
  COLUMN_BYTES_MAX,
  NULL_BRANCH,
  VALUE_BRANCH,
  type RecordColumns,
} from './record-columns.js';

/** Partition, offset, timestamp, the lengths of key and value, and the count of headers. */
const NUMBERS_BYTES_MAX = 64;
/** Lengths of a header's key and value. */
const HEADER_NUMBERS_BYTES_MAX = 16;

/** Longest copy that goes by words: from there on `copy` is faster. */
const WORDS_COPY_BYTES_MAX = 256;

/** Writes records in the archive's schema, one block of a container after the other. */
export class RecordEncoder {
  /** Records from byte 0 to `end`. */
  buffer: Buffer;
  end = 0;
  recordCount = 0;
  readonly #facts: FileFacts;
  readonly #columns: RecordColumns;
  #view: DataView;
  #values: DataView = new DataView(new ArrayBuffer(0));
  #valuesOf: Buffer | undefined;

  /** @param buffer memory of the first block */
  constructor(columns: RecordColumns, facts: FileFacts, buffer: Buffer) {
    this.#facts = facts;
    this.#columns = columns;
    this.buffer = buffer;
    this.#view = viewOf(buffer);
  }

  /** Starts a block in memory of its own, because the last one may still be packed. */
  startBlock(buffer: Buffer): void {
    this.buffer = buffer;
    this.#view = viewOf(buffer);
    this.end = 0;
    this.recordCount = 0;
  }

  /**
   * Adds records until the block has so many bytes.
   *
   * @returns index of the first record that was not added
   */
  addAll(block: RecordBlock, from: number, bytesMax: number): number {
    if (this.#valuesOf !== block.buffer) {
      this.#valuesOf = block.buffer;
      this.#values = viewOf(block.buffer);
    }
    let index = from;
    while (index < block.recordCount && this.end < bytesMax) this.#add(block, index++);
    return index;
  }

  #add(block: RecordBlock, index: number): void {
    const { buffer } = block;
    const headers = block.headersOf(index);
    const keyStart = block.keyStarts[index] ?? -1;
    const keyEnd = block.keyEnds[index] ?? -1;
    const valueStart = block.valueStarts[index] ?? -1;
    const valueEnd = block.valueEnds[index] ?? -1;
    this.#reserve(keyEnd - keyStart + valueEnd - valueStart + headerBytesMax(headers));
    const b = this.buffer;
    const timestampMs = block.timestampsMs[index] ?? 0;
    const offset = block.offsets[index] ?? 0;
    this.#facts.noteRecord(offset, timestampMs);
    let p = putInt(b, this.end, block.partition);
    p = putLong(b, p, offset);
    p = putLong(b, p, timestampMs);
    p = this.#putOptional(p, buffer, keyStart, keyEnd);
    p = this.#putColumns(p, buffer, valueStart, valueEnd);
    p = headers.length === 0 ? putNoHeaders(b, p) : putHeaders(b, p, headers);
    this.end = this.#putOptional(p, buffer, valueStart, valueEnd);
    this.recordCount++;
  }

  #putColumns(p: number, buffer: Buffer, start: number, end: number): number {
    const columns = this.#columns;
    const kind = columns.classify(buffer, start, end);
    if (kind === 'neither') {
      this.#facts.undecodable++;
      return columns.writeNone(this.buffer, p);
    }
    this.#facts.noteRegisteredAt(columns.lastRegisteredAtMs);
    return kind === 'event'
      ? columns.writeEvent(this.buffer, this.#view, p, this.#values)
      : columns.writeFact(this.buffer, p);
  }

  /** Bytes or null. */
  #putOptional(p: number, source: Buffer, start: number, end: number): number {
    const b = this.buffer;
    if (start === -1) {
      b[p] = NULL_BRANCH;
      return p + 1;
    }
    b[p] = VALUE_BRANCH;
    const length = end - start;
    const next = putInt(b, p + 1, length);
    if (length <= WORDS_COPY_BYTES_MAX) {
      return copyBytes(this.#values, start, this.#view, next, length);
    }
    return next + source.copy(b, next, start, end);
  }

  /** Room for a record with so many bytes of its own. */
  #reserve(ownBytes: number): void {
    const needed = this.end + ownBytes + COLUMN_BYTES_MAX + NUMBERS_BYTES_MAX;
    if (needed <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(needed);
    this.buffer.copy(larger, 0, 0, this.end);
    this.buffer = larger;
    this.#view = viewOf(larger);
  }
}

function headerBytesMax(headers: readonly RecordHeader[]): number {
  let bytes = 0;
  for (const { key, value } of headers) {
    bytes += Buffer.byteLength(key) + (value?.length ?? 0) + HEADER_NUMBERS_BYTES_MAX;
  }
  return bytes;
}

function putNoHeaders(b: Buffer, p: number): number {
  b[p] = 0;
  return p + 1;
}

/** An Avro array: its items in one block, and a block of none as its end. */
function putHeaders(b: Buffer, start: number, headers: readonly RecordHeader[]): number {
  let p = putInt(b, start, headers.length);
  for (const { key, value } of headers) {
    p = putInt(b, p, Buffer.byteLength(key));
    p += b.write(key, p);
    if (value === null) {
      b[p++] = NULL_BRANCH;
    } else {
      b[p++] = VALUE_BRANCH;
      p = putInt(b, p, value.length);
      p += value.copy(b, p);
    }
  }
  return putNoHeaders(b, p);
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
