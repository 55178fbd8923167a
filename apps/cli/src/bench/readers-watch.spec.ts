import { setImmediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { Clock } from '#libs/platform';
import { SONS_CONSUMER, VOLUME_CONSUMER } from '#libs/store';
import type { Counters } from '../run/run-database.js';
import { ReadersWatch } from './readers-watch.js';

const PARTITION = 'mes.dmp.v1/0';

/** Each sleep takes 100 ms of model time and lets others run. */
function modelClock(): Clock {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    sleep: async () => {
      nowMs += 100;
      await setImmediate();
    },
  };
}

/** Checkpoints that reach offset 10 at an instant of the model, and are at 1 before. */
function checkpoints(
  clock: Clock,
  atMs: Readonly<Record<string, number>>,
): { counters(consumer?: string): Promise<Counters> } {
  return {
    counters: (consumer = '') => {
      const offset = clock.monotonicMs() >= (atMs[consumer] ?? Infinity) ? 10n : 1n;
      const offsets = new Map([[PARTITION, offset]]);
      return Promise.resolve({ records: 0, counted: 0, duplicates: 0, deadLettered: 0, offsets });
    },
  };
}

async function laterBy(atMs: Readonly<Record<string, number>>): Promise<number> {
  const clock = modelClock();
  const watch = ReadersWatch.start(checkpoints(clock, atMs), clock);
  try {
    await watch.untilReached(new Map([[PARTITION, 10n]]), 5);
    return watch.sonsMsAfterVolumes();
  } finally {
    await watch.stop();
  }
}

test('says how much later the SONS aggregator came to the end than the volume aggregator', async () => {
  const laterMs = await laterBy({ [VOLUME_CONSUMER]: 1000, [SONS_CONSUMER]: 2500 });
  expect(laterMs).toBeGreaterThanOrEqual(1300);
  expect(laterMs).toBeLessThanOrEqual(1700);
});

test('a SONS aggregator that came first is no time later', async () => {
  expect(await laterBy({ [VOLUME_CONSUMER]: 1000, [SONS_CONSUMER]: 300 })).toBe(0);
});

test('a SONS aggregator that makes no progress is given up with what to look for', async () => {
  await expect(laterBy({ [VOLUME_CONSUMER]: 1000 })).rejects.toThrow(
    'sons-aggregator stands still: expected progress within 5 s (MES_STALL_SECONDS)',
  );
});
