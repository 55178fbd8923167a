import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CLASSES, classBounds, classOf } from './classes.js';

describe('the classes of the map', () => {
  it('hold as many departments each when all values differ', () => {
    const values = Array.from({ length: 100 }, (_, i) => i / 7);
    const bounds = classBounds(values);
    const counts = Array.from({ length: CLASSES }, () => 0);
    for (const value of values)
      counts[classOf(value, bounds)] = (counts[classOf(value, bounds)] ?? 0) + 1;
    expect(counts).toEqual([20, 20, 20, 20, 20]);
  });

  it('put a bound into the class above it', () => {
    expect([0.9, 1, 1.1].map((value) => classOf(value, [1]))).toEqual([0, 1, 1]);
  });

  it('are one when all values are equal, and when there is none', () => {
    expect(classBounds([2, 2, 2])).toEqual([]);
    expect(classBounds([])).toEqual([]);
  });

  it('never go down as values go up', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: 0, max: 1e6 })), (values) => {
        const bounds = classBounds(values);
        expect(bounds.length).toBeLessThan(CLASSES);
        const classes = [...values].sort((a, b) => a - b).map((value) => classOf(value, bounds));
        expect(classes).toEqual([...classes].sort((a, b) => a - b));
      }),
    );
  });
});
