import { createHash } from 'node:crypto';
import { STREAMS } from '#libs/events';
import type { RateMiss, UnitResult } from '#libs/emission';
import { MEASURE, VolumeCells, decodeCells } from '#libs/indicators';
import type { Plan, Scenario } from '#libs/simulation';
import type { LoadRequest } from '../load/load-request.js';
import type { Verification } from '../verify/verification.js';
import { loadReportOf } from './load-report.js';
import type { Limit } from './progress-limits.js';
import type { Counters } from './run-database.js';
import type { RunReport, SonsRunReport } from './run-report.js';
import type { SonsCheck } from './sons-check.js';
import type { Threshold } from './thresholds.js';

/** What a run has found, to be told. */
export interface RunFindings {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly plan: Plan;
  readonly thresholds: readonly Threshold[];
  readonly load: LoadRequest | undefined;
  readonly rateMiss: RateMiss | undefined;
  readonly results: readonly UnitResult[];
  /** False when the run was cut short. */
  readonly isWhole: boolean;
  readonly truth: VolumeCells;
  /** The volume aggregator's counters, before and after. */
  readonly before: Counters;
  readonly after: Counters;
  readonly emissionMs: number;
  readonly totalMs: number;
  readonly freshnessMs: RunReport['freshnessMs'];
  readonly limitedBy: Limit | null;
  readonly verification: Verification;
  readonly sons: SonsRunReport | null;
  readonly backend: RunReport['backend'];
  readonly versions: RunReport['versions'];
  readonly memoryMegabytesMax: RunReport['memoryMegabytesMax'];
  readonly restarts: number;
}

/** The report of a run, its thresholds evaluated. */
export function buildReport(run: RunFindings): RunReport {
  const { before, after, verification, sons } = run;
  const results = run.results.filter(({ channel }) => channel !== 'sons');
  const draft: RunReport = {
    scenario: run.scenario.name,
    seed: run.seed,
    scale: run.scenario.scale,
    streamSha256: run.isWhole ? streamSha256(run.results) : null,
    events: {
      planned: run.plan.totals().allEvents,
      emitted: results.reduce((total, { events }) => total + events, 0),
      acknowledged: results.reduce((total, { records }) => total + records, 0),
      counted: after.counted - before.counted,
      duplicatesIgnored: after.duplicates - before.duplicates,
      refused: totalOf(run.truth, MEASURE.depositsRefused),
      deadLettered: after.deadLettered - before.deadLettered,
      lost: Math.max(0, verification.expectedEvents - verification.actualEvents),
    },
    seconds: {
      total: run.totalMs / 1000,
      emission: run.emissionMs / 1000,
      drain: (run.totalMs - run.emissionMs) / 1000,
    },
    eventsPerSecond: Math.round((after.records - before.records) / (run.totalMs / 1000)),
    freshnessMs: run.freshnessMs,
    load: run.load
      ? loadReportOf(
          run.load,
          results.flatMap(({ load }) => load ?? []),
          run.rateMiss,
        )
      : null,
    limitedBy: run.limitedBy,
    verification: {
      cells: verification.cells + (sons?.verification.cells ?? 0),
      wrong: verification.differences.length + (sons?.verification.wrong ?? 0),
    },
    sons,
    thresholds: [],
    backend: run.backend,
    versions: run.versions,
    memoryMegabytesMax: run.memoryMegabytesMax,
    restarts: run.restarts,
  };
  return {
    ...draft,
    thresholds: run.thresholds.map((threshold) => threshold.evaluate(draft)),
  };
}

/** What the run says of its SONS: the figures of the database, and what became of this run's facts. */
export function sonsReport(
  check: SonsCheck,
  run: {
    readonly results: readonly UnitResult[];
    readonly before: Counters;
    readonly after: Counters;
    readonly seconds: number;
  },
): SonsRunReport {
  const { before, after } = run;
  const facts = run.results.filter(({ channel }) => channel === 'sons');
  return {
    facts: {
      emitted: facts.reduce((total, { events }) => total + events, 0),
      acknowledged: facts.reduce((total, { records }) => total + records, 0),
      taken: after.counted - before.counted,
      duplicatesIgnored: after.duplicates - before.duplicates,
      deadLettered: after.deadLettered - before.deadLettered,
      seconds: run.seconds,
    },
    ...check.figures,
    paymentsCents: check.paymentsCents,
    linesCents: check.linesCents,
    verification: { cells: check.verification.cells, wrong: check.wrong },
  };
}

/** The truth of all units together. */
export function truthOf(results: readonly UnitResult[]): VolumeCells {
  const truth = new VolumeCells();
  for (const { cells } of results) decodeCells(cells, truth);
  return truth;
}

function totalOf(cells: VolumeCells, measure: number): number {
  return cells.months().reduce((total, month) => total + cells.total(month, measure), 0);
}

/** One fingerprint for the whole stream: of the units' own, in the order of stream and shard. */
function streamSha256(results: readonly UnitResult[]): string | null {
  if (results.some(({ sha256 }) => sha256 === null)) return null;
  const hash = createHash('sha256');
  const inOrder = [...results].sort(
    (a, b) => STREAMS.indexOf(a.channel) - STREAMS.indexOf(b.channel) || a.shard - b.shard,
  );
  for (const { source, sha256 } of inOrder) hash.update(`${source} ${sha256 ?? ''}\n`);
  return hash.digest('hex');
}
