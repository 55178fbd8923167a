import { describe, expect, it } from '@jest/globals';
import { testReport } from '../run/test-report.js';
import type { RunOutcome } from '../run/simulation-run.js';
import { runProbes } from './run-probes.js';

/** A run that held `publish_p99<50ms` or did not. */
function outcomeOf(passed: boolean, wrong = 0): RunOutcome {
  const thresholds = [{ expression: 'publish_p99<50ms', value: passed ? 49 : 51.26, passed }];
  return {
    report: { ...testReport, thresholds, verification: { cells: 5, wrong } },
    verification: { cells: 5, differences: [], expectedEvents: 10, actualEvents: 10 },
    sons: undefined,
    planFaults: [],
    proof: [],
    isCancelled: false,
  };
}

function outputTo(lines: string[]) {
  return {
    line: (text: string) => lines.push(text),
    progress: () => undefined,
    endProgress: () => undefined,
  };
}

describe('runProbes', () => {
  const bounds = { from: 1000, to: 100_000, precision: 0.2 };

  it('finds the highest rate that holds, and says of each probe what broke', async () => {
    const lines: string[] = [];
    const indexes: number[] = [];
    const run = (rate: number, index: number) => {
      indexes.push(index);
      return Promise.resolve(outcomeOf(rate <= 3100));
    };
    const result = await runProbes(bounds, run, outputTo(lines));
    expect(result).toMatchObject({ ceilingPerSecond: 3000, isBounded: true });
    expect(result.probes.map(({ ratePerSecond }) => ratePerSecond)).toEqual([
      1000, 2000, 4000, 3000, 3500,
    ]);
    expect(indexes).toEqual([0, 1, 2, 3, 4]);
    expect(lines[2]).toContain('BREAKS');
    expect(lines[2]).toContain('publish_p99<50ms (came 51.3)');
    expect(lines[3]).toContain('holds');
  });

  it('takes a wrong cell for a rate that does not hold, whatever the thresholds say', async () => {
    const result = await runProbes(bounds, () => Promise.resolve(outcomeOf(true, 2)), outputTo([]));
    expect(result).toMatchObject({ ceilingPerSecond: 0, isBounded: true });
    expect(result.probes[0]?.broke).toEqual(['2 cells WRONG']);
  });

  it('says when even the highest rate that was allowed holds', async () => {
    const result = await runProbes(bounds, () => Promise.resolve(outcomeOf(true)), outputTo([]));
    expect(result).toMatchObject({ ceilingPerSecond: 100_000, isBounded: false });
  });
});
