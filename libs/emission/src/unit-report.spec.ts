import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ResultAssembly, reportsOf, type UnitReport, type UnitResult } from './unit-report.js';

const result = (cells: Uint8Array): UnitResult => ({
  run: 'run-1',
  channel: 'dmp',
  shard: 3,
  source: 'dmp/smoke/1/3',
  records: 10,
  events: 9,
  isWhole: true,
  sha256: 'ab',
  cells,
});

const finished = (reports: UnitReport[]): Extract<UnitReport, { type: 'UnitFinished' }>[] =>
  reports.filter((report) => report.type === 'UnitFinished');

describe('unit reports', () => {
  it('carry a small result in one part', () => {
    const [only, ...more] = finished(reportsOf(result(new Uint8Array([1, 2, 3]))));
    expect(more).toHaveLength(0);
    expect(only && new ResultAssembly().add(only)?.cells).toEqual(Buffer.from([1, 2, 3]));
  });

  it('put a large result together from parts in any order, repeated parts included', () => {
    // Random bytes do not compress, so that several parts are needed.
    const cells = randomBytes(1_300_000);
    const parts = finished(reportsOf(result(cells)));
    expect(parts.length).toBeGreaterThan(2);
    const assembly = new ResultAssembly();
    const came = [...parts.toReversed(), ...parts.slice(0, 1)].map((part) => assembly.add(part));
    expect(came.filter((whole) => whole !== undefined)).toHaveLength(1);
    expect(came[parts.length - 1]?.cells).toEqual(cells);
  });

  it('stay under what a broker takes by default', () => {
    for (const report of reportsOf(result(randomBytes(3_000_000)))) {
      expect(JSON.stringify(report).length).toBeLessThan(1_000_000);
    }
  });
});
