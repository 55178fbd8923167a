import { createHash } from 'node:crypto';
import { encodeStringSegment } from '#libs/events';
import { CODECS, type Codec } from './codecs.js';
import { ArchiveDamagedError } from './errors.js';
import { ARCHIVED_RECORD_SCHEMA, shapeOf } from './archived-record.js';

/**
 * Head of an Avro object container file (Avro 1.12 specification, "Object Container Files"): four
 * magic bytes, a map with schema and codec, and the sixteen bytes that end every block.
 */
const MAGIC = Buffer.from('Obj\u0001', 'latin1');
export const SYNC_BYTES = 16;

/** Longest head that is read, bytes: ours have about 6,000. */
export const HEADER_BYTES_MAX = 1024 * 1024;

export interface ContainerHeader {
  readonly codec: Codec;
  readonly sync: Buffer;
  /** Position of the first block. */
  readonly end: number;
}

/**
 * The head of a file.
 *
 * @param name names the file's contents: the sync marker is made of it, so that the same records give the same bytes
 */
export function writeContainerHeader(codec: Codec, name: string): { bytes: Buffer; sync: Buffer } {
  const sync = createHash('sha256').update(name).digest().subarray(0, SYNC_BYTES);
  const entries = [
    ['avro.codec', codec],
    ['avro.schema', ARCHIVED_RECORD_SCHEMA],
  ] as const;
  // Two entries, zigzag; their values are bytes, which are laid out as texts are.
  const parts = entries.flatMap(([key, value]) => [
    encodeStringSegment(key),
    encodeStringSegment(value),
  ]);
  const map = [Buffer.from([entries.length * 2]), ...parts, Buffer.from([0])];
  return { bytes: Buffer.concat([MAGIC, ...map, sync]), sync };
}

/**
 * Reads the head of a file that this release can read.
 *
 * @param bytes start of the file, with its head whole
 * @param file named in errors
 * @throws ArchiveDamagedError
 */
export function readContainerHeader(bytes: Buffer, file: string): ContainerHeader {
  const reader = new HeaderReader(bytes, file);
  reader.expectMagic();
  const metadata = reader.metadata();
  const codecName = metadata.get('avro.codec') ?? 'null';
  const codec = CODECS.find((known) => known === codecName);
  if (codec === undefined) {
    throw new ArchiveDamagedError(
      file,
      `expected a codec of ${CODECS.join(', ')}; came ${codecName}`,
    );
  }
  checkSchema(metadata.get('avro.schema') ?? '', file);
  const sync = Buffer.from(reader.take(SYNC_BYTES));
  return { codec, sync, end: reader.position };
}

function checkSchema(text: string, file: string): void {
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (cause) {
    throw new ArchiveDamagedError(file, 'expected an Avro schema in JSON', { cause });
  }
  if (JSON.stringify(shapeOf(schema)) !== EXPECTED_SHAPE) {
    throw new ArchiveDamagedError(file, 'its schema is not that of an archived record, version 1');
  }
}

const EXPECTED_SHAPE = JSON.stringify(shapeOf(JSON.parse(ARCHIVED_RECORD_SCHEMA)));

class HeaderReader {
  position = 0;
  readonly #bytes: Buffer;
  readonly #file: string;

  constructor(bytes: Buffer, file: string) {
    this.#bytes = bytes;
    this.#file = file;
  }

  expectMagic(): void {
    if (!this.take(MAGIC.length).equals(MAGIC)) {
      throw new ArchiveDamagedError(
        this.#file,
        'expected an Avro object container; its magic bytes are others',
      );
    }
  }

  metadata(): Map<string, string> {
    const metadata = new Map<string, string>();
    for (;;) {
      const count = this.#number();
      if (count === 0) return metadata;
      // A negative count is followed by the size of its block, which is for those who skip it.
      if (count < 0) this.#number();
      for (let entry = Math.abs(count); entry > 0; entry--) {
        const key = this.take(this.#number()).toString();
        metadata.set(key, this.take(this.#number()).toString());
      }
    }
  }

  take(length: number): Buffer {
    const end = this.position + length;
    if (length < 0 || end > this.#bytes.length) this.#failTruncated();
    const taken = this.#bytes.subarray(this.position, end);
    this.position = end;
    return taken;
  }

  /** A zigzag varint of at most 28 bits: no length or count of a head is longer. */
  #number(): number {
    let raw = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#bytes[this.position++];
      if (byte === undefined) this.#failTruncated();
      raw |= (byte & 0x7f) << shift;
      if (byte <= 0x7f) return (raw >>> 1) ^ -(raw & 1);
    }
    throw new ArchiveDamagedError(
      this.#file,
      `expected a short number, byte ${this.position} of its head`,
    );
  }

  #failTruncated(): never {
    throw new ArchiveDamagedError(
      this.#file,
      `its head ends too early, at byte ${this.#bytes.length}`,
    );
  }
}
