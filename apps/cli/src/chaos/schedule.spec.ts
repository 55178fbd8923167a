import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FAULT_KINDS, deathsOf, drawSchedule } from './schedule.js';

const draw = (seed: number, round: number, count = 200) =>
  drawSchedule({ seed, round, count, kinds: FAULT_KINDS });

describe('the schedule of a round', () => {
  it('is the same for the same seed and round, and another one otherwise', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(10_000), (seed, round) => {
        expect(draw(seed, round)).toEqual(draw(seed, round));
        expect(draw(seed, round)).not.toEqual(draw(seed, round + 1));
        expect(draw(seed, round)).not.toEqual(draw(seed + 1, round));
      }),
      { numRuns: 50 },
    );
  });

  it('begins as a longer one does', () => {
    expect(draw(7, 3, 200).slice(0, 20)).toEqual(draw(7, 3, 20));
  });

  it('holds every kind of fault, and deaths more than half of the time', () => {
    const faults = draw(1, 1, 2000);
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS));
    const deaths = faults.reduce((sum, { kind }) => sum + deathsOf(kind), 0);
    expect(deaths).toBeGreaterThan(1000);
    expect(deaths).toBeLessThan(2000);
  });

  it('freezes services beyond the session of their group, servers only for a moment', () => {
    for (const { kind, lastsMs } of draw(2, 2, 2000)) {
      if (kind === 'freeze aggregator' || kind === 'freeze emitter') {
        expect(lastsMs).toBeGreaterThan(10_000);
      } else {
        expect(lastsMs).toBeLessThan(3000);
      }
    }
  });

  it('draws of the kinds that are asked for alone', () => {
    const kinds = ['kill emitter', 'lock checkpoints'] as const;
    const drawn = drawSchedule({ seed: 1, round: 1, count: 100, kinds });
    expect(new Set(drawn.map(({ kind }) => kind))).toEqual(new Set(kinds));
  });
});
