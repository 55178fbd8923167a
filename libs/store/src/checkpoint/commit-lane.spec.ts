import { WorkMeter } from '#libs/platform';
import { describe, expect, it } from '@jest/globals';
import { CommitLane } from './commit-lane.js';

const failed = new Error('disk full');

describe('CommitLane', () => {
  it('is busy until its commit is through, and counts the wait for it', async () => {
    let nowMs = 0;
    const clock = { monotonicMs: () => nowMs };
    const meter = new WorkMeter(clock, 'working');
    const lane = new CommitLane(clock, meter);
    expect(lane.lastMs).toBe(0);
    const gate = Promise.withResolvers<undefined>();
    lane.start(() => gate.promise.then(() => undefined));
    expect(lane.isBusy).toBe(true);
    nowMs = 3;
    const settled = lane.settle();
    nowMs = 10;
    gate.resolve(undefined);
    await settled;
    nowMs = 11;
    expect(lane.lastMs).toBe(10);
    expect(lane.isBusy).toBe(false);
    expect(meter.snapshot()).toMatchObject({ working: 4, waiting_database: 7 });
  });

  it('throws a failure to everyone who waits, until it is cleared', async () => {
    const lane = new CommitLane({ monotonicMs: () => 0 });
    lane.start(() => Promise.reject(failed));
    await expect(lane.settle()).rejects.toBe(failed);
    expect(lane.isBusy).toBe(false);
    await expect(lane.settle()).rejects.toBe(failed);
    lane.clear();
    await expect(lane.settle()).resolves.toBeUndefined();
  });

  it('refuses a second commit beside the first', () => {
    const lane = new CommitLane({ monotonicMs: () => 0 });
    lane.start(() => new Promise(() => undefined));
    expect(() => {
      lane.start(() => Promise.resolve());
    }).toThrow(/expected no commit under way/);
  });
});
