import { SHARD_COUNT, type StreamName } from '#libs/events';
import { MEASURES } from '#libs/indicators';
import { DSRS, formatMonth } from '#libs/reference';
import type { Plan, Scenario } from '#libs/simulation';
import { count } from '../output.js';
import { diskBytesNeeded, gigabytes } from './disk-space.js';

/** Months printed one by one; a longer scenario prints its first and last months. */
const MONTHS_SHOWN_MAX = 6;

/** The resolved plan in a few lines: what will be emitted, exactly. */
export function planLines(scenario: Scenario, plan: Plan): string[] {
  const totals = plan.totals();
  return [
    scenario.title,
    `scenario ${scenario.name}, seed ${String(plan.seed)}, scale ${String(scenario.scale)}`,
    ...plan.streams().map((stream) => streamLine(plan, stream)),
    ...shownMonths(totals.months).map((month) =>
      month === undefined
        ? '  …'
        : `  ${formatMonth(month)}        ${count(totals.expected(month, 0)).padStart(12)} documents accepted by the DMP`,
    ),
    `  needs about ${gigabytes(diskBytesNeeded(plannedRecords(plan)))} of disk`,
  ];
}

/** Distinct records that a run brings, over all channels and the SONS facts: its size, never an indicator. */
export function plannedRecords(plan: Plan): number {
  const facts = plan.streams().includes('sons') ? plannedFacts(plan) : 0;
  return plan.totals().allEvents + facts;
}

function streamLine(plan: Plan, stream: StreamName): string {
  const [records, noun] =
    stream === 'sons' ? [plannedFacts(plan), 'facts'] : [plan.totals().events(stream), 'events'];
  return `  ${stream.padEnd(14)} ${count(records).padStart(12)} ${noun}`;
}

function plannedFacts(plan: Plan): number {
  let facts = 0;
  for (let shard = 0; shard < SHARD_COUNT; shard++) facts += plan.attempts('sons', shard);
  return facts;
}

/** Every planned total by month and measure, and the documents by DSR: for `--dry-run`. */
export function planDetailLines(plan: Plan): string[] {
  const totals = plan.totals();
  return totals.months.flatMap((month) => {
    const { byDsr } = totals.documents(month);
    return [
      formatMonth(month),
      ...MEASURES.filter(({ index }) => totals.expected(month, index) > 0).map(
        ({ index, label }) =>
          `  ${label.padEnd(28)} ${count(totals.expected(month, index)).padStart(12)}`,
      ),
      ...DSRS.filter(({ index }) => (byDsr[index] ?? 0) > 0).map(
        ({ index, code }) =>
          `    documents from ${code.padEnd(11)} ${count(byDsr[index] ?? 0).padStart(12)}`,
      ),
    ];
  });
}

function shownMonths(months: readonly number[]): (number | undefined)[] {
  if (months.length <= MONTHS_SHOWN_MAX) return [...months];
  return [...months.slice(0, 2), undefined, ...months.slice(-2)];
}
