/** Values of the labels of one series: from closed lists only, never an identifier or a free text. */
export type Labels = Readonly<Record<string, string>>;

/** One number of a metric at the moment of the scrape. */
export interface Reading {
  readonly labels?: Labels;
  readonly value: number;
  /** Of a histogram alone: which of its series, `_bucket`, `_sum` or `_count`. */
  readonly suffix?: string;
}

/**
 * Series that one metric may have in one process. Labels come from closed lists, so this is far away;
 * what would go beyond is added to one series whose labels all say `other`.
 */
export const SERIES_MAX = 500;
const OTHER = 'other';

/** Keeps one value for each combination of labels, SERIES_MAX of them at most. */
class SeriesMap<Value> {
  readonly #byKey = new Map<string, { readonly labels: Labels; readonly value: Value }>();

  constructor(private readonly make: () => Value) {}

  at(labels: Labels): Value {
    const key = Object.values(labels).join('\u0000');
    const known = this.#byKey.get(key);
    if (known !== undefined) return known.value;
    const isFull = this.#byKey.size >= SERIES_MAX - 1;
    const isOther = Object.values(labels).every((value) => value === OTHER);
    if (isFull && !isOther) {
      return this.at(Object.fromEntries(Object.keys(labels).map((name) => [name, OTHER])));
    }
    const value = this.make();
    this.#byKey.set(key, { labels, value });
    return value;
  }

  *[Symbol.iterator](): Iterator<{ readonly labels: Labels; readonly value: Value }> {
    yield* this.#byKey.values();
  }
}

/** Counts by labels: of a batch, a commit or a request, never of a single event of the bulk lane. */
export class LabelledCounter {
  readonly #series = new SeriesMap(() => ({ total: 0 }));

  /** Always with the same names of labels, in the same order. */
  add(labels: Labels, count = 1): void {
    this.#series.at(labels).total += count;
  }

  readings(): Reading[] {
    return [...this.#series].map(({ labels, value }) => ({ labels, value: value.total }));
  }
}

/** How often which value was seen, by labels. One observation may stand for many equal ones. */
export class LabelledHistogram {
  readonly #series: SeriesMap<Distribution>;

  /** @param bounds upper bounds of the buckets, ascending, in the unit of the metric's name */
  constructor(bounds: readonly number[]) {
    this.#series = new SeriesMap(() => new Distribution(bounds));
  }

  observe(labels: Labels, value: number, count = 1): void {
    this.#series.at(labels).observe(value, count);
  }

  readings(): Reading[] {
    return [...this.#series].flatMap(({ labels, value }) => value.readings(labels));
  }
}

/** The buckets of one series. */
class Distribution {
  readonly #counts: Float64Array;
  #sum = 0;

  constructor(private readonly bounds: readonly number[]) {
    // One more, for what lies above the last bound.
    this.#counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number, count: number): void {
    let bucket = 0;
    while (bucket < this.bounds.length && value > (this.bounds[bucket] ?? Infinity)) bucket++;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
    this.#sum += value * count;
  }

  /** As Prometheus wants them: each bucket counts those below it too. */
  readings(labels: Labels): Reading[] {
    let total = 0;
    const buckets = [...this.#counts].map((count, index) => {
      total += count;
      const bound = this.bounds[index];
      const le = bound === undefined ? '+Inf' : String(bound);
      return { labels: { ...labels, le }, value: total, suffix: '_bucket' };
    });
    return [
      ...buckets,
      { labels, value: this.#sum, suffix: '_sum' },
      { labels, value: total, suffix: '_count' },
    ];
  }
}
