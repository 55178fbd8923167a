import { encodeStringSegment, putBytes, putInt } from './varints.js';

/**
 * Bytes kept free for a length that is known only afterwards. Kafka reads a varint that is padded
 * with a zero group like any other, so the content never has to be moved.
 */
const LENGTH_BYTES = 2;
/** Largest length that two groups of seven bits hold in zigzag form. */
export const LENGTH_MAX = 8191;

/** A record longer than its reserved length can say: the caller wrote something that is no event of ours. */
export class RecordTooLongError extends Error {
  constructor(length: number) {
    super(
      `expected a Kafka record of at most ${LENGTH_MAX} bytes, came ${length}; see LENGTH_MAX in libs/events`,
    );
    this.name = 'RecordTooLongError';
  }
}

/**
 * Starts a record of a Kafka record batch (format v2): attributes 0, timestamp delta 0.
 *
 * @param b target, long enough
 * @param p where the record starts; `closeRecord` wants it again
 * @param offsetDelta position of the record in its batch, from 0
 * @param keySegment the key, from `encodeStringSegment`: Avro and Kafka write a length alike
 * @returns the position where the value starts
 */
export function openRecord(
  b: Uint8Array,
  p: number,
  offsetDelta: number,
  keySegment: Uint8Array,
): number {
  p += LENGTH_BYTES;
  b[p] = 0; // attributes
  b[p + 1] = 0; // timestamp delta
  p = putInt(b, p + 2, offsetDelta);
  return putBytes(b, p, keySegment) + LENGTH_BYTES;
}

/** Encodes headers of a record once, for `closeRecord`; names and values are ASCII. */
export function encodeHeaders(headers: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(headers);
  const count = new Uint8Array(5);
  const parts = entries.flat().map((text) => encodeStringSegment(text));
  return Buffer.concat([count.subarray(0, putInt(count, 0, entries.length)), ...parts]);
}

/** The number of headers of a record without any. */
const NO_HEADERS = Uint8Array.of(0);

/**
 * Ends a record: writes both lengths and the headers.
 *
 * @param b target
 * @param recordStart where `openRecord` was called
 * @param valueStart what `openRecord` returned
 * @param end position after the value
 * @param headers from `encodeHeaders`; omitted: none
 * @returns the position after the record
 * @throws RecordTooLongError when the record exceeds 8,191 bytes or the buffer
 */
export function closeRecord(
  b: Uint8Array,
  recordStart: number,
  valueStart: number,
  end: number,
  headers: Uint8Array = NO_HEADERS,
): number {
  const next = end + headers.length;
  const recordLength = next - recordStart - LENGTH_BYTES;
  if (recordLength > LENGTH_MAX || next > b.length) throw new RecordTooLongError(recordLength);
  putBytes(b, end, headers);
  putLength(b, valueStart - LENGTH_BYTES, end - valueStart);
  putLength(b, recordStart, recordLength);
  return next;
}

function putLength(b: Uint8Array, p: number, length: number): void {
  b[p] = ((length << 1) & 0x7f) | 0x80;
  b[p + 1] = length >>> 6;
}
