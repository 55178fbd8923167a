import { expect, test } from '@jest/globals';
import { gapThreshold, isGap, sequenceAt } from './disorder.js';

test.each([1, 8, 64, 4096])('every sequence comes exactly once in windows of %d', (window) => {
  const positions = Array.from({ length: 8192 }, (_, position) => position);
  const sequences = positions.map((position) => sequenceAt(position, window));
  expect(new Set(sequences)).toEqual(new Set(positions));
});

test('a window of one is in order, a wider one is not', () => {
  const inWindows = (window: number): number[] => [0, 1, 2, 3].map((at) => sequenceAt(at, window));
  expect(inWindows(1)).toEqual([0, 1, 2, 3]);
  expect(inWindows(64)).not.toEqual([0, 1, 2, 3]);
});

test.each([0, 0.001, 0.01])('about the share asked for are gaps: %d', (share) => {
  const threshold = gapThreshold(share);
  let gaps = 0;
  for (let sequence = 0; sequence < 1_000_000; sequence++) if (isGap(sequence, threshold)) gaps++;
  expect(Math.abs(gaps / 1_000_000 - share)).toBeLessThan(share * 0.05 + 1e-9);
});
