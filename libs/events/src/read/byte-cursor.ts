// Reads of `bytes` fall back to 0 for the compiler only: `at` stays below `end`, which `open` holds within the array.
import { LONG_MAX } from '../limits.js';
import { MalformedEventError, type MalformedReason } from '../malformed-event.js';

/** Significance of the fifth group of a long without the sign bit: four groups of seven bits, less one. */
const FIFTH_GROUP = 2 ** 27;
const EACH_BYTE_1 = 0x01010101;
const EACH_BYTE_32 = 0x20202020;
const EACH_BYTE_BIT_7 = 0x80808080;
/** The fifth byte of an int carries its four highest bits. */
const FIFTH_BYTE_MAX = 0x0f;

/**
 * Reads Avro primitives in place between two positions. It never reads at or past `end`, allocates
 * nothing unless it throws, and holds the position itself: reading needs both a value and the next
 * position, and two results would be an allocation.
 */
export class ByteCursor {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  end = 0;
  /** Where the text read last starts; it ends at `at`. */
  textStart = 0;
  /** What `readLong` read last. A field, because returning a number above 2^31 may allocate it. */
  long = 0;
  /** The same bytes, for reading four at once. */
  #view = new DataView(this.bytes.buffer);

  /** Starts to read `bytes` from `start` up to, and not including, `end`. */
  open(bytes: Uint8Array, start: number, end: number): void {
    if (bytes !== this.bytes) {
      // Once for each new buffer, not for each event.
      this.bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.at = start;
    this.end = end;
    const isInside = start >= 0 && start <= end && end <= bytes.length;
    if (!isInside) {
      this.fail(
        'TRUNCATED',
        `expected positions within 0 and ${bytes.length}, came ${start} to ${end}`,
      );
    }
  }

  readByte(): number {
    const { at } = this;
    if (at >= this.end) this.failTruncated();
    this.at = at + 1;
    return this.bytes[at] ?? 0;
  }

  /** A 32-bit big-endian integer without sign. */
  readUint32(): number {
    const { at } = this;
    if (at + 4 > this.end) this.failTruncated();
    this.at = at + 4;
    return this.#view.getUint32(at);
  }

  skip(length: number): void {
    if (this.at + length > this.end) this.failTruncated();
    this.at += length;
  }

  /** An int: zigzag varint of at most 5 bytes. */
  readInt(): number {
    const { at } = this;
    if (at >= this.end) this.failTruncated();
    const byte = this.bytes[at] ?? 0;
    if (byte >= 0x80) return this.#readLongerInt();
    this.at = at + 1;
    return (byte >>> 1) ^ -(byte & 1);
  }

  #readLongerInt(): number {
    const { bytes, end } = this;
    let { at } = this;
    let zigzag = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      if (at >= end) this.failTruncated();
      const byte = bytes[at++] ?? 0;
      zigzag |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.at = at;
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
    }
    this.at = at;
    const last = this.readByte();
    if (last >= 0x80) this.fail('VARINT_TOO_LONG', 'expected an int of at most 5 bytes');
    if (last > FIFTH_BYTE_MAX) this.fail('NUMBER_OUT_OF_RANGE', 'expected an int of 32 bits');
    zigzag |= last << 28;
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  /** Reads a long into `long`: zigzag varint of at most 10 bytes, and a value that a number holds exactly. */
  readLong(): void {
    const { bytes, end } = this;
    let { at } = this;
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      if (at >= end) this.failTruncated();
      const byte = bytes[at++] ?? 0;
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.at = at;
        this.long = (low >>> 1) ^ -(low & 1);
        return;
      }
    }
    let high = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      if (at >= end) this.failTruncated();
      const byte = bytes[at++] ?? 0;
      high |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.at = at;
        this.#joinLong(low, high);
        return;
      }
    }
    this.at = at;
    this.#readLongPadding();
    this.#joinLong(low, high);
  }

  /** Groups 9 and 10 lie above 2^53: a long of ours has them only as padding. */
  #readLongPadding(): void {
    const ninth = this.readByte();
    const tenth = ninth >= 0x80 ? this.readByte() : 0;
    if (tenth >= 0x80) this.fail('VARINT_TOO_LONG', 'expected a long of at most 10 bytes');
    if (((ninth & 0x7f) | tenth) !== 0) this.#failLong();
  }

  #joinLong(low: number, high: number): void {
    // Exact: the product is a multiple of 2^27 below 2^55, and past 2^53 the sum cannot round back below it.
    const magnitude = high * FIFTH_GROUP + (low >>> 1);
    const value = (low & 1) === 0 ? magnitude : -magnitude - 1;
    if (value > LONG_MAX || value < -LONG_MAX) this.#failLong();
    this.long = value;
  }

  /** Passes a text and leaves its start in `textStart`. */
  readText(bytesMax: number): void {
    const length = this.readInt();
    if (length < 1 || length > bytesMax) {
      this.fail('BAD_TEXT', `expected a text of 1 to ${bytesMax} bytes, came ${length}`);
    }
    this.textStart = this.at;
    this.skip(length);
  }

  /** Passes a text that identifies something, printable ASCII. */
  readAsciiText(bytesMax: number): void {
    this.readText(bytesMax);
    const { bytes, at } = this;
    let i = this.textStart;
    // Bit 7 of a byte is set for a character above 126, of the byte plus one for 127, and of the
    // byte less 32 for a control character: four at once, and one test for the whole text.
    let marks = 0;
    for (; i + 4 <= at; i += 4) {
      const word = this.#view.getInt32(i);
      marks |= word | (word + EACH_BYTE_1) | (word - EACH_BYTE_32);
    }
    for (; i < at; i++) {
      const byte = bytes[i] ?? 0;
      marks |= byte | (byte + 1) | (byte - 32);
    }
    if ((marks & EACH_BYTE_BIT_7) !== 0) {
      this.fail('BAD_TEXT', 'expected printable ASCII', this.textStart);
    }
  }

  fail(reason: MalformedReason, detail: string, position = this.at): never {
    throw new MalformedEventError(reason, detail, position);
  }

  failTruncated(): never {
    return this.fail('TRUNCATED', `expected more bytes, the value ends at ${this.end}`);
  }

  #failLong(): never {
    return this.fail('NUMBER_OUT_OF_RANGE', `expected a long within ±${LONG_MAX}`);
  }
}
