import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hasGrown, trendOf, type Point } from './trend.js';

const ALLOWANCE = { share: 0.1, amount: 5 };

function pointsOf(valueAt: (seconds: number) => number, seconds = 900): Point[] {
  return Array.from({ length: seconds / 5 + 1 }, (_, index) => ({
    atSeconds: 5 * index,
    value: valueAt(5 * index),
  }));
}

describe('a trend', () => {
  it('is undefined before anything settled', () => {
    expect(trendOf([], 0)).toBeUndefined();
    expect(
      trendOf(
        pointsOf(() => 1, 60),
        120,
      ),
    ).toBeUndefined();
  });

  it('does not see what came before', () => {
    const trend = trendOf(
      pointsOf((seconds) => (seconds < 100 ? 1 : 200)),
      100,
    );
    expect(trend).toEqual({ early: 200, late: 200, max: 200 });
  });

  it('is flat for a figure that goes up and down, however far', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 0, max: 500 }),
        (tooth, up) => {
          const sawtooth = pointsOf((seconds) => 100 + (up * ((seconds / 5) % tooth)) / tooth);
          const trend = trendOf(sawtooth, 0);
          expect(trend && hasGrown(trend, { share: 0.1, amount: up / 2 })).toBe(false);
        },
      ),
    );
  });

  it.each([
    [115, false],
    [116, true],
  ])('of 100 early and %i late has grown by more than a tenth and 5: %s', (late, grown) => {
    expect(hasGrown({ early: 100, late, max: late }, ALLOWANCE)).toBe(grown);
  });

  it('shows a leak of a hundredth a minute within a quarter of an hour', () => {
    const trend = trendOf(
      pointsOf((seconds) => 1000 + (1000 * seconds) / 6000),
      60,
    );
    expect(trend && hasGrown(trend, { share: 0.05, amount: 0 })).toBe(true);
  });
});
