import { putLong } from '#libs/events';
import { COLUMN_BYTES_MAX } from './record-columns.js';
import { BLOCK_BYTES, blockCodec, type Codec } from './codecs.js';
import { writeContainerHeader } from './container-header.js';
import { FileWriter } from './file-writer.js';

/** Blocks that are packed or written while the next one is encoded: one for each thread of a small machine. */
const BLOCKS_UNDER_WAY_MAX = 3;

/** Two longs. */
const BLOCK_HEAD_BYTES_MAX = 20;

/** Writes one Avro object container file. Blocks are packed beside each other and written in order. */
export class ContainerWriter {
  readonly #file: FileWriter;
  readonly #sync: Buffer;
  readonly #pack: (raw: Buffer) => Promise<Buffer>;
  /** The last block's way to the file; each waits for the one before. */
  #written: Promise<void> = Promise.resolve();
  readonly #underWay: Promise<void>[] = [];
  readonly #freeBuffers: Buffer[] = [];

  private constructor(file: FileWriter, sync: Buffer, codec: Codec) {
    this.#file = file;
    this.#sync = sync;
    this.#pack = blockCodec(codec).pack;
  }

  /** @param name names the contents; the same name and records give the same bytes */
  static async open(path: string, codec: Codec, name: string): Promise<ContainerWriter> {
    const { bytes, sync } = writeContainerHeader(codec, name);
    const file = await FileWriter.open(path);
    await file.append([bytes]);
    return new ContainerWriter(file, sync, codec);
  }

  /** Memory for the next block. */
  takeBuffer(): Buffer {
    return this.#freeBuffers.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES + COLUMN_BYTES_MAX);
  }

  /**
   * Takes a block; resolves when there is room for another. The buffer is the writer's from here on.
   *
   * @throws an error of the disk, also of a block before
   */
  async add(buffer: Buffer, end: number, recordCount: number): Promise<void> {
    const packed = this.#pack(buffer.subarray(0, end));
    const before = this.#written;
    const written = (async () => {
      const [block] = await Promise.all([packed, before]);
      await this.#file.append([blockHead(recordCount, block.length), block, this.#sync]);
      this.#freeBuffers.push(buffer);
    })();
    this.#written = written;
    // Whoever waits for it next sees its error; until then it must not count as unhandled.
    written.catch(() => undefined);
    this.#underWay.push(written);
    if (this.#underWay.length > BLOCKS_UNDER_WAY_MAX) await this.#underWay.shift();
  }

  /** Writes what is under way and gives the file its name. */
  async finish(): Promise<{ bytes: number; sha256: string }> {
    await this.#written;
    const sha256 = await this.#file.finish();
    return { bytes: this.#file.bytes, sha256 };
  }

  async abandon(): Promise<void> {
    await this.#written.catch(() => undefined);
    await this.#file.abandon();
  }
}

function blockHead(recordCount: number, bytes: number): Buffer {
  const head = Buffer.alloc(BLOCK_HEAD_BYTES_MAX);
  return head.subarray(0, putLong(head, putLong(head, 0, recordCount), bytes));
}
