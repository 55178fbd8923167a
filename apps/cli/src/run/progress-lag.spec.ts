import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LagHistory } from './progress-lag.js';

const history = (...samples: readonly (readonly [number, number])[]): LagHistory => {
  const lag = new LagHistory();
  for (const [atMs, records] of samples) lag.note(atMs, records);
  return lag;
};

describe('LagHistory', () => {
  it.each([
    [400, 0],
    [300, 1],
    [250, 1.5],
    [100, 3],
    [50, 3.5],
    [0, 4],
  ])('says of %i counted that the rest is %f s old', (counted, seconds) => {
    const lag = history([0, 0], [1000, 100], [2000, 200], [3000, 300], [4000, 400]);
    expect(lag.lagSeconds(counted)).toBeCloseTo(seconds, 9);
  });

  it('grows while nothing is counted and nothing more is sent', () => {
    const lag = history([0, 0], [1000, 100]);
    expect(lag.lagSeconds(50)).toBeCloseTo(0.5);
    lag.note(11_000, 100);
    expect(lag.lagSeconds(50)).toBeCloseTo(10.5);
    expect(lag.lagSeconds(100)).toBe(0);
  });

  it('knows nothing before the first sample, and no more than that before the second', () => {
    expect(history().lagSeconds(0)).toBe(0);
    expect(history([500, 7]).lagSeconds(3)).toBe(0);
  });

  it('stays between nothing and the age of the run, and shrinks with what is counted', () => {
    const steps = fc.array(fc.record({ ms: fc.nat(2000), records: fc.nat(500) }), {
      minLength: 1,
      maxLength: 9000,
      size: 'max',
    });
    fc.assert(
      fc.property(steps, fc.nat(100), (taken, percent) => {
        const lag = new LagHistory();
        let atMs = 0;
        let records = 0;
        for (const step of taken) {
          atMs += step.ms;
          records += step.records;
          lag.note(atMs, records);
        }
        const less = lag.lagSeconds((percent / 200) * records);
        const more = lag.lagSeconds((percent / 100) * records);
        expect(less).toBeLessThanOrEqual(atMs / 1000);
        expect(more).toBeLessThanOrEqual(less);
        expect(more).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 30 },
    );
  });
});
