// Reads of `packed` fall back to 0 for the compiler only: every position has been checked before.

/** Packed bytes would give more than the bound; the code is that of Node's zlib for the same thing. */
class TooLargeError extends Error {
  readonly code = 'ERR_BUFFER_TOO_LARGE';
}

/** Packed bytes contradict their own format. */
class MalformedPackedError extends Error {}

/**
 * The library's unpackers of Snappy and LZ4 take no bound, and believe what the bytes say: eight bytes
 * that promise a gigabyte cost a gigabyte, in WebAssembly memory that never gets smaller, and bytes
 * they cannot read leave what they had taken lying there. So the bytes are walked through beforehand,
 * without unpacking anything: what passes gives exactly as many bytes as it says here.
 */
export type UnpackedSize = (packed: Uint8Array, bytesMax: number) => number;

const XERIAL_MAGIC = Uint8Array.of(0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00);
/** The magic and two versions. */
const XERIAL_HEADER_BYTES = 16;

/**
 * Size of Snappy bytes, of one block or of the blocks that Java's stream class writes.
 *
 * @throws an error with code ERR_BUFFER_TOO_LARGE above the bound, any other for bytes that are no Snappy
 */
export const snappyUnpackedBytes: UnpackedSize = (packed, bytesMax) => {
  if (!XERIAL_MAGIC.every((byte, index) => packed[index] === byte)) {
    return snappyBlockBytes(packed, 0, packed.length, bytesMax);
  }
  let total = 0;
  for (let at = XERIAL_HEADER_BYTES; at !== packed.length;) {
    if (at + 4 > packed.length) fail('the length of a Snappy block is cut');
    const length = uint32BE(packed, at);
    const end = at + 4 + length;
    if (end > packed.length) fail(`a Snappy block of ${length} bytes`);
    total += snappyBlockBytes(packed, at + 4, end, bytesMax - total);
    at = end;
  }
  return total;
};

/** Elements of a block, after their number of bytes: literals and copies (format description of Snappy, 2011). */
function snappyBlockBytes(
  packed: Uint8Array,
  start: number,
  end: number,
  bytesMax: number,
): number {
  let at = start;
  let promised = 0;
  for (let shift = 0; ; shift += 7) {
    if (at >= end || shift > 28) fail('the size of a Snappy block has no end');
    const byte = packed[at++] ?? 0;
    promised += (byte & 0x7f) * 2 ** shift;
    if (byte <= 0x7f) break;
  }
  if (promised > bytesMax) throw tooLarge(bytesMax);
  let size = 0;
  while (at < end) {
    const tag = packed[at++] ?? 0;
    const kind = tag & 3;
    if (kind === 0) {
      let length = tag >>> 2;
      if (length >= 60) {
        const lengthBytes = length - 59;
        if (at + lengthBytes > end) fail('the length of a Snappy literal is cut');
        length = uintLE(packed, at, lengthBytes);
        at += lengthBytes;
      }
      length += 1;
      if (length > end - at) fail(`a Snappy literal of ${length} bytes`);
      at += length;
      size += length;
    } else {
      const offsetBytes = kind === 3 ? 4 : kind;
      if (at + offsetBytes > end) fail('the offset of a Snappy copy is cut');
      const offset =
        kind === 1 ? ((tag & 0xe0) << 3) | (packed[at] ?? 0) : uintLE(packed, at, offsetBytes);
      if (offset === 0 || offset > size) fail(`a Snappy copy from ${offset} bytes before`);
      at += offsetBytes;
      size += kind === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
    }
    if (size > promised) fail(`more than the ${promised} bytes that a Snappy block promises`);
  }
  if (size !== promised) fail(`${size} of the ${promised} bytes that a Snappy block promises`);
  return size;
}

const LZ4_MAGIC = 0x184d2204;
const LZ4_FLAG = {
  dictionary: 0x01,
  contentChecksum: 0x04,
  contentSize: 0x08,
  blockChecksum: 0x10,
  independent: 0x20,
} as const;
const LZ4_VERSION = 1;
const LZ4_STORED = 0x80000000;
/** How far back a match may lie. */
const LZ4_WINDOW_BYTES = 65_536;

/**
 * Size of an LZ4 frame (lz4_Frame_format, version 1.6).
 *
 * @throws an error with code ERR_BUFFER_TOO_LARGE above the bound, any other for bytes that are no frame
 */
