import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  ResultAssembly,
  parseUnitReport,
  reportsOf,
  type UnitReport,
  type UnitResult,
} from './unit-report.js';

const result = (cells: Uint8Array, sons: Uint8Array | null = null): UnitResult => ({
  run: 'run-1',
  channel: 'dmp',
  shard: 3,
  source: 'dmp/smoke/1/3',
  records: 10,
  events: 9,
  isWhole: true,
  sha256: 'ab',
  cells,
  sons,
  load: null,
});

const finished = (reports: UnitReport[]): Extract<UnitReport, { type: 'UnitFinished' }>[] =>
  reports.filter((report) => report.type === 'UnitFinished');

describe('unit reports', () => {
  it('carry a small result in one part', () => {
    const [only, ...more] = finished(reportsOf(result(new Uint8Array([1, 2, 3]))));
    expect(more).toHaveLength(0);
    expect(only && new ResultAssembly().add(only)?.cells).toEqual(Buffer.from([1, 2, 3]));
  });

  it('keep the cells of the volumes and those of the SONS apart', () => {
    const sons = randomBytes(700_000);
    const parts = finished(reportsOf(result(new Uint8Array([1, 2, 3]), sons)));
    expect(parts.length).toBeGreaterThan(1);
    const assembly = new ResultAssembly();
    const whole = parts.map((part) => assembly.add(part)).at(-1);
    expect(whole?.cells).toEqual(Buffer.from([1, 2, 3]));
    expect(whole?.sons).toEqual(sons);
  });

  it('tell SONS cells that are empty from none', () => {
    const [empty] = finished(reportsOf(result(new Uint8Array([1]), new Uint8Array())));
    const [none] = finished(reportsOf(result(new Uint8Array([1]))));
    expect(empty && new ResultAssembly().add(empty)?.sons).toEqual(Buffer.alloc(0));
    expect(none && new ResultAssembly().add(none)?.sons).toBeNull();
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

describe('parseUnitReport', () => {
  const [report] = finished(reportsOf(result(new Uint8Array([1, 2, 3]))));
  const parse = (changes: object) => parseUnitReport(JSON.stringify({ ...report, ...changes }));

  it('reads what reportsOf makes, and the other reports', () => {
    expect(parse({})).toEqual(report);
    expect(parse({ type: 'UnitFailed', detail: 'away' })).toMatchObject({ detail: 'away' });
    expect(parse({ type: 'RateMissed', intendedMs: 5 })).toMatchObject({ intendedMs: 5 });
  });

  it.each(['', 'null', '7', '[]', '{', '"RateMissed"', '{"type":"UnitFinished"}'])(
    'says that %p is none',
    (text) => {
      expect(parseUnitReport(text)).toBeUndefined();
    },
  );

  it('says so of parts that no result has', () => {
    expect(parse({ part: 255, parts: 256 })).toBeDefined();
    expect(parse({ part: 0, parts: 257 })).toBeUndefined();
    expect(parse({ part: 1, parts: 1 })).toBeUndefined();
    expect(parse({ part: -1, parts: 1 })).toBeUndefined();
    expect(parse({ part: 0, parts: 2 ** 31 })).toBeUndefined();
    expect(parse({ type: 'RateMissed', intendedMs: null })).toBeUndefined();
  });
});
