import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { GATHER_MS_MAX, GATHER_RECORDS, gatherMs } from './turns.js';

describe('gatherMs', () => {
  it('sends at once when waiting would make no batch larger', () => {
    expect(gatherMs(50)).toBe(0);
    expect(gatherMs(51)).toBe(GATHER_MS_MAX);
  });

  it('waits for a full batch only', () => {
    expect(gatherMs(100_000)).toBe(10);
    expect(gatherMs(1_000_000)).toBe(1);
  });

  it('never adds more than its bound, and never gathers more than a batch', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), (recordsPerSecond) => {
        const ms = gatherMs(recordsPerSecond);
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(GATHER_MS_MAX);
        expect((recordsPerSecond * ms) / 1000).toBeLessThanOrEqual(GATHER_RECORDS * (1 + 1e-9));
      }),
    );
  });
});
