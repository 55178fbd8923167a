import type { Cell, Column, RowStatus } from '#libs/exports';
import { suppressionTexts, type Measure, type MonthStatus } from '#libs/indicators';
import { formatMonth, yearMonthOf } from '#libs/reference';
import type { DataState } from '../data/data-state.js';
import type { KnownVolumes } from '../data/known-cells.js';
import type { Publication, VolumeData } from '../data/volume-data.js';
import { DEPARTMENT_BITS, TYPE_BITS, addPlane, type MonthCells } from '../data/volume-planes.js';
import { QueryFaultsError } from '../figures.js';
import type { QueryFault } from '../indicator.js';
import { expectedText } from '../query/expected-text.js';
import type { Body } from '../source.js';
import { SCALE_NOTE } from '../texts.js';
import { workingDaysOf } from '../working-days.js';
import { isOfKnownCells, type VolumeQuestion } from './check.js';
import { DIMENSIONS, type VolumeDimension } from './dimensions.js';
import { groupsOf, type Groups } from './groups.js';
import {
  ATTRIBUTE_COLUMNS,
  EVENT_COLUMNS,
  MEASURE_COLUMN,
  MONTHS_IN_WINDOW_COLUMN,
  MONTH_COLUMN,
  PUBLISHED_COLUMN,
  REVISION_COLUMNS,
  YEAR_COLUMN,
} from './indicator.js';
import { latestPublications } from './publications.js';
import type { Protection } from './protection.js';

/** Rows of one answer. A finer breakdown of fewer months fits. */
const ROWS_MAX = 200_000;

/** A period of the rows: a month, or the months of a year. */
export interface Period {
  /** `2023-12` or `2023`. */
  readonly label: string;
  /** Months that hold events, ascending. */
  readonly months: readonly number[];
}

/**
 * @param data with its protection for the public view
 * @throws QueryFaultsError when the answer would have too many rows
 */
export function answerVolumes(question: VolumeQuestion, data: AnsweredData): Body {
  const protection = protectionFor(question, data);
  const { window, by } = question;
  const isHiddenRow = ({ measure, period, positions }: Row): boolean =>
    protection?.isHidden(measure, period.months, window, by, positions) ?? false;
  const rows = rowsOf(question, data, isHiddenRow);
  const isHidden = rows.map(isHiddenRow);
  const columns = columnsOf(question);
  return {
    columns,
    rows: rows.map((row, at) => cellsOf(row, question, isHidden[at] ?? false)),
    statuses: isHidden.map((hidden): RowStatus => (hidden ? 's' : '')),
    knownOn:
      question.knownBeforeMs === undefined
        ? null
        : new Date(question.knownBeforeMs - 1).toISOString(),
    sources: [
      question.by.includes('type') ? 'monthly_volumes_by_type' : 'monthly_volumes',
      ...(question.knownBeforeMs === undefined ? [] : ['month_publication']),
    ],
    notes: isHidden.includes(true) ? [SCALE_NOTE, ...suppressionTexts()] : [SCALE_NOTE],
  };
}

/** Volumes as an answer needs them. */
export type AnsweredData = VolumeData & {
  readonly protection?: Protection;
  /** Of the day that is asked for, where a breakdown of it is. */
  readonly known?: KnownVolumes['known'];
};

function rowsOf(
  question: VolumeQuestion,
  data: AnsweredData,
  isHidden: (row: Row) => boolean,
): Row[] {
  if (isOfKnownCells(question)) return countedRows(question, knownSource(question, data), isHidden);
  const { knownBeforeMs } = question;
  return knownBeforeMs === undefined
    ? countedRows(question, presentSource(data), isHidden)
    : publishedRows(question, data, knownBeforeMs);
}

/** Whoever answers in public must have decided what to hide: an answer without it would show all. */
function protectionFor(
  { view }: Pick<VolumeQuestion, 'view'>,
  { protection }: AnsweredData,
): Protection | undefined {
  if (view === 'owner') return undefined;
  if (protection === undefined) throw new Error('volumes: the public view without its protection');
  return protection;
}

interface Row {
  readonly period: Period;
  readonly measure: Measure;
  /** Position of each dimension's value, in the order of the breakdown. */
  readonly positions: readonly number[];
  readonly events: number;
  readonly revision: number;
  readonly status: MonthStatus;
  /** Of the latest revision in the period; null: as counted now. */
  readonly publishedAtMs: number | null;
}

