/** Runs of pages of which every sequence was counted: two numbers for a run, however long it is. */
export class FullRuns {
  /** First page of each run, ascending. Runs never touch: those that would are one. */
  readonly #starts: number[] = [];
  /** First page after each run. */
  readonly #ends: number[] = [];

  /** Number of runs. */
  get size(): number {
    return this.#starts.length;
  }

  /** First page after the run that holds a page; undefined when none does. */
  endOf(page: number): number | undefined {
    const index = this.#indexAfter(page) - 1;
    const end = this.#ends[index];
    return end !== undefined && page < end ? end : undefined;
  }

  /** First page after the run that begins with a page; undefined when none does. */
  endOfRunAt(start: number): number | undefined {
    const index = this.#indexAfter(start) - 1;
    return this.#starts[index] === start ? this.#ends[index] : undefined;
  }

  /**
   * Adds pages to the run before them, the run behind them, both or none.
   *
   * @param end first page after those added
   * @param changed gets the first page of every run that began, grew or ended by it
   */
  add({ start, end }: { start: number; end: number }, changed: Set<number>): void {
    let first = this.#indexAfter(start);
    let last = first;
    let from = start;
    let to = end;
    const before = this.#ends[first - 1];
    if (before !== undefined && before >= start) {
      first -= 1;
      from = this.#starts[first] ?? start;
      to = Math.max(to, before);
    }
    for (let next = this.#starts[last]; next !== undefined && next <= to;) {
      changed.add(next);
      to = Math.max(to, this.#ends[last] ?? to);
      last += 1;
      next = this.#starts[last];
    }
    this.#starts.splice(first, last - first, from);
    this.#ends.splice(first, last - first, to);
    changed.add(from);
  }

  /**
   * Removes the run that holds a page.
   *
   * @param changed gets the first page of the run
   * @returns the first page after it; undefined when no run holds the page
   */
  take(page: number, changed: Set<number>): number | undefined {
    const end = this.endOf(page);
    if (end === undefined) return undefined;
    const index = this.#indexAfter(page) - 1;
    changed.add(this.#starts[index] ?? page);
    this.#starts.splice(index, 1);
    this.#ends.splice(index, 1);
    return end;
  }

  /** Index of the first run that begins after a page. */
  #indexAfter(page: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0) <= page) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
