import { noTimes, type WorkTimes } from '#libs/platform';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  LIMITS,
  describeLimits,
  limitOf,
  mainLimit,
  type IntervalFacts,
} from './progress-limits.js';

const times = (given: Partial<WorkTimes>): WorkTimes => ({ ...noTimes(), ...given });
const facts = (given: Partial<IntervalFacts>): IntervalFacts => ({
  emitters: [times({ working: 1000 })],
  aggregators: [times({ working: 500, idle: 500 })],
  lagSeconds: 0.4,
  isDraining: false,
  ...given,
});
const nothing = { emitter: 0, broker: 0, aggregator: 0, database: 0, schedule: 0 };

describe('limitOf', () => {
  const busy = times({ working: 900, waiting_broker: 100 });
  const held = times({ working: 300, waiting_database: 700 });
  const hungry = times({ working: 300, waiting_broker: 700 });
  it.each([
    ['emitters that work all the time, and counting keeps up', {}, 'emitter'],
    ['emitters that wait for acknowledgements', { emitters: [hungry] }, 'broker'],
    [
      'an aggregator that works and is behind',
      { aggregators: [busy], lagSeconds: 2 },
      'aggregator',
    ],
    ['the same just not behind', { aggregators: [busy], lagSeconds: 1.9 }, 'emitter'],
    ['an aggregator that waits for commits', { aggregators: [held], lagSeconds: 5 }, 'database'],
    ['an aggregator that waits for records', { aggregators: [hungry], lagSeconds: 5 }, 'broker'],
    ['draining', { aggregators: [busy], isDraining: true }, 'aggregator'],
    ['draining through a slow database', { aggregators: [held], isDraining: true }, 'database'],
    [
      'emitters that have time left before the next slot',
      { emitters: [times({ working: 900, waiting_schedule: 100 })] },
      'schedule',
    ],
    [
      'one emitter without time left beside one with',
      { emitters: [times({ working: 990, waiting_schedule: 10 }), times({ waiting_schedule: 9 })] },
      'emitter',
    ],
    ['emitters without a unit', { emitters: [times({ idle: 1000 })] }, undefined],
    ['nobody who says anything', { emitters: [], aggregators: [] }, undefined],
    ['nobody while draining', { aggregators: [], isDraining: true }, undefined],
  ] as const)('%s', (_, given, limit) => {
    expect(limitOf(facts(given))).toBe(limit);
  });

  it('blames the schedule for nothing that is behind', () => {
    const ms = fc.nat(1000);
    const states = { working: ms, waiting_broker: ms, waiting_database: ms, waiting_schedule: ms };
    const work = fc.array(fc.record({ ...states, idle: ms }), { maxLength: 4 });
    fc.assert(
      fc.property(work, work, fc.nat(100), (emitters, aggregators, lag) => {
        const lagSeconds = lag / 10;
        const limit = limitOf({ emitters, aggregators, lagSeconds, isDraining: false });
        const counting = ['aggregator', 'database', 'broker', undefined];
        const sending = ['emitter', 'schedule', 'broker', undefined];
        expect(lagSeconds >= 2 ? counting : sending).toContain(limit);
      }),
    );
  });
});

describe('the limits of a whole run', () => {
  it('are told with their shares, the greatest first', () => {
    const limits = { ...nothing, emitter: 19_000, aggregator: 81_000 };
    expect(mainLimit(limits)).toBe('aggregator');
    expect(describeLimits(limits)).toBe(
      'aggregator (81 % of the time), emitter (19 % of the time)',
    );
  });

  it('are not made up when nobody said anything', () => {
    expect(mainLimit(nothing)).toBeUndefined();
    expect(describeLimits(nothing)).toMatch(/^not known/);
    expect(LIMITS).toHaveLength(5);
  });
});
