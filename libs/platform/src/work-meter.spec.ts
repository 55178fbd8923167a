import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { WORK_STATES, WorkMeter } from './work-meter.js';

describe('WorkMeter', () => {
  it('gives each state the time between entering it and leaving it', () => {
    let nowMs = 100;
    const meter = new WorkMeter({ monotonicMs: () => nowMs }, 'idle');
    nowMs = 103;
    expect(meter.enter('working')).toBe('idle');
    nowMs = 110;
    expect(meter.enter('waiting_database')).toBe('working');
    nowMs = 130;
    expect(meter.snapshot()).toEqual({
      idle: 3,
      working: 7,
      waiting_database: 20,
      waiting_broker: 0,
      waiting_schedule: 0,
    });
  });

  it('loses no time and counts none twice, whatever is entered', () => {
    const steps = fc.array(
      fc.record({ state: fc.constantFrom(...WORK_STATES), ms: fc.nat(10_000) }),
    );
    fc.assert(
      fc.property(steps, (taken) => {
        let nowMs = 0;
        const meter = new WorkMeter({ monotonicMs: () => nowMs }, 'working');
        for (const { state, ms } of taken) {
          meter.enter(state);
          nowMs += ms;
        }
        const total = Object.values(meter.snapshot()).reduce((sum, ms) => sum + ms, 0);
        expect(total).toBe(nowMs);
      }),
    );
  });

  it('gives a snapshot that later work does not change', () => {
    let nowMs = 0;
    const meter = new WorkMeter({ monotonicMs: () => nowMs }, 'working');
    const before = meter.snapshot();
    nowMs = 5;
    meter.enter('idle');
    expect(before.working).toBe(0);
  });
});
