import { describe, expect, it } from '@jest/globals';
import { BLOCK_ATTEMPTS, Delivery, ReorderingWindowError } from './delivery.js';
import { testFaults } from './test-scenario.js';

function delivered(delivery: Delivery, block: number): number[] {
  return Array.from({ length: delivery.recordsOfBlock(block) }, (_, position) =>
    delivery.sequenceAt(block, position),
  );
}

describe('delivery', () => {
  it('brings every attempt once, duplicates apart, and never moves one out of its window', () => {
    const windowRecords = 64;
    const attempts = 2 * BLOCK_ATTEMPTS + 1000;
    const faults = testFaults({ reordering: { windowRecords } });
    const delivery = new Delivery(attempts, faults, 42);
    const seen = new Set<number>();
    let moved = 0;
    for (let block = 0; block < delivery.blocks; block++) {
      delivered(delivery, block).forEach((sequence, position) => {
        const place = block * BLOCK_ATTEMPTS + position;
        if (position >= delivery.attemptsOfBlock(block)) return;
        expect(Math.floor(sequence / windowRecords)).toBe(Math.floor(place / windowRecords));
        moved += sequence === place ? 0 : 1;
        seen.add(sequence);
      });
    }
    expect(seen.size).toBe(attempts);
    expect(moved).toBeGreaterThan(attempts * 0.9);
  });

  it('keeps the order when the window is one record', () => {
    const delivery = new Delivery(5000, testFaults({ reordering: { windowRecords: 1 } }), 42);
    const first = delivered(delivery, 0).slice(0, BLOCK_ATTEMPTS);
    expect(first).toEqual(first.map((_, position) => position));
  });

  it('repeats exactly the rate of all attempts, each at the end of its own block and only once', () => {
    const attempts = 3 * BLOCK_ATTEMPTS + 77;
    const rate = 0.013;
    const faults = testFaults({ duplicatedDelivery: { rate } });
    const delivery = new Delivery(attempts, faults, 7);
    let repeated = 0;
    for (let block = 0; block < delivery.blocks; block++) {
      const own = delivery.attemptsOfBlock(block);
      const copies = delivered(delivery, block).slice(own);
      repeated += copies.length;
      expect(new Set(copies).size).toBe(copies.length);
      for (const sequence of copies) {
        expect(Math.floor(sequence / BLOCK_ATTEMPTS)).toBe(block);
        expect(sequence).toBeLessThan(attempts);
      }
    }
    expect(repeated).toBe(Math.floor(attempts * rate));
  });

  it('has no block when there is nothing to deliver', () => {
    expect(new Delivery(0, testFaults({}), 1).blocks).toBe(0);
  });

  it.each([0, 3, 100, 8192])('refuses a window of %i records', (windowRecords) => {
    const faults = testFaults({ reordering: { windowRecords } });
    expect(() => new Delivery(10, faults, 1)).toThrow(ReorderingWindowError);
  });
});
