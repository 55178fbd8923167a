import { describe, expect, it } from '@jest/globals';
import type { Cell, View } from '#libs/exports';
import { PERSONS_PER_SAMPLED } from '#libs/indicators';
import { DEPARTMENTS, departmentOfCode, formatMonth, parseMonth } from '#libs/reference';
import fc from 'fast-check';
import type { DataState } from '../data/data-state.js';
import type { PeopleData } from '../data/people-data.js';
import { QueryFaultsError } from '../figures.js';
import type { Body } from '../source.js';
import { answerPeople } from './answer.js';
import { checkPeople } from './check.js';
import { PEOPLE_COLUMNS } from './indicator.js';
import { PersonPlaces, type SampledMonth } from '../data/sampled-months.js';

interface Row {
  readonly person: number;
  readonly month: number;
  readonly department: number;
  readonly documents: number;
}

const january = parseMonth('2023-01');
const paris = departmentOfCode('75').index;
const population = DEPARTMENTS.reduce((sum, department) => sum + department.population, 0);

function dataOf(rows: readonly Row[], simulations = 1): PeopleData {
  const people = new PersonPlaces();
  const byMonth = Map.groupBy(rows, ({ month }) => month);
  const months = new Map<number, SampledMonth>();
  for (const month of [...byMonth.keys()].sort((a, b) => a - b)) {
    const held = byMonth.get(month) ?? [];
    months.set(month, {
      month,
      places: Uint32Array.from(held, (row) => people.numberOf(String(row.person), row.department)),
      documents: Float64Array.from(held, ({ documents }) => documents),
    });
  }
  const runs = Array.from({ length: simulations }, (_, seed) => ({
    scenario: 'spec',
    seed: String(seed),
  }));
  // The answer reads the runs alone of the state.
  const state = { simulations: runs } as unknown as DataState;
  return { state, months, people, content: {} };
}

function ask(
  data: PeopleData,
  parameters: Record<string, readonly string[]> = {},
  view: View = 'owner',
): Body {
  return answerPeople(checkPeople({ parameters, view }), data);
}

function column({ rows, columns }: Body, name: string): Cell[] {
  const at = columns.findIndex((candidate) => candidate.name === name);
  if (at < 0) throw new Error(`no column ${name}`);
  return rows.map((row) => row[at] ?? null);
}

/** One person for each number, with one document, in a month. */
const crowd = (persons: number, month: number, department = paris): Row[] =>
  Array.from({ length: persons }, (_, person) => ({ person, month, department, documents: 1 }));

const rowsArbitrary = fc.array(
  fc.record({
    person: fc.nat(30),
    month: fc.integer({ min: january, max: january + 26 }),
    department: fc.nat(3),
    documents: fc.integer({ min: 1, max: 5 }),
  }),
  { minLength: 1, maxLength: 120 },
);
const WINDOWS = ['calendar_month', 'calendar_year', 'rolling_12_months'];