/** Cells that rows are summed from, and what they say of a period. */
interface CellSource {
  /** Months since 2000-01, ascending. */
  readonly months: readonly number[];
  readonly cells: ReadonlyMap<number, MonthCells>;
  stateOf(period: Period): Pick<Row, 'revision' | 'status' | 'publishedAtMs'>;
}

function presentSource({ state, cells }: VolumeData): CellSource {
  const months = state.months.map(({ month }) => month);
  return { months, cells, stateOf: (period) => stateOf(period, state) };
}

/** @throws QueryFaultsError for months whose breakdown of that day is no longer known */
function knownSource({ months }: VolumeQuestion, { known }: AnsweredData): CellSource {
  if (known === undefined) throw new Error('volumes: an earlier day without what was known then');
  const asked = [...known.values()].filter(
    ({ month }) => month >= months.from && month <= months.to,
  );
  const lost = asked.filter(({ cells }) => cells === undefined).map(({ month }) => month);
  if (lost.length > 0) throw new QueryFaultsError('volumes', [lostBreakdown(lost)]);
  return {
    months: [...known.keys()].sort((a, b) => a - b),
    cells: new Map([...known].flatMap(([month, { cells }]) => (cells ? [[month, cells]] : []))),
    stateOf: (period) => {
      const of = period.months.flatMap((month) => known.get(month) ?? []);
      return {
        revision: Math.max(...of.map(({ revision }) => revision)),
        status: 'closed',
        publishedAtMs: Math.max(...of.map(({ publishedAtMs }) => publishedAtMs)),
      };
    },
  };
}

function lostBreakdown(months: readonly number[]): QueryFault {
  const names = months.map(formatMonth).join(', ');
  return {
    parameter: 'known_on',
    reason: expectedText(
      `le chiffre national seul ; reçu : une ventilation de ${names}, recompté depuis (mes replay --to rebuild) : de la révision de ce jour-là, seul le total national est gardé. Demander sans ventilation ni filtre, ou d’autres mois`,
      `the national figure alone; came a breakdown of ${names}, which was counted anew since (mes replay --to rebuild): of that day’s revision the national total alone is kept. Ask without breakdown and filter, or for other months`,
    ),
  };
}

/**
 * Rows of what is not zero, and of zeros that must be hidden: a row that is missing says zero, which is
 * just what a reader must not be told of those.
 */
function countedRows(
  question: VolumeQuestion,
  source: CellSource,
  isHidden: (row: Row) => boolean,
): Row[] {
  const coordinate = question.by.includes('type') || question.filters.type ? 'type' : 'department';
  const solutions = groupsOf('solution', question.by, question.filters);
  const others = groupsOf(coordinate, question.by, question.filters);
  const positions = positionsOf(solutions, others);
  const rows: Row[] = [];
  for (const period of periodsOf(question, source.months)) {
    const state = source.stateOf(period);
    for (const measure of question.measures) {
      const sums = sumOf(period, measure, source.cells, coordinate, solutions, others);
      sums.forEach((events, group) => {
        const row = { period, measure, positions: positions[group] ?? [], events, ...state };
        if (events !== 0 || isHidden(row)) rows.push(row);
      });
      assertFits(rows.length, question);
    }
  }
  return rows;
}

/** What was published by the day, summed over the months of the period. */
function publishedRows(question: VolumeQuestion, data: VolumeData, beforeMs: number): Row[] {
  const known = latestPublications(data.publications, beforeMs);
  const months = [...new Set(known.map(({ month }) => month))];
  return periodsOf(question, months).flatMap((period) =>
    question.measures.flatMap((measure) => {
      const published = known.filter(
        (publication) =>
          publication.measure === measure.index && period.months.includes(publication.month),
      );
      return published.length === 0 ? [] : [publishedRow(period, measure, published)];
    }),
  );
}

function publishedRow(period: Period, measure: Measure, published: readonly Publication[]): Row {
  return {
    period,
    measure,
    positions: [],
    events: published.reduce((sum, { events }) => sum + events, 0),
    revision: Math.max(...published.map(({ revision }) => revision)),
    status: 'closed',
    publishedAtMs: Math.max(...published.map(({ publishedAtMs }) => publishedAtMs)),
  };
}

/**
 * The months asked for that hold events, or the years of which one was asked for: a year is always
 * whole, because a sum over some of its months is no calendar year, and in public no published sum.
 */
