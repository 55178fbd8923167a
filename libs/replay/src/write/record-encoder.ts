import { RECORDS_OFFSET, type RecordHeader } from '#libs/kafka';
import type { RecordBlock } from '../record-block.js';
import { REPLAY_HEADER, keptHeaders, replayMark } from './replay-headers.js';

/** Bytes of everything in a record but key, value, headers that are kept, and the topic's name. */
const FRAME_BYTES_MAX = 128;
const DECIMAL_ZERO = 48;
/** Largest number that decimals are cut from with integer arithmetic. */
const INTEGER_MAX = 0x7fffffff;

/** What is the same in the marks of all records of one partition. */
interface Mark {
  readonly topic: string;
  readonly partition: number;
  /** The mark but for the offset at its end. */
  readonly start: Buffer;
}

/** Name of the header with its length in front. */
const MARK_NAME = Buffer.from(`${String.fromCharCode(REPLAY_HEADER.length << 1)}${REPLAY_HEADER}`);

/**
 * Writes replayed records in Kafka's record format: key and value byte by byte as they were, the
 * headers that are kept, and the mark of this replay. Timestamps are those of sending, which the
 * producer sets for the batch.
 */
export class RecordEncoder {
  readonly #replayId: string;
  readonly #target: string;
  #mark: Mark = { topic: '', partition: -1, start: Buffer.alloc(0) };
  #to = new Pen(NO_BYTES);
  #from = new Pen(NO_BYTES);
  readonly #decimals = new Uint8Array(16);
  #decimalsStart = 16;

  /** @param target topic that is written to */
  constructor(replayId: string, target: string) {
    this.#replayId = replayId;
    this.#target = target;
  }

  /** Room that a record takes at most, with its headers. */
  bytesMax(block: RecordBlock, index: number): number {
    const key = (block.keyEnds[index] ?? 0) - (block.keyStarts[index] ?? 0);
    const value = (block.valueEnds[index] ?? 0) - (block.valueStarts[index] ?? 0);
    const headers = block.headersOf(index);
    const kept = headers.length === 0 ? 0 : keptBytes(keptHeaders(headers)).length;
    return FRAME_BYTES_MAX + this.#replayId.length + block.topic.length + key + value + kept;
  }

