import { crc32c } from '@platformatic/kafka';
import { AT } from './originals.js';
import { Digest, REFUSED } from './target.js';

/** Deliberate bugs of a reader, to prove that the fuzzer finds such. */
export type Bug =
  | 'believes without a checksum'
  | 'believes the length of a value'
  | 'takes memory before it looks'
  | 'goes on by the length it read'
  | 'throws what the engine throws';

const RECORDS_OFFSET = 61;
/** Enough to be seen, and bearable. */
const BUG_BYTES_MAX = 64 * 1024 * 1024;
const LENGTH_PREFIX = 12;
const VARINT_BYTES_MAX = 5;
const VARLONG_BYTES_MAX = 10;

/** The bytes contradict their own format. */
export class PlainRefusal extends Error {}

/**
 * A second reader of record batches, as plain as can be: it copies what it reads, uses big numbers, and
 * shares nothing with the product's reader but the document of the format.
 */
export class PlainBatchReader {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;

  constructor(private readonly bug?: Bug) {}

  /**
   * @returns the same text as the target's reading, REFUSED, or undefined when a batch is compressed
   */
  expected(bytes: Buffer): string | undefined {
    try {
      return this.read(bytes);
    } catch (error) {
      if (!(error instanceof PlainRefusal)) throw error;
      return REFUSED;
    }
  }

  /** @throws PlainRefusal */
  read(bytes: Buffer): string | undefined {
    const digest = new Digest();
    let records = 0;
    let isPacked = false;
    if (this.bug === 'goes on by the length it read') goOver(bytes);
    for (let start = 0; start + AT.magic < bytes.length;) {
      const length = bytes.readInt32BE(start + AT.batchLength);
      if (bytes[start + AT.magic] !== 2) refuse('magic');
      if (length < RECORDS_OFFSET - LENGTH_PREFIX) refuse('batch length');
      const end = start + LENGTH_PREFIX + length;
      if (end > bytes.length) break;
      const batch = bytes.subarray(start, end);
      start = end;
      const found = this.#readBatch(batch, digest);
      if (found === undefined) isPacked = true;
      else records += found;
    }
    return isPacked ? undefined : `${records}:${digest.toString()}`;
  }

  /** @returns the number of its records; undefined when they are packed */
  #readBatch(batch: Buffer, digest: Digest): number | undefined {
    const baseOffset = batch.readBigInt64BE(AT.baseOffset);
    const lastDelta = batch.readInt32BE(AT.lastOffsetDelta);
    const count = batch.readInt32BE(AT.recordCount);
    const attributes = batch.readInt16BE(AT.attributes);
    if (baseOffset < 0n || lastDelta < 0 || count < 0) refuse('header');
    if (this.bug !== 'believes without a checksum') {
      const checksum = batch.readUInt32BE(AT.checksum);
      if (crc32c(batch.subarray(AT.attributes)) >>> 0 !== checksum) refuse('checksum');
    }
    if ((attributes & 32) !== 0) return 0;
    if ((attributes & 7) > 4) refuse('compression');
    if ((attributes & 7) !== 0) return undefined;
    this.#bytes = batch;
    this.#at = RECORDS_OFFSET;
    this.#end = batch.length;
    const time = { isBrokers: (attributes & 8) !== 0, batch };
    let delta = -1;
    for (let left = count; left > 0; left--) {
      delta = this.#readRecord(delta, lastDelta, baseOffset, time, digest);
    }
    if (this.#at !== batch.length) refuse('bytes after the last record');
    return count;
  }

  #readRecord(
    before: number,
    lastDelta: number,
    baseOffset: bigint,
    time: { readonly isBrokers: boolean; readonly batch: Buffer },
    digest: Digest,
  ): number {
    this.#end = this.#bytes.length;
    const length = this.#varint();
    if (length < 0 || this.#at + length > this.#bytes.length) refuse('record length');
    this.#end = this.#at + length;
    this.#at += 1;
    const timeDelta = this.#varlong();
    const delta = this.#varint();
    if (delta <= before || delta > lastDelta) refuse('offset delta');
    digest.add(Number((baseOffset + BigInt(delta)) % 2n ** 32n));
    const baseMs = Number(time.batch.readBigInt64BE(AT.baseTimestamp));
    const brokersMs = Number(time.batch.readBigInt64BE(AT.maxTimestamp));
    digest.add((time.isBrokers ? brokersMs : baseMs + timeDelta) % 2 ** 32);
    digest.addBytes(this.#bytesOrNull());
    digest.addBytes(this.#bytesOrNull());
    if (this.bug === 'believes the length of a value' && this.#at === this.#end) return delta;
    const headers = this.#varint();
    if (headers < 0) refuse('headers');
    for (let left = headers; left > 0; left--) {
      const key = this.#bytesOrNull();
      if (key === null) refuse('header key');
      digest.addBytes(Buffer.from(key.toString()));
      digest.addBytes(this.#bytesOrNull());
    }
    if (this.#at !== this.#end) refuse('bytes after the headers');
    return delta;
  }

  #bytesOrNull(): Buffer | null {
    const length = this.#varint();
    if (length === -1) return null;
    if (this.bug === 'takes memory before it looks' && length > 0) {
      Buffer.alloc(Math.min(length, BUG_BYTES_MAX));
    }
    const start = this.#at;
    if (this.bug === 'believes the length of a value' && length > 0) {
      // What lies behind the view, as far as the memory goes.
      const memory = Buffer.from(this.#bytes.buffer);
      const from = this.#bytes.byteOffset + start;
      this.#at = Math.min(this.#end, start + length);
      return memory.subarray(from, from + length);
    }
    if (length < -1 || length > this.#end - start) refuse('length');
    this.#at = start + length;
    return Buffer.from(this.#bytes.subarray(start, start + length));
  }

  /** Zigzag of 32 bits; what a fifth byte has above them is lost, as in Java. */
  #varint(): number {
    let raw = 0;
    for (let index = 0; index < VARINT_BYTES_MAX; index++) {
      const byte = this.#byte();
      raw = (raw + (byte & 0x7f) * 2 ** (7 * index)) % 2 ** 32;
      if (byte <= 0x7f) return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
    }
    return refuse('number');
  }

  #varlong(): number {
    let raw = 0n;
    for (let index = 0; index < VARLONG_BYTES_MAX; index++) {
      const byte = this.#byte();
      if (index === 0 && byte === 0) return 0;
      raw |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte > 0x7f) continue;
      const value = Number(raw % 2n === 0n ? raw / 2n : -(raw + 1n) / 2n);
      return Number.isSafeInteger(value) ? value : refuse('time delta');
    }
    return refuse('number');
  }

  #byte(): number {
    const isOutside = this.#at >= this.#end;
    if (isOutside && this.bug !== 'throws what the engine throws') refuse('number');
    return this.#bytes.readUInt8(this.#at++);
  }
}

/** A walk over lengths that believes them: one of -12 leads back to itself. */
function goOver(bytes: Buffer): void {
  for (let at = 0; at + AT.magic < bytes.length;) {
    at += Math.max(0, LENGTH_PREFIX + bytes.readInt32BE(at + AT.batchLength));
  }
}

function refuse(what: string): never {
  throw new PlainRefusal(what);
}
