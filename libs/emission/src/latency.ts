import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js';

/** Longest latency that is told apart, 10 minutes, microseconds; a longer one counts as this. */
const LATENCY_US_MAX = 600_000_000;
const DIGITS = 3;
const BUCKET_BITS = 32;

/** Percentiles of a latency, milliseconds; all 0 when nothing was recorded. */
export interface LatencyPercentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Latencies from 1 µs to 10 min at three digits, as an HDR histogram of about 90 kB. */
export class LatencyHistogram {
  readonly #histogram: Histogram;

  private constructor(histogram: Histogram) {
    this.#histogram = histogram;
  }

  static empty(): LatencyHistogram {
    return new LatencyHistogram(
      build({
        bitBucketSize: BUCKET_BITS,
        autoResize: false,
        lowestDiscernibleValue: 1,
        highestTrackableValue: LATENCY_US_MAX,
        numberOfSignificantValueDigits: DIGITS,
        useWebAssembly: false,
      }),
    );
  }

  /** @param text what `encode` gave, or another HDR implementation: V2, compressed, base64 */
  static decode(text: string): LatencyHistogram {
    return new LatencyHistogram(
      decodeFromCompressedBase64(text, BUCKET_BITS, false, LATENCY_US_MAX),
    );
  }

  get count(): number {
    return this.#histogram.totalCount;
  }

  /** @param latencyMs milliseconds; below a microsecond counts as one */
  record(latencyMs: number): void {
    const latencyUs = Math.round(latencyMs * 1000);
    this.#histogram.recordValue(Math.min(LATENCY_US_MAX, Math.max(1, latencyUs)));
  }

  add(other: LatencyHistogram): void {
    this.#histogram.add(other.#histogram);
  }

  percentiles(): LatencyPercentiles {
    const at = (percentile: number): number =>
      this.count === 0 ? 0 : this.#histogram.getValueAtPercentile(percentile) / 1000;
    return { p50: at(50), p90: at(90), p95: at(95), p99: at(99), p999: at(99.9), max: at(100) };
  }

  /** The interchange format of HDR histograms: V2, compressed, base64; values are microseconds. */
  encode(): string {
    return encodeIntoCompressedBase64(this.#histogram);
  }
}
