import type { Cell, RowStatus } from '#libs/exports';
import { MEASURES, displayRate, suppressionTexts } from '#libs/indicators';
import {
  CALENDAR_MONTHS,
  DENOMINATORS,
  DEPARTMENTS,
  POPULATION_VINTAGE,
  formatMonth,
  parseMonth,
  yearMonthOf,
  type Denominator,
  type Department,
} from '#libs/reference';
import type { Body } from '../source.js';
import { SCALE_NOTE } from '../texts.js';
import { answerVolumes, type AnsweredData } from '../volumes/answer.js';
import type { VolumeWindow } from '../volumes/indicator.js';
import { workingDaysOf } from '../working-days.js';
import type { RateQuestion } from './check.js';
import { RATE_COLUMNS, REGIONS, type Perimeter, type RateWindow } from './indicator.js';

const MONTHS_A_YEAR = 12;

/** Documents of a place in a month or a year, as the volumes answer them: one writing of the sums. */
interface Documents {
  readonly place: string;
  /** Month that the row is shown under. */
  readonly month: number;
  /** Months that hold documents of the place, ascending. */
  readonly months: readonly number[];
  /** null: suppressed. */
  readonly events: number | null;
  readonly revision: Cell;
  readonly status: Cell;
}

/** Rates by month, window, place and denominator. */
export function answerRates(question: RateQuestion, data: AnsweredData): Body {
  const { body, documents } = monthlyDocuments(question, data);
  const byYear = question.windows.includes('calendar_year') ? yearlyDocuments(question, data) : [];
  const rows = question.windows
    .flatMap((window) =>
      (window === 'calendar_year' ? byYear : documents).flatMap((of) =>
        question.denominators.map((denominator) => rowOf(question, window, of, denominator)),
      ),
    )
    .sort(byMonthFirst);
  const hasHidden = rows.some(({ isHidden }) => isHidden);
  return {
    columns: RATE_COLUMNS,
    rows: rows.map(({ cells }) => cells),
    statuses: rows.map(({ isHidden }): RowStatus => (isHidden ? 's' : '')),
    knownOn: body.knownOn,
    sources: [
      'per_capita_rates',
      ...body.sources,
      ...new Set(question.denominators.map(({ source }) => source)),
    ],
    notes: hasHidden ? [SCALE_NOTE, ...suppressionTexts()] : [SCALE_NOTE],
  };
}

function volumesOf(question: RateQuestion, data: AnsweredData, window: VolumeWindow): Body {
  const { view, months, perimeter, places, knownBeforeMs } = question;
  const by = perimeter === 'national' ? [] : [perimeter];
  const filters = perimeter === 'national' || !places ? {} : { [perimeter]: places };
  const measures = MEASURES.filter(({ isVolume }) => isVolume);
  return answerVolumes({ view, months, window, measures, by, filters, knownBeforeMs }, data);
}

function monthlyDocuments(
  question: RateQuestion,
  data: AnsweredData,
): { readonly body: Body; readonly documents: Documents[] } {
  const body = volumesOf(question, data, 'month');
  const documents = readRows(question, body).map(({ period, ...row }) => {
    const month = parseMonth(period);
    return { ...row, month, months: [month] };
  });
  return { body, documents };
}

/** A year is shown under its last month that holds documents, and is asked for by that month. */
function yearlyDocuments(question: RateQuestion, data: AnsweredData): Documents[] {
  const { documents: monthly } = monthlyDocuments({ ...question, months: EVER }, data);
  const byPlace = Map.groupBy(monthly, ({ place, month }) => `${yearOf(month)} ${place}`);
  const byYear = Map.groupBy(monthly, ({ month }) => yearOf(month));
  return readRows(question, volumesOf(question, data, 'year'))
    .map(({ period, ...row }) => ({
      ...row,
      month: byYear.get(period)?.at(-1)?.month ?? -1,
      months: (byPlace.get(`${period} ${row.place}`) ?? []).map(({ month }) => month),
    }))
    .filter(({ month }) => month >= question.months.from && month <= question.months.to);
}

