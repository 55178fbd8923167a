import { describe, expect, it } from '@jest/globals';
import { machineSeconds, processSeconds } from './processor-time.js';

describe('processor time', () => {
  it('adds up what the processors did, without idling, waiting and what the host took', () => {
    const stat = 'cpu  100 20 300 99999 88888 7 3 55555 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n';
    expect(machineSeconds(stat)).toBeCloseTo(4.3);
  });

  it('finds the times of a process whose name holds blanks and brackets', () => {
    const stat = '42 (a (b) c) S 1 42 42 0 -1 4194560 1 2 3 4 150 50 0 0 20 0 1 0 9 9 9';
    expect(processSeconds(42, stat)).toBeCloseTo(2);
  });

  it('grows while this process works', () => {
    const before = processSeconds(process.pid);
    let sum = 0;
    while (processSeconds(process.pid) <= before && sum < 1e9) sum += 1;
    expect(processSeconds(process.pid)).toBeGreaterThan(before);
  });

  it('is 0 for a process that has ended', () => {
    expect(processSeconds(2 ** 30)).toBe(0);
  });
});
