import { describe, expect, it } from '@jest/globals';
import { formatMonth, parseMonth } from '#libs/reference';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { sumOfMonths } from './monthly-series.js';
import { parseScenarioText } from './parse-scenario.js';
import type { MonthTotal } from './scenario.js';

/** The resolved months of one flow of documents, given as in a file. */
function resolve(documents: object): readonly MonthTotal[] {
  const text = stringify({
    name: 'trial',
    title: 'trial',
    source: 'made for the spec',
    dmp: { documents, shares: [{ fromMonth: '2020-01', weights: { SGL: 1 } }] },
  });
  const parsed = parseScenarioText(text, { file: 'trial.yaml', reservedNames: [] });
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  return parsed.scenario.dmp.documents;
}

function eventsOf(months: readonly MonthTotal[]): number[] {
  return months.map(({ events }) => events);
}

const anchors = [
  { month: '2023-02', monthly: 100 },
  { month: '2023-05', monthly: 800 },
];

describe('months between two anchors', () => {
  it('grow by the same number, and hold the level outside', () => {
    expect(eventsOf(resolve({ from: '2023-01', to: '2023-06', anchors }))).toEqual([
      100, 100, 333, 567, 800, 800,
    ]);
  });

  it('grow by the same rate when asked to', () => {
    const months = resolve({ from: '2023-01', to: '2023-06', anchors, between: 'geometric' });
    expect(eventsOf(months)).toEqual([100, 100, 200, 400, 800, 800]);
  });

  it('say how they were found, and are marked as assumed', () => {
    const months = resolve({ from: '2023-01', to: '2023-06', anchors });
    expect(months.map(({ source, assumed }) => [source, assumed])).toEqual([
      ['held at the level of 2023-02', true],
      ['made for the spec', false],
      ['linear between 2023-02 and 2023-05', true],
      ['linear between 2023-02 and 2023-05', true],
      ['made for the spec', false],
      ['held at the level of 2023-05', true],
    ]);
  });
});

describe('an annualised anchor', () => {
  it('is a twelfth, rounded to the nearest', () => {
    const months = resolve({
      from: '2023-05',
      to: '2023-05',
      anchors: [{ month: '2023-05', annualised: '112_000_000' }],
    });
    expect(eventsOf(months)).toEqual([9_333_333]);
  });
});

describe('a period', () => {
  it('divides evenly among its months where nothing else is known', () => {
    const periods = [{ from: '2021-01', to: '2021-12', total: 6_000_001 }];
    const events = eventsOf(resolve({ from: '2021-01', to: '2021-12', periods }));
    expect(events).toEqual([500_001, ...Array<number>(11).fill(500_000)]);
  });

  it('divides evenly where the anchors around say zero', () => {
    const months = resolve({
      from: '2021-01',
      to: '2021-03',
      anchors: [{ month: '2021-03', monthly: 0 }],
      periods: [{ from: '2021-01', to: '2021-02', total: 10 }],
    });
    expect(eventsOf(months)).toEqual([5, 5, 0]);
  });

  it('says what it is a part of', () => {
    const periods = [{ from: '2021-01', to: '2021-12', total: 6_000_000 }];
    expect(resolve({ from: '2021-01', to: '2021-12', periods })[0]).toEqual({
      month: parseMonth('2021-01'),
      events: 500_000,
      source: 'part of 6,000,000 over 2021-01 to 2021-12 (made for the spec)',
      assumed: true,
    });
  });

  it('comes out to the unit, with its anchors untouched, whatever the curve', () => {
    const length = 24;
    const curves = fc.record({
      values: fc.dictionary(
        fc.nat(length - 1).map(String),
        fc.integer({ min: 1, max: 30_000_000 }),
        { minKeys: 1, maxKeys: 6 },
      ),
      from: fc.nat(length - 2),
      months: fc.integer({ min: 1, max: length }),
      rest: fc.nat(100_000_000),
      between: fc.constantFrom('linear', 'geometric'),
    });
    fc.assert(
      fc.property(curves, ({ values, from, months, rest, between }) => {
        const first = parseMonth('2021-01');
        const known = Object.entries(values).map(([at, monthly]) => ({ at: Number(at), monthly }));
        known.sort((a, b) => a.at - b.at);
        const to = Math.min(length - 1, from + months - 1);
        const inside = known.filter(({ at }) => at >= from && at <= to);
        const anchored = inside.reduce((sum, { monthly }) => sum + monthly, 0);
        const total = Math.min(
          1_000_000_000,
          anchored + (inside.length === to - from + 1 ? 0 : rest),
        );
        const resolved = resolve({
          from: formatMonth(first),
          to: formatMonth(first + length - 1),
          anchors: known.map(({ at, monthly }) => ({ month: formatMonth(first + at), monthly })),
          periods: [{ from: formatMonth(first + from), to: formatMonth(first + to), total }],
          between,
        });
        expect(resolved.map(({ month }) => month - first)).toEqual([...Array(length).keys()]);
        expect(resolved.every(({ events }) => Number.isSafeInteger(events) && events >= 0)).toBe(
          true,
        );
        expect(sumOfMonths(resolved, first + from, first + to)).toBe(total);
        for (const { at, monthly } of known) expect(resolved[at]?.events).toBe(monthly);
      }),
    );
  });
});
