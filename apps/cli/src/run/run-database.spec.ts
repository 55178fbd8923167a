import { describe, expect, it } from '@jest/globals';
import { freshnessBetween } from './run-database.js';

describe('freshnessBetween', () => {
  it('takes only what came between the two readings', () => {
    const before = new Map([[10, 1000]]);
    const after = new Map([
      [10, 1050],
      [100, 49],
      [2000, 1],
    ]);
    expect(freshnessBetween(before, after)).toEqual({ p50: 10, p95: 100, p99: 100, max: 2000 });
  });

  it('is zero when nothing came', () => {
    expect(freshnessBetween(new Map([[10, 5]]), new Map([[10, 5]]))).toEqual({
      p50: 0,
      p95: 0,
      p99: 0,
      max: 0,
    });
  });
});