const EVER = { from: 0, to: CALENDAR_MONTHS - 1 };

function yearOf(month: number): string {
  return String(yearMonthOf(month).year);
}

function readRows(
  { perimeter }: RateQuestion,
  { columns, rows }: Body,
): (Omit<Documents, 'month' | 'months'> & { readonly period: string })[] {
  const at = (name: string): number => columns.findIndex((column) => column.name === name);
  const indexes = [at(perimeter), at('events'), at('revision'), at('month_status')];
  return rows.map((row) => {
    const [place, events, revision, status] = indexes.map((index) => row[index] ?? null);
    return {
      period: String(row[0]),
      place: perimeter === 'national' ? perimeter : String(place),
      events: typeof events === 'number' ? events : null,
      revision: revision ?? null,
      status: status ?? null,
    };
  });
}

interface RateRow {
  readonly cells: readonly Cell[];
  readonly isHidden: boolean;
}

function rowOf(
  { perimeter }: RateQuestion,
  window: RateWindow,
  { place, month, months, events, revision, status }: Documents,
  denominator: Denominator,
): RateRow {
  const isYear = window === 'calendar_year';
  const workingDays = workingDaysOf(months);
  const numerator = events === null ? null : numeratorOf(window, events, workingDays);
  const { name, persons, covers, vintage } = personsOf(perimeter, place, denominator);
  const rate = numerator === null ? null : numerator / persons;
  const january = month - (month % MONTHS_A_YEAR);
  return {
    isHidden: events === null,
    cells: [
      formatMonth(month),
      window,
      place,
      denominator.id,
      rate === null ? null : Number(displayRate(rate)),
      rate,
      numerator,
      persons,
      perimeter,
      name,
      formatMonth(isYear ? january : month),
      formatMonth(isYear ? january + MONTHS_A_YEAR - 1 : month),
      months.length,
      workingDays,
      denominator.label,
      vintage,
      covers,
      denominator.assumed,
      denominator.source,
      revision,
      status,
    ],
  };
}

function numeratorOf(window: RateWindow, events: number, workingDays: number): number {
  switch (window) {
    case 'calendar_month':
    case 'calendar_year':
      return events;
    case 'annualised_month':
      return events * MONTHS_A_YEAR;
    case 'working_day':
      return events / workingDays;
  }
}

interface Persons {
  readonly name: string;
  readonly persons: number;
  readonly covers: string;
  readonly vintage: string;
}

/** The legal population of a region is that of its departments; codes of regions are also departments'. */
function personsOf(perimeter: Perimeter, place: string, denominator: Denominator): Persons {
  if (perimeter === 'national') {
    const { persons, perimeter: covers, vintage } = denominator;
    return { name: 'France', persons, covers, vintage };
  }
  const places: readonly Place[] = perimeter === 'region' ? REGIONS : DEPARTMENTS;
  const found = places.find(({ code }) => code === place);
  if (found === undefined) throw new Error(`rates: no ${perimeter} ${place}`);
  const { name, population } = found;
  return { name, persons: population, covers: name, vintage: POPULATION_VINTAGE };
}

type Place = Pick<Department, 'code' | 'name' | 'population'>;

const RANKS = new Map<Cell, number>(DENOMINATORS.map(({ id }, rank) => [id, rank]));

/** By month, window, place and denominator: the order of the dimensions; equal ones stay as they were. */
function byMonthFirst({ cells: a }: RateRow, { cells: b }: RateRow): number {
  for (const at of [0, 1, 2]) {
    const [first, second] = [String(a[at]), String(b[at])];
    if (first !== second) return first < second ? -1 : 1;
  }
  return (RANKS.get(a[3] ?? null) ?? 0) - (RANKS.get(b[3] ?? null) ?? 0);
}
