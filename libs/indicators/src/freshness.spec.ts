import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { freshnessBucketMs } from './freshness.js';

describe('freshnessBucketMs', () => {
  it.each([
    [-5, 1],
    [0, 1],
    [0.4, 1],
    [99.5, 100],
    [100, 100],
    [100.1, 110],
    [101, 110],
    [999, 1000],
    [1001, 1100],
    [1e12, 100_000_000],
  ])('puts %f ms into the bucket up to %i', (ageMs, bucketMs) => {
    expect(freshnessBucketMs(ageMs)).toBe(bucketMs);
  });

  it('never flatters, and is at most a tenth too high', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999_999 }), (ageMs) => {
        const bucketMs = freshnessBucketMs(ageMs);
        expect(bucketMs).toBeGreaterThanOrEqual(ageMs);
        expect(bucketMs).toBeLessThanOrEqual(ageMs * 1.1);
      }),
    );
  });
});
