import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ArrivalRate, type RateStage } from './arrival-rate.js';
import { UnitSchedule } from './unit-schedule.js';

const stages = fc
  .array(
    fc.record({
      seconds: fc.oneof(fc.constant(0), fc.double({ min: 0.5, max: 60, noNaN: true })),
      fromPerSecond: fc.integer({ min: 0, max: 200_000 }),
      toPerSecond: fc.integer({ min: 0, max: 200_000 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .filter((list) => list.some(({ seconds, toPerSecond }) => seconds > 0 && toPerSecond > 0));

const part = fc.double({ min: 0, max: 1, noNaN: true });

/** The area under the rate by many small steps: the plain way. */
function areaByStepping(list: readonly RateStage[], untilSeconds: number): number {
  let area = 0;
  let start = 0;
  for (const { seconds, fromPerSecond, toPerSecond } of list) {
    const length = Math.min(seconds, Math.max(0, untilSeconds - start));
    const steps = 1000;
    for (let step = 0; step < steps && length > 0; step++) {
      const at = ((step + 0.5) / steps) * length;
      area += ((fromPerSecond + ((toPerSecond - fromPerSecond) * at) / seconds) * length) / steps;
    }
    start += seconds;
  }
  return area;
}

describe('ArrivalRate', () => {
  it('goes in a straight line within each stage', () => {
    const rate = new ArrivalRate([
      { seconds: 10, fromPerSecond: 0, toPerSecond: 1000 },
      { seconds: 60, fromPerSecond: 1000, toPerSecond: 200_000 },
    ]);
    expect(rate.seconds).toBe(70);
    expect(rate.recordsBy(10)).toBe(5000);
    expect(rate.records).toBe(5000 + 60 * 100_500);
    expect(rate.perSecondAt(5)).toBe(500);
    expect(rate.perSecondAt(40)).toBe(100_500);
    expect([rate.stageAt(0), rate.stageAt(9.9), rate.stageAt(10), rate.stageAt(99)]).toEqual([
      0, 0, 1, 1,
    ]);
  });

  it('has the area under its rate', () => {
    fc.assert(
      fc.property(stages, part, (list, where) => {
        const rate = new ArrivalRate(list);
        const until = where * rate.seconds;
        const area = areaByStepping(list, until);
        expect(Math.abs(rate.recordsBy(until) - area)).toBeLessThanOrEqual(1e-6 * area + 1e-3);
      }),
    );
  });

  it('never goes back', () => {
    fc.assert(
      fc.property(stages, part, part, (list, a, b) => {
        const rate = new ArrivalRate(list);
        const [early, late] = [Math.min(a, b), Math.max(a, b)];
        expect(rate.recordsBy(early * rate.seconds)).toBeLessThanOrEqual(
          rate.recordsBy(late * rate.seconds),
        );
        expect(rate.secondsOf(early * rate.records)).toBeLessThanOrEqual(
          rate.secondsOf(late * rate.records),
        );
      }),
    );
  });

  it('says when a record is due: as many are due by then as come before it', () => {
    fc.assert(
      fc.property(stages, part, (list, where) => {
        const rate = new ArrivalRate(list);
        const records = where * rate.records;
        expect(Math.abs(rate.recordsBy(rate.secondsOf(records)) - records)).toBeLessThanOrEqual(
          1e-9 * rate.records + 1e-6,
        );
      }),
    );
  });
});

describe('UnitSchedule', () => {
  const unit = fc.record({
    stages,
    share: fc.double({ min: 1e-4, max: 1, noNaN: true }),
    shareBefore: fc.double({ min: 0, max: 1, noNaN: true }),
    phase: fc.double({ min: 0, max: 0.999, noNaN: true }),
  });

  it('has each slot due at its instant and not before', () => {
    fc.assert(
      fc.property(unit, part, (of, where) => {
        const schedule = new UnitSchedule(of);
        fc.pre(schedule.slots > 0);
        const slot = Math.min(schedule.slots - 1, Math.floor(where * schedule.slots));
        const intendedMs = schedule.intendedMs(slot);
        expect(intendedMs).toBeLessThanOrEqual(schedule.endsAtMs);
        expect(schedule.dueBy(intendedMs + 0.01)).toBeGreaterThanOrEqual(slot + 1);
        expect(schedule.dueBy(intendedMs - 0.01)).toBeLessThanOrEqual(slot);
      }),
    );
  });

  it('adds up: whatever the shares, all units together have the load’s count', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 144 });
    fc.assert(
      fc.property(stages, weights, part, (list, parts, where) => {
        const sum = parts.reduce((total, weight) => total + weight, 0);
        fc.pre(sum > 0);
        const rate = new ArrivalRate(list);
        const elapsedMs = where * rate.seconds * 1000;
        let before = 0;
        let slots = 0;
        let due = 0;
        parts.forEach((weight, index) => {
          const schedule = new UnitSchedule({
            stages: list,
            share: weight / sum,
            shareBefore: before / sum,
            phase: index / parts.length,
          });
          before += weight;
          slots += schedule.slots;
          due += schedule.dueBy(elapsedMs);
          expect(schedule.dueBy(rate.seconds * 1000)).toBe(schedule.slots);
        });
        expect(slots).toBe(Math.floor(rate.records + 1e-6));
        // On the way each unit is at most one slot ahead or behind.
        const allDue = rate.recordsBy(elapsedMs / 1000);
        expect(Math.abs(due - allDue)).toBeLessThanOrEqual(parts.length);
      }),
    );
  });

  it('takes turns: units of equal shares have the load’s count at any time, to one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 48 }), part, (units, where) => {
        const list = [{ seconds: 60, fromPerSecond: 100, toPerSecond: 5000 }];
        const elapsedMs = where * 59_000;
        let due = 0;
        for (let index = 0; index < units; index++) {
          const share = 1 / units;
          const schedule = {
            stages: list,
            share,
            shareBefore: index / units,
            phase: index / units,
          };
          due += new UnitSchedule(schedule).dueBy(elapsedMs);
        }
        const allDue = Math.floor(new ArrivalRate(list).recordsBy(elapsedMs / 1000));
        expect(Math.abs(due - allDue)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('gives each of unequal shares its part, to one slot', () => {
    fc.assert(
      fc.property(unit, (of) => {
        const { slots, rate } = new UnitSchedule(of);
        expect(Math.abs(slots - rate.records * of.share)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('has no slot for a unit without a share', () => {
    const none = new UnitSchedule({
      stages: [{ seconds: 10, fromPerSecond: 100, toPerSecond: 100 }],
      share: 0,
      shareBefore: 0.5,
      phase: 47 / 48,
    });
    expect(none.slots).toBe(0);
  });
});