  /**
   * Writes a record; there must be `bytesMax` of room.
   *
   * @param at where it starts; the first record of a batch starts at RECORDS_OFFSET
   * @param offsetDelta position of the record in its batch, from 0
   * @returns the position after it
   */
  write(b: Buffer, at: number, offsetDelta: number, block: RecordBlock, index: number): number {
    const { buffer } = block;
    const keyStart = block.keyStarts[index] ?? -1;
    const keyBytes = keyStart === -1 ? -1 : (block.keyEnds[index] ?? keyStart) - keyStart;
    const valueStart = block.valueStarts[index] ?? -1;
    const valueBytes = valueStart === -1 ? -1 : (block.valueEnds[index] ?? valueStart) - valueStart;
    const headers = block.headersOf(index);
    const kept = headers.length === 0 ? [] : keptHeaders(headers);
    const keptPart = kept.length === 0 ? NO_BYTES : keptBytes(kept);
    const { start } = this.#markOf(block);
    const offsetBytes = this.#decimalsOf(block.offsets[index] ?? 0);
    const markBytes = start.length + offsetBytes;
    const length =
      2 +
      sizeOf(offsetDelta) +
      sizeOf(keyBytes) +
      Math.max(0, keyBytes) +
      sizeOf(valueBytes) +
      Math.max(0, valueBytes) +
      sizeOf(kept.length + 1) +
      keptPart.length +
      MARK_NAME.length +
      sizeOf(markBytes) +
      markBytes;
    let p = putNumber(b, at, length);
    b[p++] = 0; // attributes
    b[p++] = 0; // timestamp delta
    p = putNumber(b, p, offsetDelta);
    p = putNumber(b, p, keyBytes);
    p = putBytes(b, p, buffer, keyStart, keyBytes);
    p = putNumber(b, p, valueBytes);
    if (valueBytes > 0) {
      if (this.#to.bytes !== b) this.#to = new Pen(b);
      if (this.#from.bytes !== buffer) this.#from = new Pen(buffer);
      p = putValue(this.#to, p, this.#from, valueStart, valueBytes);
    }
    p = putNumber(b, p, kept.length + 1);
    p = putBytes(b, p, keptPart, 0, keptPart.length);
    p = putBytes(b, p, MARK_NAME, 0, MARK_NAME.length);
    p = putNumber(b, p, markBytes);
    p = putBytes(b, p, start, 0, start.length);
    return putBytes(b, p, this.#decimals, this.#decimalsStart, offsetBytes);
  }

  #markOf({ topic, partition }: RecordBlock): Mark {
    if (this.#mark.partition === partition && this.#mark.topic === topic) return this.#mark;
    const origin = { topic, partition, offset: '' };
    const start = Buffer.from(replayMark(this.#replayId, origin, this.#target));
    this.#mark = { topic, partition, start };
    return this.#mark;
  }

  /** Writes the decimals of an offset to the end of `#decimals`; returns how many they are. */
  #decimalsOf(offset: number): number {
    const decimals = this.#decimals;
    let at = decimals.length;
    let left = offset;
    while (left > INTEGER_MAX) {
      decimals[--at] = DECIMAL_ZERO + (left % 10);
      left = Math.floor(left / 10);
    }
    let rest = left | 0;
    do {
      const tenth = (rest / 10) | 0;
      decimals[--at] = DECIMAL_ZERO + rest - tenth * 10;
      rest = tenth;
    } while (rest > 0);
    this.#decimalsStart = at;
    return decimals.length - at;
  }
}

/** Where the first record of a batch starts. */
export const FIRST_RECORD_AT = RECORDS_OFFSET;

const NO_BYTES = Buffer.alloc(0);
/** Longer values are copied by a call out of the compiled code, and an object for it. */
const WORDS_BYTES_MAX = 512;

function putBytes(
  b: Uint8Array,
  p: number,
  from: Uint8Array,
  start: number,
  bytes: number,
): number {
  for (let index = 0; index < bytes; index++) b[p + index] = from[start + index] ?? 0;
  return p + Math.max(0, bytes);
}

/** As putBytes, four bytes at a time: the values are most of what is copied. */
function putValue(target: Pen, p: number, from: Pen, start: number, bytes: number): number {
  if (bytes > WORDS_BYTES_MAX) {
    target.bytes.set(from.bytes.subarray(start, start + bytes), p);
    return p + bytes;
  }
  const words = bytes & ~3;
  for (let index = 0; index < words; index += 4) {
    target.words.setInt32(p + index, from.words.getInt32(start + index));
  }
  return putBytes(target.bytes, p + words, from.bytes, start + words, bytes - words);
}

/** A buffer, and the same as words at any position. */
class Pen {
  readonly words: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}

/** A whole number from -1 in zigzag form, seven bits a byte. */
function putNumber(b: Uint8Array, p: number, value: number): number {
  let raw = value < 0 ? 1 : value << 1;
  while (raw > 0x7f) {
    b[p++] = (raw & 0x7f) | 0x80;
    raw >>>= 7;
  }
  b[p++] = raw;
  return p;
}

function sizeOf(value: number): number {
  const raw = value < 0 ? 1 : value << 1;
  if (raw <= 0x7f) return 1;
  if (raw <= 0x3fff) return 2;
  if (raw <= 0x1fffff) return 3;
  return raw <= 0xfffffff ? 4 : 5;
}

function numberBytes(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  return bytes.subarray(0, putNumber(bytes, 0, value));
}

function headerBytes({ key, value }: RecordHeader): Buffer {
  const name = Buffer.from(key);
  return Buffer.concat([
    numberBytes(name.length),
    name,
    numberBytes(value === null ? -1 : value.length),
    value ?? NO_BYTES,
  ]);
}

function keptBytes(headers: readonly RecordHeader[]): Buffer {
  return Buffer.concat(headers.map(headerBytes));
}
