import { describe, expect, it } from '@jest/globals';
import { LAG_SECONDS_MAX, findingsOf } from './soak-findings.js';
import type { Point } from './trend.js';

const RATE = 1000;
const SETTLED = 100;

function over(valueAt: (seconds: number) => number): Point[] {
  return Array.from({ length: 200 }, (_, index) => ({
    atSeconds: 5 * index,
    value: valueAt(5 * index),
  }));
}

/** Names of what is not flat. */
function faults(
  megabytes: readonly Point[],
  descriptors: readonly Point[],
  lag: readonly Point[],
): string[] {
  const looked = {
    processes: new Map([['emitter', { megabytes, descriptors }]]),
    lags: { volumes: lag },
  };
  return findingsOf(looked, RATE, SETTLED)
    .filter(({ isFlat }) => !isFlat)
    .map(({ name, unit }) => `${name} ${unit}`);
}

const flat = over(() => 100);
const none = over(() => 0);

describe('the findings of a soak', () => {
  it('are none for what stays as it is', () => {
    expect(faults(flat, flat, none)).toEqual([]);
  });

  it('show memory that leaks, descriptors that are not closed, and a lag that grows', () => {
    expect(
      faults(
        over((seconds) => 100 + seconds / 10),
        flat,
        none,
      ),
    ).toEqual(['emitter MB']);
    expect(
      faults(
        flat,
        over((seconds) => 100 + seconds / 50),
        none,
      ),
    ).toEqual(['emitter descriptors']);
    expect(
      faults(
        flat,
        flat,
        over((seconds) => 5 * seconds),
      ),
    ).toEqual(['lag of the volumes s']);
  });

  it('hold the lag to its bound at every moment after the start', () => {
    const spike = (records: number, at: number): Point[] =>
      over((seconds) => (seconds === at ? records : 0));
    expect(faults(flat, flat, spike(LAG_SECONDS_MAX * RATE, 500))).toEqual([]);
    expect(faults(flat, flat, spike(LAG_SECONDS_MAX * RATE + 1, 500))).toEqual([
      'lag of the volumes s',
    ]);
    expect(faults(flat, flat, spike(LAG_SECONDS_MAX * RATE + 1, 50))).toEqual([]);
  });
});
