import { compressionsAlgorithms } from '@platformatic/kafka';
// As a whole: Node before 22.15 has no zstd, and would not even load a module that imports it by name.
import zlib from 'node:zlib';
import { BatchTooLargeToUnpackError, CorruptBatchError, UnsupportedBatchError } from './errors.js';
import type { BatchHeader } from './record-batch.js';
import { RECORDS_OFFSET } from './layout.js';
import { lz4UnpackedBytes, snappyUnpackedBytes } from './unpacked-size.js';

/** Bound of one batch's records once unpacked, bytes: 64 MiB, assumed; a broker's batches are 1 MB by default. */
export const UNPACKED_BYTES_MAX = 64 * 1024 * 1024;

/** Room for a usual batch in one piece: the default of 16 KB makes dozens, a fifth slower (354 against 278 ns a record). */
const UNPACK_CHUNK_BYTES = 1024 * 1024;

type Unpack = (packed: Buffer, bytesMax: number) => Buffer;

/**
 * By the compression code of a batch's attributes. Each stops at its bound before it takes the memory,
 * with the error code ERR_BUFFER_TOO_LARGE.
 */
export const UNPACK: Readonly<Record<1 | 2 | 3 | 4, Unpack>> = {
  1: (packed, maxOutputLength) => zlib.gunzipSync(packed, { maxOutputLength }),
  2: (packed, bytesMax) => {
    snappyUnpackedBytes(packed, bytesMax);
    return compressionsAlgorithms.snappy.decompressSync(packed);
  },
  3: (packed, bytesMax) => {
    lz4UnpackedBytes(packed, bytesMax);
    return compressionsAlgorithms.lz4.decompressSync(packed);
  },
  4: (packed, maxOutputLength) =>
    zlib.zstdDecompressSync(packed, { maxOutputLength, chunkSize: UNPACK_CHUNK_BYTES }),
};

/**
 * The records of a compressed batch, unpacked into memory of their own.
 *
 * @throws UnsupportedBatchError for a compression that does not exist
 * @throws BatchTooLargeToUnpackError above the bound, in bytes
 * @throws CorruptBatchError when the packed bytes cannot be read
 */
export function unpackRecords(
  buffer: Buffer,
  header: BatchHeader,
  source: string,
  bytesMax: number,
): Buffer {
  const { compression } = header;
  const unpack = isPacked(compression) ? UNPACK[compression] : undefined;
  if (unpack === undefined) {
    throw new UnsupportedBatchError(
      source,
      header.baseOffset,
      'compression 0 to 4 (none, gzip, snappy, lz4, zstd)',
      String(compression),
    );
  }
  const packed = buffer.subarray(header.start + RECORDS_OFFSET, header.end);
  try {
    return unpack(packed, bytesMax);
  } catch (error) {
    if (isTooLarge(error)) {
      throw new BatchTooLargeToUnpackError(source, header.baseOffset, bytesMax, { cause: error });
    }
    throw new CorruptBatchError(
      source,
      header.baseOffset,
      header.start + RECORDS_OFFSET,
      `compression ${compression} cannot be unpacked`,
      { cause: error },
    );
  }
}

function isPacked(compression: number): compression is keyof typeof UNPACK {
  return compression in UNPACK;
}

function isTooLarge(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_BUFFER_TOO_LARGE'
  );
}
