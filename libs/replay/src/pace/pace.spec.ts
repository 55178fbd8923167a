import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scheduleOf, type Pace } from './pace.js';

const times = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 50 });

function dueTimes(pace: Pace, timesMs: readonly number[]): number[] {
  const schedule = scheduleOf(pace);
  return timesMs.map((timeMs) => schedule.dueMs(timeMs));
}

describe('the pace of a replay', () => {
  it('shortens the gaps of events in order by the factor, down to a bound', () => {
    const pace = { kind: 'speed', factor: 10, gapMsMax: 500 } as const;
    expect(dueTimes(pace, [1000, 2000, 2010, 102_010, 102_011])).toEqual([0, 100, 101, 601, 601.1]);
  });

  it('lasts exactly the bound for a gap that reaches it, and less for one below', () => {
    const pace = { kind: 'speed', factor: 2, gapMsMax: 500 } as const;
    expect(dueTimes(pace, [0, 999])).toEqual([0, 499.5]);
    expect(dueTimes(pace, [0, 1000])).toEqual([0, 500]);
    expect(dueTimes(pace, [0, 1001])).toEqual([0, 500]);
  });

  it('stretches the gaps for a factor below 1', () => {
    const pace = { kind: 'speed', factor: 0.5, gapMsMax: 10_000 } as const;
    expect(dueTimes(pace, [0, 1000])).toEqual([0, 2000]);
  });

  it('sends a late event at once, and counts later gaps from the latest one', () => {
    const pace = { kind: 'speed', factor: 1, gapMsMax: 10_000 } as const;
    expect(dueTimes(pace, [1000, 500, 1200])).toEqual([0, 0, 200]);
  });

  it('never goes back, and needs no longer than the events by the factor nor than all gaps at their bound', () => {
    fc.assert(
      fc.property(
        times,
        fc.double({ min: 0.1, max: 1000, noNaN: true }),
        fc.integer({ min: 1, max: 5000 }),
        (timesMs, factor, gapMsMax) => {
          const due = dueTimes({ kind: 'speed', factor, gapMsMax }, timesMs);
          due.reduce((before, now) => {
            expect(now).toBeGreaterThanOrEqual(before);
            expect(now - before).toBeLessThanOrEqual(gapMsMax + 1e-6);
            return now;
          }, 0);
          const spanMs = Math.max(...timesMs) - (timesMs[0] ?? 0);
          expect(due.at(-1)).toBeLessThanOrEqual(spanMs / factor + 1e-6);
        },
      ),
    );
  });

  it('spaces records evenly by a rate, whatever their times', () => {
    const pace = { kind: 'rate', recordsPerSecond: 4 } as const;
    expect(dueTimes(pace, [9, 1, 500_000])).toEqual([0, 250, 500]);
  });

  it('makes everything due at once at full speed', () => {
    expect(dueTimes({ kind: 'full' }, [5, 7000])).toEqual([0, 0]);
  });
});
