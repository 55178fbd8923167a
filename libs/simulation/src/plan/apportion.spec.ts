import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  eventsBelow,
  largestRemainder,
  NothingToShareError,
  shareByCounts,
  wholeRate,
} from './apportion.js';

const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

const weights = fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), {
  minLength: 1,
  maxLength: 60,
});

describe('largest remainder', () => {
  it('gives the seats that the textbook example gives', () => {
    expect([...largestRemainder(10, [41, 29, 17, 13], 'parties')]).toEqual([4, 3, 2, 1]);
    expect([...largestRemainder(7, [1, 1, 1], 'equal parties')]).toEqual([3, 2, 2]);
  });

  it('adds up to the total, with every part less than one away from its exact share', () => {
    fc.assert(
      fc.property(fc.nat(20_000_000), weights, (total, given) => {
        fc.pre(sum(given) > 1e-6);
        const parts = largestRemainder(total, given, 'weights');
        expect(sum(parts)).toBe(total);
        parts.forEach((part, i) => {
          const exact = (total * (given[i] ?? 0)) / sum(given);
          expect(Math.abs(part - exact)).toBeLessThan(1.000001);
        });
      }),
    );
  });

  it('gives nothing to a weight of 0', () => {
    fc.assert(
      fc.property(fc.nat(1000), weights, (total, given) => {
        const parts = largestRemainder(total, [...given, 1, 0], 'weights');
        expect(parts[given.length + 1]).toBe(0);
      }),
    );
  });

  it('refuses to share something over nothing, and shares nothing over nothing', () => {
    expect(() => largestRemainder(3, [0, 0], 'the moon')).toThrow(NothingToShareError);
    expect(() => largestRemainder(3, [0, 0], 'the moon')).toThrow('3 events over the moon');
    expect([...largestRemainder(0, [0, 0], 'the moon')]).toEqual([0, 0]);
  });
});

describe('systematic rounding', () => {
  it('adds up to the total whatever the phase, and is right on average over the phases', () => {
    const shares = [0, 0.07, 0.1, 0.55, 0.56, 1];
    const phases = 1000;
    const totals = [0, 0, 0, 0, 0];
    for (let k = 0; k < phases; k++) {
      const parts = totals.map(
        (_, i) =>
          eventsBelow(7, shares[i + 1] ?? 0, k / phases) -
          eventsBelow(7, shares[i] ?? 0, k / phases),
      );
      expect(sum(parts)).toBe(7);
      parts.forEach((part, i) => (totals[i] = (totals[i] ?? 0) + part));
    }
    totals.forEach((total, i) => {
      expect(total / phases).toBeCloseTo(7 * ((shares[i + 1] ?? 0) - (shares[i] ?? 0)), 2);
    });
  });

  it('shares by counts exactly, and no count is exceeded', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(5000), { minLength: 1, maxLength: 48 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer(),
        (counts, rate, mixed) => {
          const below = new Uint32Array(counts.length + 1);
          counts.forEach((count, i) => (below[i + 1] = (below[i] ?? 0) + count));
          const total = Math.floor(sum(counts) * rate);
          const parts = shareByCounts(total, below, mixed, 'counts');
          expect(parts[0]).toBe(0);
          expect(parts[counts.length]).toBe(total);
          counts.forEach((count, i) => {
            const part = (parts[i + 1] ?? 0) - (parts[i] ?? 0);
            expect(part).toBeGreaterThanOrEqual(0);
            expect(part).toBeLessThanOrEqual(count);
          });
        },
      ),
    );
  });

  it('names what has nothing to share over', () => {
    expect(() => shareByCounts(1, new Uint32Array(3), 0, 'the deposits')).toThrow(
      'cannot share 1 events over the deposits',
    );
    expect([...shareByCounts(0, new Uint32Array(3), 0, 'the deposits')]).toEqual([0, 0, 0]);
  });
});

describe('a rate of a total', () => {
  it('rounds halves up', () => {
    expect([wholeRate(10, 0.049), wholeRate(10, 0.05), wholeRate(30, 0.05)]).toEqual([0, 1, 2]);
  });
});
