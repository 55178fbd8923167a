import type { Cell, RowStatus, View } from '#libs/exports';
import { MEASURES } from '#libs/indicators';
import {
  CALENDAR_MONTHS,
  CALIBRATION_POINTS,
  DENOMINATORS,
  formatMonth,
  yearMonthOf,
} from '#libs/reference';
import { calibrationRow, type CalibrationRow } from '#libs/store';
import type { VolumeData } from '../data/volume-data.js';
import type { Body } from '../source.js';
import { SCALE_NOTE, SUPPRESSED_NOTE, text } from '../texts.js';
import { answerVolumes } from '../volumes/answer.js';
import { CALIBRATION_COLUMNS } from './indicator.js';

const MONTHS_A_YEAR = 12;

/** Events of a month or a year as the volumes answer them; null: suppressed. */
type Simulated = ReadonlyMap<string, number | null>;

/** Published values in the order of the reference, each beside the simulated one. */
export function answerCalibration(view: View, data: VolumeData): Body {
  const simulated = simulatedOf(view, data);
  const rows = CALIBRATION_POINTS.map((point) => rowOf(calibrationRow(point), simulated));
  const hasHidden = rows.some(({ isHidden }) => isHidden);
  return {
    columns: CALIBRATION_COLUMNS,
    rows: rows.map(({ cells }) => cells),
    statuses: rows.map(({ isHidden }): RowStatus => (isHidden ? 's' : '')),
    knownOn: null,
    sources: ['calibration', ...new Set(CALIBRATION_POINTS.map(({ source }) => source))],
    notes: [SCALE_NOTE, ...(hasHidden ? [SUPPRESSED_NOTE] : []), CONTRADICTIONS_NOTE],
  };
}

const CONTRADICTIONS_NOTE = text(
  'Les valeurs publiées se contredisent parfois : aucune n’est corrigée, voir l’indicateur « inconsistencies ».',
  'Published values contradict each other at times: none is corrected, see the indicator “inconsistencies”.',
);

/** One writing of the sums: what is compared is what the volumes show. */
function simulatedOf(view: View, data: VolumeData): Simulated {
  const simulated = new Map<string, number | null>();
  for (const window of ['month', 'year'] as const) {
    for (const by of [[], ['couloir']] as const) {
      const months = { from: 0, to: CALENDAR_MONTHS - 1 };
      const question = { view, months, window, measures: MEASURES, by, filters: {} };
      const { columns, rows } = answerVolumes({ ...question, knownBeforeMs: undefined }, data);
      const at = columns.findIndex(({ name }) => name === 'events');
      for (const row of rows) {
        const [period, measure, couloir] = row;
        const place = by.length === 0 ? '' : String(couloir);
        const events = row[at];
        const key = `${String(period)} ${String(measure)} ${place}`;
        simulated.set(key, typeof events === 'number' ? events : null);
      }
    }
  }
  return simulated;
}

function rowOf(
  point: CalibrationRow,
  simulated: Simulated,
): { readonly cells: readonly Cell[]; readonly isHidden: boolean } {
  const compared = comparedOf(point, simulated);
  const value = compared?.value ?? null;
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
function comparedOf(point: CalibrationRow, simulated: Simulated): Compared | undefined {
  const { month_from: from, month_to: to } = point;
  if (point.measure === null || from === null || to === null) return undefined;
  const measure = MEASURES.find(({ index }) => index === point.measure)?.code ?? '';
  const eventsOf = (period: string): number | null | undefined =>
    simulated.get(`${period} ${measure} ${point.couloir ?? ''}`);
  const months = Array.from({ length: to - from + 1 }, (_, at) => formatMonth(from + at));
  const monthsInWindow = months.filter((month) => eventsOf(month) !== undefined).length;
  const period = months.length === 1 ? formatMonth(from) : String(yearMonthOf(from).year);
  const isComplete = monthsInWindow === months.length;
  const events = isComplete ? (eventsOf(period) ?? null) : null;
  return {
    value: events === null ? null : valueOf(point, events),
    isHidden: isComplete && events === null,
    monthsOfWindow: months.length,
    monthsInWindow,
    measure,
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
