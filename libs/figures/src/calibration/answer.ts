import type { Cell, RowStatus, View } from '#libs/exports';
import { MEASURES, suppressionTexts } from '#libs/indicators';
import {
  CALIBRATION_POINTS,
  DENOMINATORS,
  SOLUTIONS,
  formatMonth,
  parseMonth,
  yearMonthOf,
} from '#libs/reference';
import { calibrationRow, type CalibrationRow } from '#libs/store';
import type { VolumeData } from '../data/volume-data.js';
import { DEPARTMENT_BITS } from '../data/volume-planes.js';
import type { Body } from '../source.js';
import { SCALE_NOTE, text } from '../texts.js';
import { answerVolumes, type AnsweredData } from '../volumes/answer.js';
import type { YearOfMeasure } from '../volumes/protection.js';
import { frenchPoint } from './french.js';
import { CALIBRATION_COLUMNS } from './indicator.js';

const MONTHS_A_YEAR = 12;

/** Events of a month or a year as the volumes answer them; null: suppressed. */
type Simulated = ReadonlyMap<string, number | null>;

/** Published values in the order of the reference, each beside the simulated one. */
export function answerCalibration(view: View, data: AnsweredData): Body {
  const simulated = simulatedOf(view, data);
  const rows = POINTS.map((point) => rowOf(point, data, simulated));
  const hasHidden = rows.some(({ isHidden }) => isHidden);
  return {
    columns: CALIBRATION_COLUMNS,
    rows: rows.map(({ cells }) => cells),
    statuses: rows.map(({ isHidden }): RowStatus => (isHidden ? 's' : '')),
    knownOn: null,
    sources: ['calibration', ...new Set(CALIBRATION_POINTS.map(({ source }) => source))],
    notes: [SCALE_NOTE, ...(hasHidden ? suppressionTexts() : []), CONTRADICTIONS_NOTE],
  };
}

const CONTRADICTIONS_NOTE = text(
  'Les valeurs publiées se contredisent parfois : aucune n’est corrigée, voir l’indicateur « inconsistencies ».',
  'Published values contradict each other at times: none is corrected, see the indicator “inconsistencies”.',
);

/** Published values in a form that can be compared. */
const POINTS = CALIBRATION_POINTS.map(calibrationRow);

/** What must be decided for the public view: the years of the values whose window is complete. */
export function comparedYears({ cells }: VolumeData): YearOfMeasure[] {
  const years = new Map<string, YearOfMeasure>();
  for (const { measure, month_from: from, month_to: to } of POINTS) {
    if (measure === null || from === null || to === null) continue;
    const months = Array.from({ length: to - from + 1 }, (_, at) => from + at);
    if (!months.every((month) => cells.get(month)?.byDepartment.has(measure))) continue;
    const { year } = yearMonthOf(from);
    years.set(`${year} ${measure}`, { year, measure });
  }
  return [...years.values()];
}

/** One writing of the sums: what is compared is what the volumes show, for the same view. */
function simulatedOf(view: View, data: AnsweredData): Simulated {
  const simulated = new Map<string, number | null>();
  for (const { year, measure: index } of comparedYears(data)) {
    const january = parseMonth(`${year}-01`);
    const months = { from: january, to: january + MONTHS_A_YEAR - 1 };
    const measures = MEASURES.filter((measure) => measure.index === index);
    for (const window of ['month', 'year'] as const) {
      for (const by of [[], ['couloir']] as const) {
        const question = { view, months, window, measures, by, filters: {} };
        const { columns, rows } = answerVolumes({ ...question, knownBeforeMs: undefined }, data);
        const at = columns.findIndex(({ name }) => name === 'events');
        for (const row of rows) {
          const [period, , couloir] = row;
          const place = by.length === 0 ? '' : String(couloir);
          const events = row[at];
          simulated.set(
            `${String(period)} ${index} ${place}`,
            typeof events === 'number' ? events : null,
          );
        }
      }
    }
  }
  return simulated;
}

/** Whether a month holds events of a measure, of a couloir or of the whole country. */
function holdsEvents({ cells }: VolumeData, month: number, point: CalibrationRow): boolean {
  const plane = cells.get(month)?.byDepartment.get(point.measure ?? -1);
  if (plane === undefined) return false;
  return (
    point.couloir === null ||
    plane.keys.some((key) => SOLUTIONS[key >> DEPARTMENT_BITS]?.couloir === point.couloir)
  );
}

function rowOf(
  point: CalibrationRow,
  data: VolumeData,
  simulated: Simulated,
): { readonly cells: readonly Cell[]; readonly isHidden: boolean } {
  const compared = comparedOf(point, data, simulated);
  const value = compared?.value ?? null;
  const french = frenchPoint(point.calibration);
  return {
    isHidden: compared?.isHidden ?? false,
    cells: [
      point.calibration,
      point.published,
      value,
      value === null ? null : roundedPercent(value / point.published - 1),
      point.label,
      point.observed,
      point.kind,
      point.unit,
      point.couloir,
      point.published_precision,
      compared?.monthsOfWindow ?? null,
      compared?.monthsInWindow ?? null,
      compared?.measure ?? null,
      point.denominator,
      point.source,
      point.url,
      point.assumed,
      point.note === '' ? null : point.note,
      french?.label ?? null,
      french === undefined || french.note === '' ? null : french.note,
    ],
  };
}

interface Compared {
  readonly value: number | null;
  readonly isHidden: boolean;
  readonly monthsOfWindow: number;
  readonly monthsInWindow: number;
  readonly measure: string;
}

/** Only a window that is complete is compared. Windows are one month, or one calendar year. */
function comparedOf(
  point: CalibrationRow,
  data: VolumeData,
  simulated: Simulated,
): Compared | undefined {
  const { month_from: from, month_to: to } = point;
  if (point.measure === null || from === null || to === null) return undefined;
  const months = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  const monthsInWindow = months.filter((month) => holdsEvents(data, month, point)).length;
  const isComplete = monthsInWindow === months.length;
  const period = months.length === 1 ? formatMonth(from) : String(yearMonthOf(from).year);
  const found = simulated.get(`${period} ${point.measure} ${point.couloir ?? ''}`);
  const events = isComplete ? (found ?? null) : null;
  return {
    value: events === null ? null : valueOf(point, events),
    isHidden: isComplete && events === null,
    monthsOfWindow: months.length,
    monthsInWindow,
    measure: MEASURES.find(({ index }) => index === point.measure)?.code ?? '',
  };
}

function valueOf({ kind, denominator }: CalibrationRow, events: number): number {
  const flow = kind === 'A' ? events * MONTHS_A_YEAR : events;
  return flow / (DENOMINATORS.find(({ id }) => id === denominator)?.persons ?? 1);
}

/** In per cent with two decimals, half away from zero. */
function roundedPercent(gap: number): number {
  const rounded = Math.round(Math.abs(gap) * 10_000 + Number.EPSILON) / 100;
  return gap < 0 ? -rounded : rounded;
}
