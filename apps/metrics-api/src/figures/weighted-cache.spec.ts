import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { WeightedCache } from './weighted-cache.js';

describe('a weighted cache', () => {
  it('never weighs more than it may, and gives back what was put in last', () => {
    const step = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 12 }));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const cache = new WeightedCache<number>(10);
        for (const [index, [key, weight]] of steps.entries()) {
          cache.set(key, index, weight);
          expect(cache.weight).toBeLessThanOrEqual(10);
          expect(cache.get(key)).toBe(weight > 10 ? undefined : index);
        }
      }),
    );
  });

  it('lets go of the value that was asked for longest ago', () => {
    const cache = new WeightedCache<string>(2);
    cache.set('a', 'A', 1);
    cache.set('b', 'B', 1);
    expect(cache.get('a')).toBe('A');
    cache.set('c', 'C', 1);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['A', undefined, 'C']);
  });
});
