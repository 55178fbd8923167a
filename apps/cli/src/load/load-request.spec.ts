import { describe, expect, it } from '@jest/globals';
import { loadRequestOf, parseRamp } from './load-request.js';

const PLANNED = 1_000_000;

describe('parseRamp', () => {
  it('reads stages as time and rate', () => {
    expect(parseRamp('10s:1000,1m:200000,0s:5,500ms:0')).toEqual([
      { seconds: 10, toPerSecond: 1000 },
      { seconds: 60, toPerSecond: 200_000 },
      { seconds: 0, toPerSecond: 5 },
      { seconds: 0.5, toPerSecond: 0 },
    ]);
  });

  it.each(['', '10s', '10:1000', ':1000', '10s:', '10s:-1', '10s:x', '10s:1:2', '10s:1000,'])(
    'refuses %j',
    (text) => {
      expect(() => parseRamp(text)).toThrow(/--ramp: expected/);
    },
  );
});

describe('loadRequestOf', () => {
  it('is none without a rate', () => {
    expect(loadRequestOf({}, PLANNED)).toBeUndefined();
    expect(loadRequestOf({ duration: 5 }, PLANNED)).toBeUndefined();
  });

  it('keeps a constant rate for its duration, a tenth of it as warm-up', () => {
    expect(loadRequestOf({ rate: 500, duration: 4 }, PLANNED)).toEqual({
      stages: [{ seconds: 4, fromPerSecond: 500, toPerSecond: 500 }],
      warmupSeconds: 0.4,
      lateMsMax: 1000,
      abortOnRateMiss: false,
    });
  });

  it('keeps a constant rate to the scenario’s end, with a warm-up of that', () => {
    expect(loadRequestOf({ rate: 20_000 }, PLANNED)?.warmupSeconds).toBe(5);
    expect(loadRequestOf({ rate: 200 }, PLANNED)?.warmupSeconds).toBe(10);
  });

  it('starts a ramp at the rate, and goes from stage to stage', () => {
    const ramp = parseRamp('10s:1000,60s:200000');
    expect(loadRequestOf({ ramp }, 100 * PLANNED)?.stages).toEqual([
      { seconds: 10, fromPerSecond: 0, toPerSecond: 1000 },
      { seconds: 60, fromPerSecond: 1000, toPerSecond: 200_000 },
    ]);
    expect(loadRequestOf({ ramp, rate: 50 }, PLANNED)?.stages[0]?.fromPerSecond).toBe(50);
    expect(loadRequestOf({ ramp, warmup: 0, lateMax: 0.2 }, PLANNED)).toMatchObject({
      warmupSeconds: 0,
      lateMsMax: 200,
    });
  });

  it('refuses options that do not go together', () => {
    const ramp = parseRamp('10s:1000');
    for (const options of [
      { warmup: 1 },
      { lateMax: 1 },
      { abortOnRateMiss: true },
      { ramp, duration: 5 },
      { ramp: parseRamp('10s:0') },
      { ramp: parseRamp('0s:1000') },
      { rate: 10, duration: 5, warmup: 5 },
      { rate: 1000, warmup: 1000 },
    ]) {
      expect(() => loadRequestOf(options, PLANNED)).toThrow(/expected/);
    }
  });
});
