/** How fast records are replayed. */
export type Pace =
  /** As fast as it goes. */
  | { readonly kind: 'full' }
  | { readonly kind: 'rate'; readonly recordsPerSecond: number }
  /** The gaps between events, so many times as fast; none lasts longer than the bound, once shortened. */
  | { readonly kind: 'speed'; readonly factor: number; readonly gapMsMax: number };

/**
 * When each record is due, counted from the first one. A pure function of the times it was given: it
 * knows no clock.
 */
export interface Schedule {
  /**
   * @param timeMs the time of the next record
   * @returns milliseconds after the start; never less than for the record before
   */
  dueMs(timeMs: number): number;
}

export function scheduleOf(pace: Pace): Schedule {
  switch (pace.kind) {
    case 'full':
      return { dueMs: () => 0 };
    case 'rate':
      return new RateSchedule(pace.recordsPerSecond);
    case 'speed':
      return new SpeedSchedule(pace.factor, pace.gapMsMax);
  }
}

class RateSchedule implements Schedule {
  #records = 0;

  constructor(private readonly recordsPerSecond: number) {}

  dueMs(): number {
    const dueMs = (this.#records * 1000) / this.recordsPerSecond;
    this.#records += 1;
    return dueMs;
  }
}

/** A record from before the latest time is late already, and due at once. */
class SpeedSchedule implements Schedule {
  #latestMs: number | undefined;
  #dueMs = 0;

  constructor(
    private readonly factor: number,
    private readonly gapMsMax: number,
  ) {}

  dueMs(timeMs: number): number {
    const gapMs = Math.max(0, timeMs - (this.#latestMs ?? timeMs));
    this.#latestMs = Math.max(timeMs, this.#latestMs ?? timeMs);
    this.#dueMs += Math.min(gapMs / this.factor, this.gapMsMax);
    return this.#dueMs;
  }
}
