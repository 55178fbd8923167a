/**
 * Memory for responses, used again and again: a fresh 8 MB per fetch costs page faults, and leaves
 * the garbage collector to guess how much of it a process may hold.
 */
export class FetchBuffers {
  readonly #free: Buffer[] = [];

  /** Memory of at least this many bytes. */
  take(length: number): Buffer {
    const buffer = this.#free.pop();
    return buffer !== undefined && buffer.length >= length
      ? buffer
      : Buffer.allocUnsafeSlow(roundUp(length));
  }

  giveBack(buffer: Buffer): void {
    this.#free.push(buffer);
  }
}

/** Steps of 1 MiB, so that responses of about the same size fit the same memory. */
const STEP = 1024 * 1024;

function roundUp(length: number): number {
  return Math.ceil(length / STEP) * STEP;
}
