import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Interleaving, isOneOfRate } from './interleaving.js';

const base = fc.integer({ min: 1, max: 400 });

describe('interleaving', () => {
  it('keeps both sequences in order and says where each of their entries is', () => {
    fc.assert(
      fc.property(base, fc.nat(600), (baseCount, extras) => {
        const both = new Interleaving(baseCount + extras, extras);
        let seenExtras = 0;
        let wrong = 0;
        for (let position = 0; position < both.total; position++) {
          wrong += both.extrasBefore(position) === seenExtras ? 0 : 1;
          const entry = both.entryAt(position);
          if (entry < 0) {
            wrong += entry === -1 - seenExtras ? 0 : 1;
            wrong += both.positionOfExtra(seenExtras) === position ? 0 : 1;
            wrong += both.baseBefore(seenExtras) === position - seenExtras ? 0 : 1;
            seenExtras += 1;
          } else {
            wrong += entry === position - seenExtras ? 0 : 1;
            wrong += both.positionOfBase(position - seenExtras) === position ? 0 : 1;
          }
        }
        expect(wrong).toBe(0);
        expect(seenExtras).toBe(extras);
      }),
    );
  });

  it('gives each extra an earlier base entry of its own', () => {
    const part = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(base, part, part, (baseCount, rate, place) => {
        const extras = Math.floor(baseCount * rate);
        const both = new Interleaving(baseCount + extras, extras);
        const targets = new Set<number>();
        let late = 0;
        for (let extra = 0; extra < extras; extra++) {
          const target = both.targetOfExtra(extra, place);
          late += both.positionOfBase(target) < both.positionOfExtra(extra) ? 0 : 1;
          targets.add(target);
        }
        expect(late).toBe(0);
        expect(targets.size).toBe(extras);
      }),
    );
  });

  it('gives an earlier base entry even when there are more extras than base entries', () => {
    const both = new Interleaving(12, 9);
    for (let extra = 0; extra < 9; extra++) {
      const target = both.targetOfExtra(extra, 0.99);
      expect(both.positionOfBase(target)).toBeLessThan(both.positionOfExtra(extra));
    }
  });

  it('is exact for months of tens of millions', () => {
    const both = new Interleaving(30_000_007, 1_234_567);
    for (const extra of [0, 1, 617_283, 1_234_566]) {
      const position = both.positionOfExtra(extra);
      expect(both.entryAt(position)).toBe(-1 - extra);
      expect(both.extrasBefore(position)).toBe(extra);
    }
    expect(both.positionOfBase(both.base - 1)).toBeLessThan(both.total);
  });
});

describe('a rate of indexes', () => {
  it('picks floor(n * rate) of the first n', () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.double({ min: 0, max: 1, noNaN: true }), (count, rate) => {
        let picked = 0;
        for (let index = 0; index < count; index++) picked += isOneOfRate(index, rate) ? 1 : 0;
        expect(picked).toBe(Math.floor(count * rate));
      }),
    );
  });
});
