import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { insertInstant } from './insert-instant.js';
import { INSTANTS_KEPT_MAX } from './usage-types.js';

describe('insertInstant', () => {
  it('keeps the earliest of any instants in any order, and says whether it changed the list', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 50 }), (instants) => {
        const kept: number[] = [];
        const met: number[] = [];
        for (const atMs of instants) {
          const before = [...kept];
          const isChanged = insertInstant(kept, atMs);
          met.push(atMs);
          const expected = met.toSorted((a, b) => a - b).slice(0, INSTANTS_KEPT_MAX);
          expect(kept).toEqual(expected);
          expect(isChanged).toBe(before.join() !== kept.join());
        }
      }),
    );
  });
});
