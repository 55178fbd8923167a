import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rangeOf } from './topic-page.js';

const bounds = { start: 10n, end: 20n };

describe('the offsets of a page', () => {
  it.each([
    ['first', 3, 10n, 13n],
    ['first', 100, 10n, 20n],
    ['latest', 3, 17n, 20n],
    ['latest', 100, 10n, 20n],
    [10n, 4, 10n, 14n],
    [19n, 4, 19n, 20n],
    [20n, 4, 20n, 20n],
  ] as const)('from %s, %d records, are %d to before %d', (offset, limit, from, before) => {
    expect(rangeOf({ offset, limit }, bounds)).toEqual({ from, before });
  });

  it.each([9n, 21n])('are none for the offset %d outside the partition', (offset) => {
    expect(rangeOf({ offset, limit: 1 }, bounds)).toBeUndefined();
  });

  it('stay inside the partition and within the limit', () => {
    const places = fc.constantFrom('first' as const, 'latest' as const);
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.nat(1000),
        fc.integer({ min: 1, max: 1000 }),
        places,
        (start, length, limit, offset) => {
          const partition = { start: BigInt(start), end: BigInt(start + length) };
          const range = rangeOf({ offset, limit }, partition);
          const { from = -1n, before = -1n } = range ?? {};
          expect(from >= partition.start && before <= partition.end && from <= before).toBe(true);
          expect(Number(before - from)).toBe(Math.min(limit, length));
        },
      ),
    );
  });
});
