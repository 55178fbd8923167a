import { MEASURE } from '#libs/indicators';
import { parseMonth, type CalibrationPoint, type DenominatorId } from '#libs/reference';

/** A published value with what it can be compared with; a row of reference_calibration. */
export interface CalibrationRow {
  readonly calibration: string;
  readonly label: string;
  readonly observed: string;
  readonly kind: string;
  readonly unit: string;
  readonly published: number;
  readonly published_precision: string;
  readonly couloir: string | null;
  /** Simulated measure; null when the simulation makes nothing that means the same. */
  readonly measure: number | null;
  /** Divides the measure when the published value is a rate. */
  readonly denominator: DenominatorId | null;
  /** Months whose events are compared, as months since 2000-01. */
  readonly month_from: number | null;
  readonly month_to: number | null;
  readonly source: string;
  readonly url: string | null;
  readonly assumed: boolean;
  readonly note: string;
}

/** Published values about document types: no couloir of the simulation holds exactly these. */
const ABOUT_DOCUMENT_TYPES: ReadonlySet<string> = new Set([
  'documents-2024-prescriptions',
  'documents-2024-imaging',
  'documents-2025-late-prescriptions',
]);

/** Published rates by the denominator that they were computed on; the others use one we do not keep. */
const RATE_DENOMINATORS: Readonly<Record<string, DenominatorId>> = {
  'rate-article': 'article-implied',
  'rate-legal-2024': 'legal-population',
  'rate-profiles-2023-02': 'profiles-2023-02',
  'rate-profiles-2023-09': 'profiles-2023-09',
  'rate-profiles-2024-01': 'profiles-2024-01',
  'rate-calendar-2023': 'legal-population',
};

/** The row of a published value. */
export function calibrationRow(point: CalibrationPoint): CalibrationRow {
  const comparison = comparisonOf(point);
  return {
    calibration: point.id,
    label: point.label,
    observed: point.date,
    kind: point.kind,
    unit: point.unit,
    published: point.value,
    published_precision: point.precision,
    couloir: point.couloir,
    measure: comparison?.measure ?? null,
    denominator: comparison?.denominator ?? null,
    month_from: comparison?.months[0] ?? null,
    month_to: comparison?.months[1] ?? null,
    source: point.source,
    url: point.url,
    assumed: point.assumed,
    note: point.note,
  };
}

interface Comparison {
  readonly measure: number;
  readonly denominator?: DenominatorId | undefined;
  readonly months: readonly [from: number, to: number];
}

/** Only flows over whole months can be compared: a stock holds what came before any simulated month. */
function comparisonOf(point: CalibrationPoint): Comparison | undefined {
  const months = monthsOf(point.date);
  if (point.kind === 'S' || months === undefined) return undefined;
  const denominator = RATE_DENOMINATORS[point.id];
  switch (point.unit) {
    case 'documents':
      if (ABOUT_DOCUMENT_TYPES.has(point.id)) return undefined;
      return { measure: MEASURE.documentsDeposited, months };
    case 'documents per person and year':
      return denominator && { measure: MEASURE.documentsDeposited, denominator, months };
    case 'messages':
      return { measure: MEASURE.messagesProfessional, months };
    case 'prescriptions': {
      const isIssued = point.id.startsWith('created-');
      const measure = isIssued ? MEASURE.prescriptionsIssued : MEASURE.prescriptionsDispensed;
      return { measure, months };
    }
    case 'profiles':
    case 'professionals':
    case 'structures':
    case 'share':
      return undefined;
  }
}

/** Months of a date such as 2023-12 or 2021; undefined for a day. */
function monthsOf(date: string): readonly [from: number, to: number] | undefined {
  if (/^\d{4}$/.test(date)) return [parseMonth(`${date}-01`), parseMonth(`${date}-12`)];
  if (!/^\d{4}-\d{2}$/.test(date)) return undefined;
  const month = parseMonth(date);
  return [month, month];
}
