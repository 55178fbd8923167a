// Taken out of the global object once: in a test runner's context a global is looked up by name at every use.
const { ceil, floor } = Math;

/**
 * Two sequences merged evenly into one, as a line is drawn on a grid: `extras` of one kind among
 * `total` of both. Everything is a closed form of the position, so that any position can be asked
 * for alone. `total * extras` stays below 2^53, where the divisions below are exact.
 */
export class Interleaving {
  readonly base: number;

  constructor(
    readonly total: number,
    readonly extras: number,
  ) {
    this.base = total - extras;
  }

  /** Extras at positions below this one. */
  extrasBefore(position: number): number {
    return this.extras === 0 ? 0 : floor((position * this.extras) / this.total);
  }

  /**
   * What stands at a position: a base entry by its index, or an extra as -1 minus its index. One
   * number instead of a pair, because this is asked for every event.
   */
  entryAt(position: number): number {
    const { extras, total } = this;
    if (extras === 0) return position;
    const drawn = position * extras;
    const extra = floor(drawn / total);
    // What the division leaves says whether the next position has one extra more: no second division.
    return drawn - extra * total + extras >= total ? -1 - extra : position - extra;
  }

  positionOfExtra(extra: number): number {
    return ceil(((extra + 1) * this.total) / this.extras) - 1;
  }

  positionOfBase(index: number): number {
    return floor((index * this.total) / this.base);
  }

  /** Base entries before an extra. Neighbouring extras have different answers when there are no more extras than base entries. */
  baseBefore(extra: number): number {
    return this.positionOfExtra(extra) - extra;
  }

  /**
   * A base entry before an extra, its own: no two extras share one, as long as extras are no more
   * than base entries; beyond that any earlier entry.
   *
   * @param part 0 inclusive to 1 exclusive: where in the stretch since the previous extra
   */
  targetOfExtra(extra: number, part: number): number {
    const end = this.baseBefore(extra);
    const start = extra === 0 || this.extras > this.base ? 0 : this.baseBefore(extra - 1);
    return start + floor(part * (end - start));
  }
}

/** Whether an index is one of the evenly spread ones of a rate: exactly floor(n * rate) of the first n are. */
export function isOneOfRate(index: number, rate: number): boolean {
  return floor((index + 1) * rate) > floor(index * rate);
}
