import type { Clock } from '#libs/platform';

/** What has been fetched and not yet handed over, first come first served. Its bound is the fetcher's slots. */
export class ReadyQueue<T> {
  readonly #items: T[] = [];
  readonly #clock: Clock;
  #wake: (() => void) | undefined;

  constructor(clock: Clock, stopped: AbortSignal) {
    this.#clock = clock;
    stopped.addEventListener('abort', () => {
      this.#wake?.();
    });
  }

  put(item: T): void {
    this.#items.push(item);
    this.#wake?.();
  }

  /** The next item, or undefined when none came within the time or the queue was stopped. */
  async take(waitMs: number): Promise<T | undefined> {
    if (this.#items.length === 0) {
      const cancel = new AbortController();
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await Promise.race([woken, this.#clock.sleep(waitMs, cancel.signal).catch(() => undefined)]);
      this.#wake = undefined;
      cancel.abort();
    }
    return this.#items.shift();
  }
}