describe('people reached', () => {
  it('counts each person once in each window and place, as sets of persons do', () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        const data = dataOf(rows);
        for (const perimeter of ['national', 'department']) {
          const body = ask(data, { window: WINDOWS, perimeter: [perimeter] });
          const names = ['window_from', 'window_to', 'perimeter', 'sampled_persons'];
          const [from, to, places, sampled] = names.map((name) => column(body, name));
          for (const [at, place] of (places ?? []).entries()) {
            const persons = new Set(
              rows
                .filter(
                  ({ month, department }) =>
                    formatMonth(month) >= String(from?.[at]) &&
                    formatMonth(month) <= String(to?.[at]) &&
                    (place === 'national' || DEPARTMENTS[department]?.code === place),
                )
                .map(({ person }) => person),
            );
            expect(sampled?.[at]).toBe(persons.size);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('shows a month in each window it is asked for, a year under its last month with events', () => {
    const rows = [...crowd(3, january), ...crowd(4, january + 2), ...crowd(2, january + 12)];
    const body = ask(dataOf(rows), { window: WINDOWS });
    const shown = column(body, 'month').map((month, at) => [
      month,
      column(body, 'window')[at],
      column(body, 'sampled_persons')[at],
      column(body, 'months_in_window')[at],
    ]);
    expect(shown).toEqual([
      ['2023-01', 'calendar_month', 3, 1],
      ['2023-01', 'rolling_12_months', 3, 1],
      ['2023-03', 'calendar_month', 4, 1],
      ['2023-03', 'calendar_year', 4, 2],
      ['2023-03', 'rolling_12_months', 4, 2],
      ['2024-01', 'calendar_month', 2, 1],
      ['2024-01', 'calendar_year', 2, 1],
      // January 2023 is the thirteenth month back.
      ['2024-01', 'rolling_12_months', 4, 2],
    ]);
  });

  it('states the share with its denominator, its interval and the persons that it rests on', () => {
    const data = dataOf(crowd(20_000, january));
    const body = ask(data, { denominator: ['legal-population', 'profiles-2024-01'] });
    expect(column(body, 'denominator')).toEqual(['legal-population', 'profiles-2024-01']);
    expect(column(body, 'persons')).toEqual([population, 68_406_684]);
    const [share] = column(body, 'share');
    expect(share).toBeCloseTo((20_000 * PERSONS_PER_SAMPLED) / population, 12);
    expect(Number(column(body, 'share_low')[0])).toBeLessThan(Number(share));
    expect(Number(column(body, 'share_high')[0])).toBeGreaterThan(Number(share));
    expect(column(body, 'persons_reached')).toEqual([20_480_000, 20_480_000]);
    expect(column(body, 'documents_median_per_person_reached')).toEqual([1, 1]);
    expect(column(body, 'documents_median_per_inhabitant')).toEqual([0, 0]);
  });

  it('counts a person who moved once in the country, and in both departments', () => {
    const moved = [
      { person: 1, month: january, department: 0, documents: 2 },
      { person: 1, month: january, department: 1, documents: 3 },
    ];
    expect(column(ask(dataOf(moved)), 'documents_per_person_reached')).toEqual([5]);
    const departments = ask(dataOf(moved), {
      perimeter: ['department'],
      department: ['01', '02', '03'],
    });
    expect(column(departments, 'documents_per_person_reached')).toEqual([2, 3, null]);
    expect(column(departments, 'share').slice(2)).toEqual([0]);
  });

  it.each([
    [0, ''],
    [1, 's'],
    [10, 's'],
    [11, ''],
  ])(
    'of %d sampled persons of a department has status %j in public, and is whole for its owner',
    (persons, status) => {
      const data = dataOf([...crowd(persons, january), ...crowd(1, january, 0)]);
      const query = { perimeter: ['department'], department: ['75'] };
      const body = ask(data, query, 'public');
      expect(body.statuses).toEqual([status]);
      const isHidden = status === 's';
      expect(column(body, 'persons_reached')).toEqual([
        isHidden ? null : persons * PERSONS_PER_SAMPLED,
      ]);
      expect(column(body, 'sampled_persons')).toEqual([isHidden ? null : persons]);
      expect(column(body, 'persons')[0]).toBe(DEPARTMENTS[paris]?.population);
      expect(ask(data, query).statuses).toEqual(['']);
      expect(column(ask(data, query), 'sampled_persons')).toEqual([persons]);
    },
  );

  it('warns when persons of several simulations add up', () => {
    const notes = (runs: number): number => ask(dataOf(crowd(1, january), runs)).notes.length;
    expect(notes(2)).toBe(notes(1) + 1);
  });

  it('has a cell for each column, and no rows without events', () => {
    const body = ask(dataOf(crowd(1, january)), { window: WINDOWS });
    for (const row of body.rows) expect(row).toHaveLength(PEOPLE_COLUMNS.length);
    expect(ask(dataOf([])).rows).toEqual([]);
  });

  it('tells all faults of a query at once', () => {
    const faults = (parameters: Record<string, readonly string[]>): string[] => {
      try {
        ask(dataOf([]), parameters);
      } catch (error) {
        if (error instanceof QueryFaultsError)
          return error.faults.map(({ parameter }) => parameter);
        throw error;
      }
      return [];
    };
    expect(faults({ window: ['week'], from: ['2023-13'], department: ['75'] })).toEqual([
      'from',
      'window',
      'department',
    ]);
    expect(
      faults({ perimeter: ['department'], denominator: ['profiles-2024-01'], department: ['99'] }),
    ).toEqual(['department', 'denominator']);
    expect(faults({ perimeter: ['department'], department: ['2A', '974'] })).toEqual([]);
  });
});
