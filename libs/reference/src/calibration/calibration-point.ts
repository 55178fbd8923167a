import type { CouloirCode } from '../market/couloirs.js';
import type { Sourced } from '../sourced.js';
import { PUBLICATIONS, type PublicationTag } from './publications.js';

/**
 * What a value covers. M: one month. A: a month's rhythm multiplied to a year. Y: a year's total.
 * S: a stock on that date. Mixing them up is the commonest error about these figures.
 */
export type CalibrationKind = 'M' | 'A' | 'Y' | 'S';

export type CalibrationUnit =
  | 'documents'
  | 'documents per person and year'
  | 'messages'
  | 'prescriptions'
  | 'profiles'
  | 'professionals'
  | 'structures'
  | 'share';

/** One published value that a simulated one can be compared with. */
export interface CalibrationPoint extends Sourced {
  /** Stable, such as `documents-2023-12`. */
  readonly id: string;
  readonly label: string;
  /** Year, month or day observed: `2021`, `2023-12` or `2024-01-10`. */
  readonly date: string;
  readonly kind: CalibrationKind;
  readonly unit: CalibrationUnit;
  readonly value: number;
  /** How the publication words the value. */
  readonly precision: 'exact' | 'about' | 'more than' | 'less than';
  /** The couloir it is about; null for the whole country. */
  readonly couloir: CouloirCode | null;
  readonly publication: PublicationTag;
  readonly url: string | null;
  /** What a reader must know; empty when nothing. */
  readonly note: string;
}

/** Value per month of a point that is a flow (M, A or Y); null for a stock, a share or a rate. */
export function monthlyEquivalent({ kind, unit, value }: CalibrationPoint): number | null {
  if (kind === 'S' || unit === 'share' || unit === 'documents per person and year') return null;
  return kind === 'M' ? value : value / 12;
}

type Extras = Partial<Pick<CalibrationPoint, 'precision' | 'couloir' | 'note' | 'assumed'>>;

type Row = readonly [
  unit: CalibrationUnit,
  id: string,
  label: string,
  date: string,
  kind: CalibrationKind,
  value: number,
  publication: PublicationTag,
  extras?: Extras,
];

/** The points of a table of this folder: exact, sourced, for the whole country unless a row says otherwise. */
export function pointsOf(rows: readonly Row[]): CalibrationPoint[] {
  return rows.map(([unit, id, label, date, kind, value, publication, extras]) => ({
    id,
    label,
    date,
    kind,
    unit,
    value,
    precision: 'exact',
    couloir: null,
    publication,
    url: PUBLICATIONS[publication].url,
    source: PUBLICATIONS[publication].label,
    assumed: false,
    note: '',
    ...extras,
  }));
}
