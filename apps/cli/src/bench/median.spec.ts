import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { medianOf } from './median.js';

test('the median of an odd number of values is the one in the middle, in whatever order they come', () => {
  expect(medianOf([9, 1, 5])).toBe(5);
  expect(medianOf([7])).toBe(7);
});

test('the median of an even number of values is the mean of the two in the middle', () => {
  expect(medianOf([4, 1, 2, 100])).toBe(3);
});

test('the median of nothing is 0', () => {
  expect(medianOf([])).toBe(0);
});

test('as many values are at or below the median as at or above it', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
      const median = medianOf(values);
      const below = values.filter((value) => value <= median).length;
      const above = values.filter((value) => value >= median).length;
      expect(Math.min(below, above)).toBeGreaterThanOrEqual(values.length / 2);
    }),
  );
});
