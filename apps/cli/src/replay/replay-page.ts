import { MEASURES } from '#libs/indicators';
import type { Prediction, RebuildOutcome } from '#libs/replay';
import { formatMonth } from '#libs/reference';
import type { ReplayJob } from '#libs/store';
import { count } from '../output.js';
import { parisTime } from '../sons/paris-time.js';
import type { ReplayResult } from './perform-replay.js';

/** A figure and how it would change, as `--out json` has it. */
interface Change {
  /** Such as 2023-12. */
  readonly month: string;
  readonly measure: string;
  readonly events: number;
}

/** The object of `--dry-run --out json=FILE`. */
export interface PredictionReport {
  readonly records: number;
  readonly bytes: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly durationSeconds: number | null;
  readonly changes: readonly Change[];
}

export function predictionReport(prediction: Prediction): PredictionReport {
  const { records, bytes, span, durationSeconds } = prediction;
  return {
    records,
    bytes,
    from: span && new Date(span.fromMs).toISOString(),
    to: span && new Date(span.toMs).toISOString(),
    durationSeconds,
    changes: prediction.changes.map(({ month, measure, events }) => ({
      month: formatMonth(month),
      measure: MEASURES[measure]?.code ?? String(measure),
      events,
    })),
  };
}

/** A dry run for a person. */
export function predictionLines(prediction: Prediction, report: PredictionReport): string[] {
  const { span, durationSeconds } = prediction;
  return [
    'Dry run: nothing was written.',
    `  records   ${count(report.records)}`,
    `  bytes     ${count(report.bytes)} of keys and values`,
    `  span      ${span === null ? 'none' : `${parisTime(span.fromMs)} to ${parisTime(span.toMs)}, Europe/Paris`}`,
    `  duration  ${durationSeconds === null ? 'as fast as it goes' : `${durationSeconds.toFixed(1)} s at this pace`}`,
    ...changeLines(report.changes),
  ];
}

function changeLines(changes: readonly Change[]): string[] {
  if (changes.length === 0) return ['  changes   no figure changes'];
  return [
    '  changes by month and measure:',
    ...changes.map(
      ({ month, measure, events }) =>
        `    ${month}  ${measure.padEnd(28)} ${`${events > 0 ? '+' : ''}${count(events)}`.padStart(14)}`,
    ),
  ];
}

/** What a replay did, for a person. */
export function resultLines(id: string, result: ReplayResult): string[] {
  const { replayed, applied, isCancelled, seconds, rebuilt } = result;
  const rate = count(Math.round(replayed / Math.max(0.001, seconds)));
  const head = `replay ${id}${isCancelled ? ', cancelled' : ''}: `;
  if (rebuilt !== null)
    return rebuiltLines(head, rebuilt, `${seconds.toFixed(1)} s, ${rate} a second`);
  const counted = applied === null ? '' : `, ${count(applied)} applied`;
  return [
    `${head}${count(replayed)} replayed${counted} (${seconds.toFixed(1)} s, ${rate} a second)`,
  ];
}

function rebuiltLines(head: string, rebuilt: RebuildOutcome, speed: string): string[] {
  if (rebuilt.isCancelled) return [`${head}the live figures were left as they are`];
  const { records, counted, duplicates, deadLettered, revisedMonths } = rebuilt;
  return [
    `${head}${count(records)} read, ${count(counted)} counted, ${count(duplicates)} duplicates ignored, ${count(deadLettered)} refused (${speed}); the figures were swapped`,
    ...revisedMonths.map(
      (month) =>
        `  ${formatMonth(month)} was closed with other figures: it has a new revision under way`,
    ),
    '  Volumes only: the tables of the SONS were left alone.',
  ];
}

/** One line a replay. */
export function jobLine({
  id,
  state,
  replayed,
  source,
  target,
  createdAt,
  detail,
}: ReplayJob): string {
  const why = detail === null ? '' : `: ${detail.split('\n')[0] ?? ''}`;
  return `${id}  ${state.padEnd(10)} ${count(replayed).padStart(14)}  ${parisTime(createdAt.getTime())}  ${source} to ${target}${why}`;
}
