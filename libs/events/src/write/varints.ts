/**
 * Writers of Avro primitives into a buffer at a position. Each takes the cursor and gives back the
 * next one: a cursor kept in a closure was measured at half the speed. The buffer must be long
 * enough; what is written past its end is lost, and `closeRecord` or the caller finds the excess.
 */

/** Bits of a long's zigzag form that are written with 32-bit arithmetic: four bytes of seven. */
const LOW_BITS = 28;
/** 2^27: the value's own bits among those 28, the lowest being the sign. */
const LOW_RANGE = 2 ** (LOW_BITS - 1);

/**
 * Writes an int as a zigzag varint, at most 5 bytes.
 *
 * @param b target
 * @param p position to write at
 * @param value a 32-bit signed integer
 * @returns the next position
 */
export function putInt(b: Uint8Array, p: number, value: number): number {
  let zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
  while (zigzag > 0x7f) {
    b[p++] = (zigzag & 0x7f) | 0x80;
    zigzag >>>= 7;
  }
  b[p++] = zigzag;
  return p;
}

/**
 * Writes a long as a zigzag varint, exact for every safe integer.
 *
 * @param b target
 * @param p position to write at
 * @param value an integer from -(2^53 - 1) to 2^53 - 1
 * @returns the next position
 */
export function putLong(b: Uint8Array, p: number, value: number): number {
  const sign = value < 0 ? 1 : 0;
  const magnitude = sign === 1 ? -value - 1 : value;
  // The zigzag form of a value above 2^52 is not a safe integer itself: its bits are made in two parts.
  let high = Math.floor(magnitude / LOW_RANGE);
  let low = (magnitude - high * LOW_RANGE) * 2 + sign;
  if (high === 0) {
    while (low > 0x7f) {
      b[p++] = (low & 0x7f) | 0x80;
      low >>>= 7;
    }
    b[p++] = low;
    return p;
  }
  b[p] = (low & 0x7f) | 0x80;
  b[p + 1] = ((low >>> 7) & 0x7f) | 0x80;
  b[p + 2] = ((low >>> 14) & 0x7f) | 0x80;
  b[p + 3] = (low >>> 21) | 0x80;
  p += 4;
  while (high > 0x7f) {
    b[p++] = (high & 0x7f) | 0x80;
    high >>>= 7;
  }
  b[p++] = high;
  return p;
}

/** Copies bytes that were encoded before; returns the next position. */
export function putBytes(b: Uint8Array, p: number, segment: Uint8Array): number {
  const { length } = segment;
  // A plain loop: for a few dozen bytes it is faster than a call of `set`.
  for (let i = 0; i < length; i++) b[p + i] = segment[i] ?? 0;
  return p + length;
}

/** Encodes a text once as Avro does, length and UTF-8, for copying with `putBytes`. */
export function encodeStringSegment(text: string): Uint8Array {
  const utf8 = Buffer.from(text);
  const segment = new Uint8Array(5 + utf8.length);
  const textStart = putInt(segment, 0, utf8.length);
  segment.set(utf8, textStart);
  return segment.slice(0, textStart + utf8.length);
}
