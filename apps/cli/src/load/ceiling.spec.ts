import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { afterProbe, nextProbe, startSearch, type CeilingBounds } from './ceiling.js';

/** Searches a system that holds every rate up to its ceiling. */
function searched(bounds: CeilingBounds, ceiling: number): { found: number; probes: number[] } {
  let search = startSearch(bounds);
  const probes: number[] = [];
  for (let rate = nextProbe(search); rate !== undefined; rate = nextProbe(search)) {
    probes.push(rate);
    if (probes.length > 100) throw new Error('the search does not end');
    search = afterProbe(search, rate, rate <= ceiling);
  }
  return { found: search.holds, probes };
}

const bounds = fc.record({
  from: fc.integer({ min: 1, max: 10_000 }),
  to: fc.integer({ min: 10_000, max: 2_000_000 }),
  precision: fc.double({ min: 0.01, max: 0.5, noNaN: true }),
});
const ceilings = fc.integer({ min: 1, max: 3_000_000 });

describe('the search for the highest rate that holds', () => {
  it('doubles, then halves the gap', () => {
    expect(searched({ from: 1000, to: 100_000, precision: 0.1 }, 5100)).toEqual({
      found: 5000,
      probes: [1000, 2000, 4000, 8000, 6000, 5000, 5500],
    });
  });

  it('never says more than holds, and misses at most its precision', () => {
    fc.assert(
      fc.property(bounds, ceilings, (within, ceiling) => {
        const { found } = searched(within, ceiling);
        expect(found).toBeLessThanOrEqual(Math.min(ceiling, within.to));
        const reachable = Math.min(ceiling, within.to);
        if (within.from <= ceiling) {
          expect(reachable - found).toBeLessThanOrEqual(Math.max(1, within.precision * found));
        } else {
          expect(found).toBe(0);
        }
      }),
    );
  });

  it('tries no rate twice, none outside its bounds, and few', () => {
    fc.assert(
      fc.property(bounds, ceilings, (within, ceiling) => {
        const { probes } = searched(within, ceiling);
        expect(new Set(probes).size).toBe(probes.length);
        expect(Math.min(...probes)).toBeGreaterThanOrEqual(Math.min(within.from, within.to));
        expect(Math.max(...probes)).toBeLessThanOrEqual(within.to);
        const doublings = Math.log2(within.to / within.from) + 2;
        const halvings = Math.log2(1 / within.precision) + 2;
        expect(probes.length).toBeLessThanOrEqual(doublings + halvings);
      }),
    );
  });

  it('ends at once when the first rate breaks', () => {
    expect(searched({ from: 1000, to: 2000, precision: 0.1 }, 999)).toEqual({
      found: 0,
      probes: [1000],
    });
  });
});
