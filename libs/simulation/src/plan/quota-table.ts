// Every index below is inside its table by construction: `?? 0` is for the compiler and costs nothing.

/**
 * Buckets of the guide, as a power of two: at least these, and four for each class. The finer they are,
 * the seldomer a bucket holds the end of a class, which is a step the processor cannot foresee.
 */
const BUCKET_BITS_MIN = 10;

/** Classes with exact counts, laid end to end: answers which class an index of the whole falls in. */
export class QuotaTable {
  /** First index of each class, and the total at the end. */
  readonly starts: Uint32Array;
  readonly total: number;
  readonly #guide: Uint16Array;
  readonly #shift: number;

  private constructor(starts: Uint32Array) {
    this.starts = starts;
    this.total = starts[starts.length - 1] ?? 0;
    const classBits = 32 - Math.clz32(starts.length);
    const bucketBits = Math.max(BUCKET_BITS_MIN, classBits + 2);
    this.#shift = Math.max(0, 32 - Math.clz32(this.total) - bucketBits);
    this.#guide = new Uint16Array((this.total >>> this.#shift) + 1);
    let at = 0;
    for (let bucket = 0; bucket < this.#guide.length; bucket++) {
      const lowest = bucket * 2 ** this.#shift;
      while (at < starts.length - 2 && (starts[at + 1] ?? 0) <= lowest) at += 1;
      this.#guide[bucket] = at;
    }
  }

  /** From the count of each class. */
  static ofCounts(counts: ArrayLike<number>): QuotaTable {
    const starts = new Uint32Array(counts.length + 1);
    for (let i = 0; i < counts.length; i++) {
      starts[i + 1] = (starts[i] ?? 0) + (counts[i] ?? 0);
    }
    return new QuotaTable(starts);
  }

  /** From the first index of each class and the total: ascending, first one 0, at most 65,535 classes. */
  static ofStarts(starts: Uint32Array): QuotaTable {
    return new QuotaTable(starts);
  }

  get classes(): number {
    return this.starts.length - 1;
  }

  /** Events of one class. */
  count(index: number): number {
    return (this.starts[index + 1] ?? 0) - (this.starts[index] ?? 0);
  }

  /** The class of an index from 0 to total exclusive; never an empty one. */
  classOf(index: number): number {
    const starts = this.starts;
    let at = this.#guide[index >>> this.#shift] ?? 0;
    // Beyond the total the search ends at the last class instead of never.
    while ((starts[at + 1] ?? Infinity) <= index) at += 1;
    return at;
  }
}
