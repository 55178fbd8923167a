import type { Clock } from '#libs/platform';

/** How old figures may be that are answered. */
export interface Staleness {
  /** Figures younger than this are answered without a look at the database, milliseconds. */
  readonly freshMs: number;
  /** Older ones, up to this age, are answered while newer ones are being read, milliseconds. */
  readonly staleMsMax: number;
}

/** One second, and five while newer figures are being read. */
export const STALENESS: Staleness = { freshMs: 1000, staleMsMax: 5000 };

/** Reading takes at most this part of the time: a slow reading is repeated more seldom. */
const READING_SHARE_MAX = 0.25;
/** However slow: figures that move are read again after this, milliseconds. */
const REPEAT_MS_MAX = 30_000;

/** A value that is read again once it is old. Whoever asks meanwhile shares one reading. */
export class Refreshed<T> {
  #held: { readonly value: T; readonly readAtMs: number; readonly tookMs: number } | undefined;
  #reading: Promise<T> | undefined;

  /** @param read gets the value held, to build on what did not change */
  constructor(
    private readonly read: (held: T | undefined) => Promise<T>,
    private readonly staleness: Staleness,
    private readonly clock: Pick<Clock, 'monotonicMs'>,
  ) {}

  async get(): Promise<T> {
    if (this.#held === undefined) return this.#refresh();
    const { value, readAtMs } = this.#held;
    const ageMs = this.clock.monotonicMs() - readAtMs;
    const freshMs = this.#freshMs();
    if (ageMs < freshMs) return value;
    const reading = this.#refresh();
    if (ageMs >= freshMs + this.staleness.staleMsMax - this.staleness.freshMs) return reading;
    // Whoever comes after the bound gets the error of the reading; this caller has its answer.
    reading.catch(() => undefined);
    return value;
  }

  /** Nothing is kept when nothing may be, however slow the reading. */
  #freshMs(): number {
    const { freshMs } = this.staleness;
    if (freshMs === 0) return 0;
    const slowMs = Math.min(REPEAT_MS_MAX, (this.#held?.tookMs ?? 0) / READING_SHARE_MAX);
    return Math.max(freshMs, slowMs);
  }

  #refresh(): Promise<T> {
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readOnce(): Promise<T> {
    const readAtMs = this.clock.monotonicMs();
    const value = await this.read(this.#held?.value);
    this.#held = { value, readAtMs, tookMs: this.clock.monotonicMs() - readAtMs };
    return value;
  }
}
