import { createHash } from 'node:crypto';
import { open, rename, type FileHandle } from 'node:fs/promises';

/** Ending of a file that is not complete yet. */
export const PARTIAL = '.partial';

/** Appends to a file that gets its name when it is complete; its digest is taken on the way. */
export class FileWriter {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #digest = createHash('sha256');
  bytes = 0;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  static async open(path: string): Promise<FileWriter> {
    return new FileWriter(path, await open(path + PARTIAL, 'wx'));
  }

  /** One call at a time. */
  async append(parts: readonly Buffer[]): Promise<void> {
    let length = 0;
    for (const part of parts) {
      this.#digest.update(part);
      length += part.length;
    }
    const { bytesWritten } = await this.#handle.writev([...parts]);
    if (bytesWritten !== length) {
      throw new Error(`${this.#path}: ${bytesWritten} of ${length} bytes were written`);
    }
    this.bytes += length;
  }

  /** Brings the file to the disk and gives it its name. Returns its SHA-256 in hexadecimal. */
  async finish(): Promise<string> {
    await this.#handle.sync();
    await this.#handle.close();
    await rename(this.#path + PARTIAL, this.#path);
    return this.#digest.digest('hex');
  }

  /** Leaves the incomplete file where it is, for `verify` to name. */
  async abandon(): Promise<void> {
    await this.#handle.close();
  }
}
