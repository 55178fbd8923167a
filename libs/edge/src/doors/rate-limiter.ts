import { hash, randomBytes } from 'node:crypto';
import type { Clock } from '#libs/platform';

/** How much a client may ask for. */
export interface Rate {
  /** Requests a second, in the long run. */
  readonly perSecond: number;
  /** Requests at once, for a client that was silent. */
  readonly burst: number;
}

/** Cells of one row, and rows: 512 KiB, whatever the number of clients. */
const CELLS = 16_384;
const ROWS = 4;
const SECRET_BYTES = 16;

/**
 * A token bucket for any number of clients in memory that never grows.
 *
 * A bucket is one number, the instant at which it will be full again (the theoretical arrival time of
 * ITU-T I.371's generic cell rate algorithm). It is kept in a sketch: each client has one cell in each
 * row, shared with others by chance, and the least of its cells speaks for it. Every cell is at least
 * what the client itself has used, so that nobody gets more than the rate; nothing is ever evicted, so
 * that no flood of other clients gives a bucket back. A request moves only the cells that lie below its
 * new instant (the conservative update of Estan and Varghese, 2002), so that the least used cell stays
 * close to the truth. Which cells are whose depends on a secret of this process.
 */
export class RateLimiter {
  readonly #cells = new Float64Array(CELLS * ROWS);
  readonly #secret = randomBytes(SECRET_BYTES).toString('hex');
  readonly #intervalMs: number;
  readonly #toleranceMs: number;

  constructor(
    { perSecond, burst }: Rate,
    private readonly clock: Pick<Clock, 'monotonicMs'>,
  ) {
    this.#intervalMs = 1000 / perSecond;
    this.#toleranceMs = (burst - 1) * this.#intervalMs;
    this.#cells.fill(-Infinity);
  }

  /** Bytes that the buckets take. */
  get bytes(): number {
    return this.#cells.byteLength;
  }

  /**
   * Takes one request out of a client's bucket.
   *
   * @returns 0: it may pass; else milliseconds until one may, and nothing was taken
   */
  take(client: string): number {
    const places = this.#placesOf(client);
    const nowMs = this.clock.monotonicMs();
    const startMs = Math.max(nowMs, this.#leastOf(places));
    const waitMs = startMs - nowMs - this.#toleranceMs;
    if (waitMs > 0) return waitMs;
    const nextMs = startMs + this.#intervalMs;
    for (const place of places) {
      if ((this.#cells[place] ?? 0) < nextMs) this.#cells[place] = nextMs;
    }
    return 0;
  }

  /** What `take` would return, without taking. */
  waitMs(client: string): number {
    const startMs = this.#leastOf(this.#placesOf(client));
    return Math.max(0, startMs - this.clock.monotonicMs() - this.#toleranceMs);
  }

  #leastOf(places: readonly number[]): number {
    return Math.min(...places.map((place) => this.#cells[place] ?? 0));
  }

  #placesOf(client: string): number[] {
    const digest = hash('sha256', this.#secret + client, 'buffer');
    return Array.from(
      { length: ROWS },
      (_, row) => row * CELLS + (digest.readUInt32LE(row * 4) % CELLS),
    );
  }
}
