import type { ServiceMeter } from '#libs/kafka';
import { noTimes, type WorkTimes } from '#libs/platform';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { RunProgress } from './progress.js';

describe('RunProgress', () => {
  let nowMs: number;
  let lines: string[];
  let meters: Map<string, ServiceMeter>;
  let progress: RunProgress;

  beforeEach(() => {
    nowMs = 0;
    lines = [];
    meters = new Map();
    progress = new RunProgress({
      output: { progress: (text) => lines.push(text) },
      clock: { monotonicMs: () => nowMs },
      meters: { latest: meters },
    });
  });

  const say = (service: string, ms: Partial<WorkTimes>, lagEvents?: number): void => {
    const instance = `${service}-1`;
    meters.set(instance, {
      service,
      instance,
      atMs: nowMs,
      ms: { ...noTimes(), ...ms },
      rssBytes: 1,
      ...(lagEvents !== undefined && { lagEvents }),
    });
  };
  const units = { done: 1, all: 4 };

  it('shows rate, freshness and limit of the last interval, not of the whole run', () => {
    progress.sample({ emitted: 0, counted: 0, freshness: new Map([[90_000, 5]]), units });
    nowMs = 1000;
    say('dmp-emitter', { working: 1000 });
    progress.sample({
      emitted: 1000,
      counted: 900,
      freshness: new Map([
        [90_000, 5],
        [350, 900],
      ]),
      units,
    });
    nowMs = 2000;
    say('dmp-emitter', { working: 1100, waiting_broker: 900 });
    progress.sample({
      emitted: 2000,
      counted: 1000,
      freshness: new Map([
        [90_000, 5],
        [350, 900],
        [700, 100],
      ]),
      units,
    });
    expect(lines.map((line) => line.replaceAll(' ', ' '))).toEqual([
      '  0.0 s  counted 0 of 0  0 events/s  lag 0, 0.0 s  visible p99 -  limited by: not known yet  units 1/4',
      '  1.0 s  counted 900 of 1 000  900 events/s  lag 100, 0.1 s  visible p99 350 ms  limited by: emitter  units 1/4',
      '  2.0 s  counted 1 000 of 2 000  100 events/s  lag 1 000, 1.0 s  visible p99 700 ms  limited by: broker  units 1/4',
    ]);
    expect(progress.limits).toMatchObject({ emitter: 1000, broker: 1000, schedule: 0 });
  });

  it('takes nothing down before an interval is over', () => {
    const figures = { emitted: 10, counted: 10, freshness: new Map<number, number>(), units };
    progress.sample(figures);
    nowMs = 999;
    expect(progress.isDue).toBe(false);
    progress.sample(figures);
    nowMs = 1000;
    progress.sample(figures);
    expect(lines).toHaveLength(2);
  });

  it('looks at the aggregator that is furthest behind', () => {
    const figures = { emitted: 1000, counted: 0, freshness: new Map<number, number>() };
    progress.sample(figures);
    nowMs = 1000;
    say('volume-aggregator', { working: 1000 }, 10);
    say('sons-aggregator', { waiting_database: 1000 }, 11);
    progress.sample(figures);
    expect(lines[1]).toMatch(/limited by: database {2}draining$/);
  });

  it('counts a process that was started again from its start, and one that is silent no more', () => {
    const figures = { emitted: 1000, counted: 0, freshness: new Map<number, number>() };
    nowMs = 1000;
    say('volume-aggregator', { working: 90_000 }, 10);
    progress.sample(figures);
    nowMs = 2000;
    say('volume-aggregator', { working: 100, waiting_database: 400 }, 10);
    progress.sample(figures);
    nowMs = 8000;
    progress.sample(figures);
    expect(lines.map((line) => /limited by: (.*?) {2}/.exec(line)?.[1])).toEqual([
      'aggregator',
      'database',
      'not known yet',
    ]);
  });
});
