import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { choose, fraction, keyOfSeed, mix, spreadOverOctaves } from './mixing.js';

describe('mixing', () => {
  it('gives a published value for published input, so that a changed constant is noticed', () => {
    expect([mix(0, 0), mix(1, 2), mix(-1, 2 ** 31 - 1)]).toEqual(PUBLISHED);
  });

  it('flips about half of the bits when one bit of either argument flips', () => {
    let flipped = 0;
    let compared = 0;
    for (let i = 0; i < 500; i++) {
      for (let bit = 0; bit < 32; bit++) {
        flipped += bitsOf(mix(i, 77) ^ mix(i ^ (1 << bit), 77));
        flipped += bitsOf(mix(77, i) ^ mix(77, i ^ (1 << bit)));
        compared += 64;
      }
    }
    expect(flipped / compared).toBeGreaterThan(0.48);
    expect(flipped / compared).toBeLessThan(0.52);
  });

  it('fills tenths of its range evenly over neighbouring integers', () => {
    const tenths = new Uint32Array(10);
    for (let i = 0; i < 100_000; i++) {
      const tenth = choose(mix(42, i), 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('stays inside what was asked for', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 3_000_000 }), (mixed, count) => {
        expect(fraction(mixed)).toBeGreaterThanOrEqual(0);
        expect(fraction(mixed)).toBeLessThan(1);
        expect(choose(mixed, count)).toBeGreaterThanOrEqual(0);
        expect(choose(mixed, count)).toBeLessThan(count);
        expect(spreadOverOctaves(mixed, 1000, 6)).toBeGreaterThanOrEqual(1000);
        expect(spreadOverOctaves(mixed, 1000, 6)).toBeLessThan(64_000);
      }),
    );
  });

  it('keys small and large seeds apart', () => {
    const keys = [0, 1, 42, 2 ** 32, 2 ** 32 + 42, 2 ** 53 - 1].map(keyOfSeed);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

const PUBLISHED = [1_044_434_283, 546_761_177, -71_103_842];

function bitsOf(value: number): number {
  let bits = 0;
  for (let left = value >>> 0; left !== 0; left >>>= 1) bits += left & 1;
  return bits;
}
