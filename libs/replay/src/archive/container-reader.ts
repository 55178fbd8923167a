import { open, type FileHandle } from 'node:fs/promises';
import { BLOCK_BYTES_MAX, blockCodec } from './codecs.js';
import { HEADER_BYTES_MAX, SYNC_BYTES, readContainerHeader } from './container-header.js';
import { ArchiveDamagedError } from './errors.js';

/** Blocks read and unpacked before they are asked for: the next ones are ready while one is worked on. */
const BLOCKS_AHEAD_MAX = 3;

/** Memory that is taken for a block of one byte: the next ones are about as large. */
const MEMORY_SPARE = 1.25;

/** The two longs in front of a block, at most. */
const BLOCK_HEAD_BYTES_MAX = 20;

/** A block of a container, unpacked. */
export interface UnpackedBlock {
  readonly recordCount: number;
  /** Valid until the next block is asked for. */
  readonly bytes: Buffer;
}

/** A block as it lies in the file. */
interface PackedBlock {
  readonly recordCount: number;
  readonly bytes: Buffer;
  readonly position: number;
}

/**
 * The blocks of a container, in order, unpacked on the threads of Node's pool.
 *
 * @param path of the file
 * @param file named in errors
 * @throws ArchiveDamagedError
 */
export async function* readContainer(
  path: string,
  file: string,
): AsyncGenerator<UnpackedBlock, void, undefined> {
  const handle = await open(path, 'r');
  const ahead: Promise<UnpackedBlock | undefined>[] = [];
  try {
    const reader = await PackedBlocks.open(handle, file);
    const { unpack, giveBack } = blockCodec(reader.codec);
    // Each read waits for the one before: a block says where the next one starts.
    let reading: Promise<PackedBlock | undefined> = Promise.resolve(undefined);
    const enqueue = (): void => {
      reading = reading.then(() => reader.next());
      const unpacked = reading.then((block) =>
        block === undefined ? undefined : unpackBlock(block, unpack, file),
      );
      // Whoever takes it sees its error; a reader that left must not count as one who did not look.
      unpacked.catch(() => undefined);
      ahead.push(unpacked);
    };
    for (let block = 0; block < BLOCKS_AHEAD_MAX; block++) enqueue();
    for (;;) {
      const block = await ahead.shift();
      if (block === undefined) return;
      enqueue();
      yield block;
      giveBack(block.bytes);
    }
  } finally {
    await Promise.allSettled(ahead);
    await handle.close();
  }
}

async function unpackBlock(
  block: PackedBlock,
  unpack: (packed: Buffer) => Promise<Buffer>,
  file: string,
): Promise<UnpackedBlock> {
  try {
    return { recordCount: block.recordCount, bytes: await unpack(block.bytes) };
  } catch (cause) {
    throw new ArchiveDamagedError(
      file,
      `the block at byte ${block.position} cannot be unpacked within ${BLOCK_BYTES_MAX} bytes`,
      { cause },
    );
  }
}

/** The blocks of an open file as they lie there, one read each. */
class PackedBlocks {
  readonly codec;
  readonly #handle: FileHandle;
  readonly #file: string;
  readonly #sync: Buffer;
  readonly #size: number;
  #position: number;
  /** What was read of the next block's head along with the block before. */
  #head: Buffer;
  /** Memory of the blocks ahead, of the one that is worked on and of the one before it, used in turn. */
  readonly #memory = Array.from({ length: BLOCKS_AHEAD_MAX + 2 }, () => Buffer.alloc(0));
  #turn = 0;

  private constructor(
    handle: FileHandle,
    file: string,
    start: { header: ReturnType<typeof readContainerHeader>; size: number; head: Buffer },
  ) {
    this.#handle = handle;
    this.#file = file;
    this.codec = start.header.codec;
    this.#sync = start.header.sync;
    this.#position = start.header.end;
    this.#size = start.size;
    this.#head = start.head;
  }

  static async open(handle: FileHandle, file: string): Promise<PackedBlocks> {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(size, HEADER_BYTES_MAX));
    await readFully(handle, bytes, 0, file);
    const header = readContainerHeader(bytes, file);
    const head = bytes.subarray(header.end, header.end + BLOCK_HEAD_BYTES_MAX);
    return new PackedBlocks(handle, file, { header, size, head: Buffer.from(head) });
  }

  /** The next block; undefined at the end of the file. */
  async next(): Promise<PackedBlock | undefined> {
    if (this.#position === this.#size) return undefined;
    const position = this.#position;
    const { recordCount, length, headBytes } = this.#readHead();
    const start = position + headBytes;
    const end = start + length;
    if (end + SYNC_BYTES > this.#size) {
      this.#fail(`the block at byte ${position} ends behind the file`);
    }
    // Behind the block comes its marker, and the head of the next one: one read instead of two.
    const wanted = Math.min(length + SYNC_BYTES + BLOCK_HEAD_BYTES_MAX, this.#size - start);
    const bytes = this.#take(wanted);
    await readFully(this.#handle, bytes, start, this.#file);
    if (!bytes.subarray(length, length + SYNC_BYTES).equals(this.#sync)) {
      this.#fail(`the block at byte ${position} does not end with the file's marker`);
    }
    this.#head = bytes.subarray(length + SYNC_BYTES);
    this.#position = end + SYNC_BYTES;
    return { recordCount, bytes: bytes.subarray(0, length), position };
  }

  #take(length: number): Buffer {
    this.#turn = (this.#turn + 1) % this.#memory.length;
    const known = this.#memory[this.#turn];
    if (known !== undefined && known.length >= length) return known.subarray(0, length);
    const larger = Buffer.allocUnsafeSlow(Math.ceil(length * MEMORY_SPARE));
    this.#memory[this.#turn] = larger;
    return larger.subarray(0, length);
  }

  #readHead(): { recordCount: number; length: number; headBytes: number } {
    const count = this.#readLong(0);
    const length = this.#readLong(count.end);
    const isPossible = count.value >= 0 && length.value >= 0 && length.value <= BLOCK_BYTES_MAX;
    if (!isPossible) {
      this.#fail(
        `the block at byte ${this.#position} claims ${count.value} records in ${length.value} bytes; at most ${BLOCK_BYTES_MAX} are read`,
      );
    }
    return { recordCount: count.value, length: length.value, headBytes: length.end };
  }

  #readLong(start: number): { value: number; end: number } {
    let value = 0;
    let factor = 1;
    for (let end = start; ; factor *= 128) {
      const byte = this.#head[end++];
      if (byte === undefined || factor > Number.MAX_SAFE_INTEGER) {
        this.#fail(`the block at byte ${this.#position} has no whole head`);
      }
      value += (byte & 0x7f) * factor;
      if (byte <= 0x7f) return { value: value % 2 === 0 ? value / 2 : -1, end };
    }
  }

  #fail(detail: string): never {
    throw new ArchiveDamagedError(this.#file, detail);
  }
}

async function readFully(
  handle: FileHandle,
  bytes: Buffer,
  position: number,
  file: string,
): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0) {
      throw new ArchiveDamagedError(file, `the file ends at byte ${position + done}`);
    }
    done += bytesRead;
  }
}
