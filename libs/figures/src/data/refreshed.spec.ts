import { describe, expect, it } from '@jest/globals';
import { Refreshed, type Staleness } from './refreshed.js';

const STALENESS: Staleness = { freshMs: 1000, staleMsMax: 5000 };

/** A source whose readings end when the spec says so. */
class Readings {
  readonly started: { resolve: (value: number) => void; reject: (error: Error) => void }[] = [];
  readonly read = (): Promise<number> =>
    new Promise((resolve, reject) => {
      this.started.push({ resolve, reject });
    });
}

function setUp(staleness = STALENESS) {
  const clock = { nowMs: 0, monotonicMs: () => clock.nowMs };
  const readings = new Readings();
  return { clock, readings, refreshed: new Refreshed(readings.read, staleness, clock) };
}

describe('a refreshed value', () => {
  it('is read once for all who ask at the same time', async () => {
    const { readings, refreshed } = setUp();
    const all = Promise.all([refreshed.get(), refreshed.get(), refreshed.get()]);
    expect(readings.started).toHaveLength(1);
    readings.started[0]?.resolve(7);
    expect(await all).toEqual([7, 7, 7]);
  });

  it.each([
    ['one millisecond before it is old', 999, 1],
    ['once it is old', 1000, 2],
  ])('is read again only when old: %s', async (_, atMs, readingsStarted) => {
    const { clock, readings, refreshed } = setUp();
    const first = refreshed.get();
    readings.started[0]?.resolve(1);
    await first;
    clock.nowMs = atMs;
    expect(await refreshed.get()).toBe(1);
    expect(readings.started).toHaveLength(readingsStarted);
  });

  it('is waited for once it is too old, and not before', async () => {
    for (const [atMs, answer] of [
      [4999, 1],
      [5000, 2],
    ] as const) {
      const { clock, readings, refreshed } = setUp();
      const first = refreshed.get();
      readings.started[0]?.resolve(1);
      await first;
      clock.nowMs = atMs;
      const second = refreshed.get();
      readings.started[1]?.resolve(2);
      expect(await second).toBe(answer);
      expect(await refreshed.get()).toBe(2);
    }
  });

  it('is read more seldom when reading is slow', async () => {
    const { clock, readings, refreshed } = setUp();
    const first = refreshed.get();
    clock.nowMs = 2000;
    readings.started[0]?.resolve(1);
    await first;
    clock.nowMs = 7999;
    await refreshed.get();
    expect(readings.started).toHaveLength(1);
    clock.nowMs = 8000;
    await refreshed.get();
    expect(readings.started).toHaveLength(2);
  });

  it('answers what it holds when a reading fails, and fails once that is too old', async () => {
    const { clock, readings, refreshed } = setUp();
    const first = refreshed.get();
    readings.started[0]?.resolve(1);
    await first;
    clock.nowMs = 1500;
    const second = refreshed.get();
    readings.started[1]?.reject(new Error('no database'));
    expect(await second).toBe(1);
    await new Promise((resume) => setImmediate(resume));
    clock.nowMs = 9000;
    const third = refreshed.get();
    readings.started[2]?.reject(new Error('no database'));
    await expect(third).rejects.toThrow('no database');
  });

  it('is read each time when nothing may be kept', async () => {
    const { readings, refreshed } = setUp({ freshMs: 0, staleMsMax: 0 });
    for (const value of [1, 2, 3]) {
      const reading = refreshed.get();
      readings.started[value - 1]?.resolve(value);
      expect(await reading).toBe(value);
    }
  });
});
