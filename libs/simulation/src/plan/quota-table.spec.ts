import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { QuotaTable } from './quota-table.js';

describe('quota table', () => {
  it('finds each class exactly as often as its count, in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(0), fc.nat(30), fc.nat(2000)), { maxLength: 80 }),
        (counts) => {
          const table = QuotaTable.ofCounts(counts);
          const expected = counts.flatMap((count, index) => Array<number>(count).fill(index));
          expect(table.total).toBe(expected.length);
          expect(expected.map((_, index) => table.classOf(index))).toEqual(expected);
          expect(counts.map((_, index) => table.count(index))).toEqual(counts);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is right at the borders of classes of millions', () => {
    const table = QuotaTable.ofStarts(
      Uint32Array.of(0, 12_000_000, 12_000_000, 12_000_001, 4_000_000_000),
    );
    const probes = [0, 11_999_999, 12_000_000, 12_000_001, 3_999_999_999];
    expect(probes.map((index) => table.classOf(index))).toEqual([0, 0, 2, 3, 3]);
    expect(table.classes).toBe(4);
  });
});
