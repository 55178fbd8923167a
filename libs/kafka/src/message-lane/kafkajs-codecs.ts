import { RunFailedError } from '#libs/platform';
import { asError } from '../cluster/cluster.js';
import { compressionsAlgorithms } from '@platformatic/kafka';
// As a whole: its codecs are no export that an ES module could name.
import kafkajs, { CompressionTypes } from 'kafkajs';
import zlib from 'node:zlib';
import { UNPACK, UNPACKED_BYTES_MAX } from '../record-batch/unpack.js';

/** A batch that kafkajs was to read cannot be unpacked, or would be too large. */
export class UnpackingError extends RunFailedError {
  /** For kafkajs: asking again would bring the same bytes, and it would ask for ever. */
  readonly retriable = false;

  constructor(codec: string, fault: unknown) {
    // No `cause`: kafkajs keeps the innermost one alone, and this error would be lost.
    super(
      `Kafka: a batch packed with ${codec} cannot be unpacked within ${UNPACKED_BYTES_MAX} bytes: ` +
        `${asError(fault).message}. The consumer stops before it.`,
    );
  }
}

/** What kafkajs asks of a codec. */
interface KafkajsCodec {
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>;
  decompress(packed: Buffer): Promise<Buffer>;
}

/**
 * Teaches kafkajs the codecs that it does not know (2.2.4 knows gzip alone), and holds all of them to
 * the bound of the bulk lane: its own gunzip takes whatever memory a bomb asks for. Once for a process
 * is enough, more often does no harm.
 */
export function registerKafkajsCodecs(): void {
  const { snappy, lz4 } = compressionsAlgorithms;
  const codecs = {
    [CompressionTypes.GZIP]: codecOf('gzip', 1, (bytes) => zlib.gzipSync(bytes)),
    [CompressionTypes.Snappy]: codecOf('snappy', 2, (bytes) => snappy.compressSync(bytes)),
    [CompressionTypes.LZ4]: codecOf('lz4', 3, (bytes) => lz4.compressSync(bytes)),
    [CompressionTypes.ZSTD]: codecOf('zstd', 4, (bytes) => zlib.zstdCompressSync(bytes)),
  };
  Object.assign(kafkajs.CompressionCodecs, codecs);
}

function codecOf(
  name: string,
  code: keyof typeof UNPACK,
  pack: (bytes: Buffer) => Buffer,
): () => KafkajsCodec {
  const codec: KafkajsCodec = {
    compress: ({ buffer }) => Promise.resolve(pack(buffer)),
    decompress: (packed) => {
      try {
        return Promise.resolve(UNPACK[code](packed, UNPACKED_BYTES_MAX));
      } catch (cause) {
        return Promise.reject(new UnpackingError(name, cause));
      }
    },
  };
  return () => codec;
}
