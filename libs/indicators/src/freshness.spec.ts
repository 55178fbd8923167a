import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { freshnessBucketMs } from './freshness.js';

describe('freshnessBucketMs', () => {
  it.each([
    [-5, 1],
    [0, 1],
    [0.4, 1],
    [19.5, 20],
    [21, 21],
    [99.5, 100],
    [100, 100],
    [100.1, 105],
    [105, 105],
    [200, 200],
    [201, 210],
    [500, 500],
    [501, 525],
    [999, 1000],
    [1001, 1050],
    [1e12, 100_000_000],
  ])('puts %f ms into the bucket up to %i', (ageMs, bucketMs) => {
    expect(freshnessBucketMs(ageMs)).toBe(bucketMs);
  });

  it('never flatters, and is at most a twentieth or one millisecond too high', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 7.99, noNaN: true }), (exponent) => {
        const ageMs = 10 ** exponent;
        const bucketMs = freshnessBucketMs(ageMs);
        expect(Number.isInteger(bucketMs)).toBe(true);
        expect(bucketMs).toBeGreaterThanOrEqual(ageMs);
        expect(bucketMs).toBeLessThanOrEqual(Math.max(ageMs * 1.05 + 1e-6, ageMs + 1));
      }),
    );
  });

  it('puts the bound of a bucket into that bucket', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 8, noNaN: true }), (exponent) => {
        const ageMs = 10 ** exponent;
        const bucketMs = freshnessBucketMs(ageMs);
        expect(freshnessBucketMs(bucketMs)).toBe(bucketMs);
      }),
    );
  });

  it('takes few enough buckets for an hour', () => {
    let buckets = 0;
    for (let ageMs = 1; ageMs <= 3_600_000; ageMs = freshnessBucketMs(ageMs) + 1) buckets += 1;
    expect(buckets).toBeLessThan(400);
  });
});
