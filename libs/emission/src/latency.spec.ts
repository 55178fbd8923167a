import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { LatencyHistogram } from './latency.js';

function histogramOf(latenciesMs: readonly number[]): LatencyHistogram {
  const histogram = LatencyHistogram.empty();
  for (const latencyMs of latenciesMs) histogram.record(latencyMs);
  return histogram;
}

const latencies = fc.array(fc.double({ min: 0.001, max: 600_000, noNaN: true }), {
  minLength: 1,
  maxLength: 200,
});

describe('LatencyHistogram', () => {
  it('gives percentiles that a sorted list gives, to three digits', () => {
    fc.assert(
      fc.property(latencies, (latenciesMs) => {
        const sorted = latenciesMs.toSorted((a, b) => a - b);
        const { p50, p99, max } = histogramOf(latenciesMs).percentiles();
        for (const [came, share] of [
          [p50, 0.5],
          [p99, 0.99],
          [max, 1],
        ] as const) {
          const exact = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
          expect(Math.abs(came - exact)).toBeLessThanOrEqual(exact * 0.001 + 0.001);
        }
      }),
    );
  });

  it('survives its encoding, and adding equals recording together', () => {
    fc.assert(
      fc.property(latencies, latencies, (some, others) => {
        const sum = LatencyHistogram.decode(histogramOf(some).encode());
        sum.add(LatencyHistogram.decode(histogramOf(others).encode()));
        const together = histogramOf([...some, ...others]);
        expect(sum.count).toBe(together.count);
        expect(sum.percentiles()).toEqual(together.percentiles());
      }),
      { numRuns: 20 },
    );
  });

  it('counts what is out of its range at the range’s ends', () => {
    const histogram = histogramOf([-3, 0, 9e9]);
    expect(histogram.count).toBe(3);
    expect(histogram.percentiles().p50).toBeCloseTo(0.001, 6);
    expect(histogram.percentiles().max).toBeGreaterThanOrEqual(600_000);
  });

  it('says zeros when nothing was recorded, also after its encoding', () => {
    const nothing = { p50: 0, p90: 0, p95: 0, p99: 0, p999: 0, max: 0 };
    expect(LatencyHistogram.empty().percentiles()).toEqual(nothing);
    expect(LatencyHistogram.decode(LatencyHistogram.empty().encode()).percentiles()).toEqual(
      nothing,
    );
  });
});