function periodsOf(
  { months, window }: Pick<VolumeQuestion, 'months' | 'window'>,
  held: readonly number[],
): Period[] {
  const asked = held.filter((month) => month >= months.from && month <= months.to);
  if (window === 'month') {
    return asked.map((month) => ({ label: formatMonth(month), months: [month] }));
  }
  const years = [...new Set(asked.map((month) => yearMonthOf(month).year))];
  return years.map((year) => ({
    label: String(year),
    months: held.filter((month) => yearMonthOf(month).year === year),
  }));
}

const FINALITY: readonly MonthStatus[] = ['open', 'revising', 'closed'];

function stateOf(
  period: Period,
  { months }: DataState,
): Pick<Row, 'revision' | 'status' | 'publishedAtMs'> {
  const states = months.filter(({ month }) => period.months.includes(month));
  const least = Math.min(...states.map(({ status }) => FINALITY.indexOf(status)));
  return {
    revision: Math.max(...states.map(({ revision }) => revision)),
    status: FINALITY[least] ?? 'open',
    publishedAtMs: null,
  };
}

function sumOf(
  period: Period,
  measure: Measure,
  cells: ReadonlyMap<number, MonthCells>,
  coordinate: 'department' | 'type',
  solutions: Groups,
  others: Groups,
): Float64Array {
  const sums = new Float64Array(solutions.groups * others.groups);
  const bits = coordinate === 'type' ? TYPE_BITS : DEPARTMENT_BITS;
  for (const month of period.months) {
    const plane = planesOf(cells.get(month), coordinate)?.get(measure.index);
    if (plane !== undefined) addPlane(sums, plane, bits, solutions, others);
  }
  return sums;
}

function planesOf(
  cells: MonthCells | undefined,
  coordinate: 'department' | 'type',
): MonthCells['byType'] | undefined {
  return coordinate === 'type' ? cells?.byType : cells?.byDepartment;
}

/** Positions of each group, in the order of VOLUME_DIMENSIONS: those of the solution come first there. */
function positionsOf(solutions: Groups, others: Groups): number[][] {
  return solutions.positions.flatMap((first) =>
    others.positions.map((second) => [...first, ...second]),
  );
}

function assertFits(rows: number, { by }: VolumeQuestion): void {
  if (rows <= ROWS_MAX) return;
  const reason = expectedText(
    `une ventilation de ${ROWS_MAX} lignes au plus ; reçu : davantage par ${by.join(', ')}. Demander moins de mois ou de valeurs`,
    `a breakdown of at most ${ROWS_MAX} rows; came more by ${by.join(', ')}. Ask for fewer months or values`,
  );
  throw new QueryFaultsError('volumes', [{ parameter: 'by', reason }]);
}

function columnsOf({ window, by, knownBeforeMs }: VolumeQuestion): Column[] {
  const isYear = window === 'year';
  return [
    isYear ? YEAR_COLUMN : MONTH_COLUMN,
    MEASURE_COLUMN,
    ...by.map((name) => DIMENSIONS[name].column),
    ...EVENT_COLUMNS,
    ...ATTRIBUTE_COLUMNS,
    ...(isYear ? [MONTHS_IN_WINDOW_COLUMN] : []),
    ...by.flatMap((name) => DIMENSIONS[name].attributes),
    ...REVISION_COLUMNS,
    ...(knownBeforeMs === undefined ? [] : [PUBLISHED_COLUMN]),
  ];
}

function cellsOf(
  row: Row,
  { window, by, knownBeforeMs }: VolumeQuestion,
  isHidden: boolean,
): Cell[] {
  const days = workingDaysOf(row.period.months);
  const shown = (value: number): number | null => (isHidden ? null : value);
  return [
    row.period.label,
    row.measure.code,
    ...by.map((name, at) => DIMENSIONS[name].codes[row.positions[at] ?? -1] ?? null),
    shown(row.events),
    shown(row.events / days),
    row.measure.channel,
    days,
    ...(window === 'year' ? [row.period.months.length] : []),
    ...by.flatMap((name, at) => attributesOf(name, row.positions[at])),
    row.revision,
    row.status,
    ...(knownBeforeMs === undefined ? [] : [isoOf(row.publishedAtMs)]),
  ];
}

function attributesOf(name: VolumeDimension, position: number | undefined): readonly Cell[] {
  return DIMENSIONS[name].attributesOf(position ?? -1);
}

function isoOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
