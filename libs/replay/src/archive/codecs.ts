import { promisify } from 'node:util';
// As a whole: Node before 22.15 has no zstd, and would not even load a module that imports it by name.
import zlib from 'node:zlib';
import { BadInvocationError } from '#libs/platform';

/** Block compression of an Avro container, under Avro's names. */
export const CODECS = ['deflate', 'zstandard', 'null'] as const;

export type Codec = (typeof CODECS)[number];

/**
 * Raw bytes after which a block ends. Larger ones compress no better, smaller ones cost a call of
 * the compression each.
 */
export const BLOCK_BYTES = 512 * 1024;

/** Largest block that a reader unpacks, bytes: a block is BLOCK_BYTES and one record, which Kafka bounds far below. */
export const BLOCK_BYTES_MAX = 64 * 1024 * 1024;

/** Room for a usual block in one piece. */
const CHUNK_BYTES = BLOCK_BYTES + 64 * 1024;

/** Of 9: level 6 takes three times as long for a tenth fewer bytes. */
const DEFLATE_LEVEL = 1;
/** Of 22; zstd's default. */
const ZSTANDARD_LEVEL = 3;

interface BlockCodec {
  readonly pack: (raw: Buffer) => Promise<Buffer>;
  /** @throws an error of zlib when the bytes cannot be unpacked, or to more than BLOCK_BYTES_MAX */
  readonly unpack: (packed: Buffer) => Promise<Buffer>;
  /** Frees what `unpack` gave, which must not be looked at any more. */
  readonly giveBack: (raw: Buffer) => void;
}

/**
 * How blocks are packed and unpacked: on the threads of Node's pool, while the caller goes on with
 * the next block.
 *
 * @throws BadInvocationError for zstandard on a Node that has none
 */
export function blockCodec(codec: Codec): BlockCodec {
  switch (codec) {
    case 'null':
      return {
        pack: (raw) => Promise.resolve(raw),
        unpack: (raw) => Promise.resolve(raw),
        // These are the reader's own bytes.
        giveBack: () => undefined,
      };
    case 'deflate':
      return DEFLATE;
    case 'zstandard':
      return zstandard();
  }
}

const deflateRaw = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.deflateRaw);
const inflateRaw = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflateRaw);

const DEFLATE: BlockCodec = {
  pack: (raw) => deflateRaw(raw, { level: DEFLATE_LEVEL, chunkSize: CHUNK_BYTES }),
  unpack: (packed) =>
    inflateRaw(packed, { maxOutputLength: BLOCK_BYTES_MAX, chunkSize: CHUNK_BYTES }),
  giveBack: freeMemory,
};

/**
 * Frees a block at once. Left to the garbage collector it has the collector run every few dozen
 * blocks for them alone: a tenth of a replay's time.
 */
function freeMemory({ buffer, byteLength }: Buffer): void {
  // A buffer that shares its memory with others is left alone. Node before 21 cannot free.
  const isAlone = byteLength > 0 && buffer.byteLength >= CHUNK_BYTES;
  if (isAlone && buffer instanceof ArrayBuffer && 'transfer' in buffer) buffer.transfer(0);
}

function zstandard(): BlockCodec {
  if (!('zstdCompress' in zlib)) {
    throw new BadInvocationError(
      'codec zstandard: expected Node 22.15 or later, which brings it; use --codec deflate, or the Node of this repository',
    );
  }
  const compress = promisify<Buffer, zlib.ZstdOptions, Buffer>(zlib.zstdCompress);
  const decompress = promisify<Buffer, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress);
  const params = {
    [zlib.constants.ZSTD_c_compressionLevel]: ZSTANDARD_LEVEL,
    [zlib.constants.ZSTD_c_checksumFlag]: 1,
  };
  return {
    pack: (raw) => compress(raw, { params, chunkSize: CHUNK_BYTES }),
    unpack: (packed) =>
      decompress(packed, { maxOutputLength: BLOCK_BYTES_MAX, chunkSize: CHUNK_BYTES }),
    giveBack: freeMemory,
  };
}
