import { describe, expect, it } from '@jest/globals';
import { percentilesOf } from './latencies.js';

describe('percentiles', () => {
  it('are those of the nearest rank, in whatever order the latencies came', () => {
    const latencies = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentilesOf(latencies)).toEqual({
      requests: 100,
      p50Ms: 50,
      p95Ms: 95,
      p99Ms: 99,
      maxMs: 100,
    });
  });

  it('of one latency are that one, and of none nothing', () => {
    expect(percentilesOf([7])).toMatchObject({ p50Ms: 7, p99Ms: 7, maxMs: 7 });
    expect(percentilesOf([])).toMatchObject({ requests: 0, p99Ms: 0 });
  });
});
