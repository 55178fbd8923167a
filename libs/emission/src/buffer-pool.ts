/**
 * A bounded set of batch buffers that units take turns with. A unit fills one, sends it, and gives it
 * back once the broker has acknowledged it: the bound is what keeps a fast generator from outrunning
 * a slow broker.
 */
export class BufferPool {
  readonly #free: Uint8Array[] = [];
  readonly #waiting: ((buffer: Uint8Array) => void)[] = [];
  #made = 0;

  constructor(
    private readonly buffersMax: number,
    private readonly bytesEach: number,
  ) {}

  /** Waits until a buffer is free. */
  acquire(): Promise<Uint8Array> {
    const free = this.tryAcquire();
    if (free) return Promise.resolve(free);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** A buffer, or undefined when all of them are in use. */
  tryAcquire(): Uint8Array | undefined {
    const free = this.#free.pop();
    if (free || this.#made >= this.buffersMax) return free;
    this.#made += 1;
    return new Uint8Array(this.bytesEach);
  }

  release(buffer: Uint8Array): void {
    const next = this.#waiting.shift();
    if (next) next(buffer);
    else this.#free.push(buffer);
  }
}
