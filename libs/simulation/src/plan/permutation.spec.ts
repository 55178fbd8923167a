import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { permute, permuteBack } from './permutation.js';

describe('permutation', () => {
  it('meets every index of its range exactly once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer(), (size, key) => {
        const seen = new Uint8Array(size);
        for (let index = 0; index < size; index++) {
          const image = permute(index, size, key);
          seen[image] = (seen[image] ?? 0) + 1;
        }
        expect(seen.every((times) => times === 1)).toBe(true);
      }),
    );
  });

  it('stays inside a range of millions', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 2 ** 31 - 1 }),
        fc.integer(),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (size, key, part) => {
          const image = permute(Math.floor(part * size), size, key);
          expect(image).toBeGreaterThanOrEqual(0);
          expect(image).toBeLessThan(size);
        },
      ),
    );
  });

  it('orders the same range otherwise under another key', () => {
    const orders = new Set<string>();
    for (let key = 0; key < 100; key++) {
      orders.add(
        Array.from({ length: 12 }, (_, index) => permute(index, 12, key * 7919)).join(','),
      );
    }
    expect(orders.size).toBeGreaterThan(90);
  });

  it('takes neighbours of the range to every part of it', () => {
    const size = 100_000;
    const tenths = new Uint32Array(10);
    for (let index = 0; index < 1000; index++) {
      const tenth = Math.floor((permute(index, size, 42) * 10) / size);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) expect(count).toBeGreaterThan(60);
  });

  it('is undone by walking back, whatever size and key', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 31 }),
        fc.integer(),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (size, key, part) => {
          const index = Math.floor(part * size);
          expect(permuteBack(permute(index, size, key), size, key)).toBe(index);
        },
      ),
    );
  });
});
