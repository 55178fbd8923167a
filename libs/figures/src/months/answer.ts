import type { Cell, View } from '#libs/exports';
import { MEASURES, suppressionTexts } from '#libs/indicators';
import { formatMonth, monthStartMs } from '#libs/reference';
import { VOLUME_CONSUMER } from '#libs/store';
import type { MonthRow } from '../data/data-state.js';
import type { Publication, VolumeData } from '../data/volume-data.js';
import { DOCUMENTS, totalOf } from '../data/volume-planes.js';
import type { MonthRange } from '../query/query-reader.js';
import type { Body } from '../source.js';
import { SCALE_NOTE } from '../texts.js';
import type { AnsweredData } from '../volumes/answer.js';
import { MONTH_COLUMNS } from './indicator.js';

/** A checked question about months. */
export interface MonthsQuestion {
  readonly view: View;
  readonly months: MonthRange;
  /** End of the day whose knowledge is asked for, milliseconds since 1970; undefined: now. */
  readonly knownBeforeMs: number | undefined;
}

const HOUR_MS = 3_600_000;

/** A figure of a month under a revision. */
interface Revision {
  readonly revision: number;
  readonly documents: number;
  readonly publishedAtMs: number | null;
}

/** Months by revision, ascending. */
export function answerMonths(question: MonthsQuestion, data: AnsweredData): Body {
  const { from, to } = question.months;
  const months = data.state.months.filter(({ month }) => month >= from && month <= to);
  const rows = months.flatMap((month) => rowsOf(month, question, data));
  const { knownBeforeMs } = question;
  return {
    columns: MONTH_COLUMNS,
    rows: rows.map(({ cells }) => cells),
    statuses: rows.map(({ isHidden }) => (isHidden ? 's' : '')),
    knownOn: knownBeforeMs === undefined ? null : new Date(knownBeforeMs - 1).toISOString(),
    sources: ['month_status', 'month_publication'],
    notes: rows.some(({ isHidden }) => isHidden)
      ? [SCALE_NOTE, ...suppressionTexts()]
      : [SCALE_NOTE],
  };
}

interface Row {
  readonly cells: readonly Cell[];
  readonly isHidden: boolean;
}

function rowsOf(
  month: MonthRow,
  { view, knownBeforeMs }: MonthsQuestion,
  data: AnsweredData,
): Row[] {
  const isHidden = view === 'public' && isNationalHidden(month, data);
  const published = publishedOf(month, data.publications, knownBeforeMs ?? Infinity);
  const isCounting = knownBeforeMs === undefined && month.status !== 'closed';
  const revisions = isCounting ? [...published, countingOf(month, data)] : published;
  return revisions.map((revision, at) => {
    const before = revisions[at - 1];
    const isLatest = revision === published.at(-1);
    const cells = [
      formatMonth(month.month),
      revision.revision,
      isHidden ? null : revision.documents,
      before === undefined || isHidden ? null : revision.documents - before.documents,
      revision.publishedAtMs === null ? 'counting' : isLatest ? 'published' : 'superseded',
      month.status,
      isoOf(revision.publishedAtMs),
      ...closingOf(month, data),
    ];
    return { cells, isHidden };
  });
}

/** Who is behind a published figure is not stored: it is hidden when the present one is. */
function isNationalHidden({ month }: MonthRow, data: AnsweredData): boolean {
  const documents = MEASURES.find(({ isVolume }) => isVolume);
  return (
    documents !== undefined &&
    (data.protection?.isHidden(documents, [month], 'month', [], []) ?? true)
  );
}

/** A month may be published without documents: it then held other events only. */
function publishedOf(
  { month }: MonthRow,
  publications: readonly Publication[],
  beforeMs: number,
): Revision[] {
  const known = publications.filter(
    (publication) => publication.month === month && publication.publishedAtMs < beforeMs,
  );
  return [...Map.groupBy(known, ({ revision }) => revision)].map(([revision, measures]) => ({
    revision,
    documents: measures.find(({ measure }) => measure === DOCUMENTS)?.events ?? 0,
    publishedAtMs: measures[0]?.publishedAtMs ?? null,
  }));
}

function countingOf({ month, revision }: MonthRow, { cells }: VolumeData): Revision {
  const documents = totalOf(cells.get(month)?.byDepartment.get(DOCUMENTS));
  return { revision, documents, publishedAtMs: null };
}

function closingOf({ month, status }: MonthRow, { cells, state }: VolumeData): Cell[] {
  const endMs = monthStartMs(month + 1);
  const closableMs = endMs + state.graceHours * HOUR_MS;
  const reading = state.consumers.find(({ consumer }) => consumer === VOLUME_CONSUMER);
  const watermarkMs = reading?.watermarkAt ? Date.parse(reading.watermarkAt) : -Infinity;
  return [
    cells.get(month)?.laterEvents ?? 0,
    isoOf(endMs),
    isoOf(closableMs),
    status !== 'closed' && watermarkMs >= closableMs,
  ];
}

function isoOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