export const lz4UnpackedBytes: UnpackedSize = (packed, bytesMax) => {
  if (packed.length < 7 || uintLE(packed, 0, 4) !== LZ4_MAGIC) fail('no LZ4 frame');
  const flags = packed[4] ?? 0;
  const sizeCode = ((packed[5] ?? 0) >>> 4) & 7;
  if (flags >>> 6 !== LZ4_VERSION || sizeCode < 4) fail('an unknown LZ4 frame');
  if ((flags & LZ4_FLAG.dictionary) !== 0) fail('an LZ4 frame with a dictionary');
  // 64 KiB, 256 KiB, 1 MiB or 4 MiB.
  const blockBytesMax = 1 << (8 + 2 * sizeCode);
  const checksumBytes = (flags & LZ4_FLAG.blockChecksum) === 0 ? 0 : 4;
  const isIndependent = (flags & LZ4_FLAG.independent) !== 0;
  let at = 6 + ((flags & LZ4_FLAG.contentSize) === 0 ? 0 : 8) + 1;
  let total = 0;
  for (;;) {
    if (at + 4 > packed.length) fail('an LZ4 frame without an end');
    const word = uintLE(packed, at, 4);
    at += 4;
    if (word === 0) break;
    const length = word % LZ4_STORED;
    const end = at + length;
    if (end + checksumBytes > packed.length || length > blockBytesMax) {
      fail(`an LZ4 block of ${length} bytes`);
    }
    const size =
      word >= LZ4_STORED
        ? length
        : lz4BlockBytes(packed, at, end, isIndependent ? 0 : total, blockBytesMax);
    total += size;
    if (total > bytesMax) throw tooLarge(bytesMax);
    at = end + checksumBytes;
  }
  at += (flags & LZ4_FLAG.contentChecksum) === 0 ? 0 : 4;
  if (at !== packed.length) fail('bytes after the LZ4 frame');
  if ((flags & LZ4_FLAG.contentSize) !== 0) {
    const promised = uintLE(packed, 6, 4) + uintLE(packed, 10, 4) * 2 ** 32;
    if (promised !== total) fail(`${total} of the ${promised} bytes that an LZ4 frame promises`);
  }
  return total;
};

/** Sequences of a block: literals, then a match with what was unpacked before. */
function lz4BlockBytes(
  packed: Uint8Array,
  start: number,
  end: number,
  before: number,
  bytesMax: number,
): number {
  let at = start;
  let size = 0;
  while (at < end) {
    const token = packed[at++] ?? 0;
    let literals = token >>> 4;
    if (literals === 15) {
      let byte = 255;
      while (byte === 255) {
        if (at >= end) fail('the length of LZ4 literals is cut');
        byte = packed[at++] ?? 0;
        literals += byte;
      }
    }
    at += literals;
    size += literals;
    if (at > end) fail(`${literals} LZ4 literals`);
    if (at === end) break;
    if (at + 2 > end) fail('the offset of an LZ4 match is cut');
    const offset = (packed[at] ?? 0) | ((packed[at + 1] ?? 0) << 8);
    if (offset === 0 || offset > Math.min(before + size, LZ4_WINDOW_BYTES)) {
      fail(`an LZ4 match from ${offset} bytes before`);
    }
    at += 2;
    let match = (token & 15) + 4;
    if (match === 19) {
      let byte = 255;
      while (byte === 255) {
        if (at >= end) fail('the length of an LZ4 match is cut');
        byte = packed[at++] ?? 0;
        match += byte;
      }
    }
    size += match;
    if (size > bytesMax) break;
  }
  if (size > bytesMax) fail(`an LZ4 block of more than ${bytesMax} bytes`);
  return size;
}

function uint32BE(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let index = 0; index < 4; index++) value = value * 256 + (bytes[at + index] ?? 0);
  return value;
}

/** A little-endian integer of one to four bytes, without sign. */
function uintLE(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let index = length - 1; index >= 0; index--) value = value * 256 + (bytes[at + index] ?? 0);
  return value;
}

function tooLarge(bytesMax: number): TooLargeError {
  return new TooLargeError(`expected at most ${bytesMax} unpacked bytes, came more`);
}

function fail(came: string): never {
  throw new MalformedPackedError(`came ${came}`);
}
