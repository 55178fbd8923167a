import { RunFailedError, systemClock } from '#libs/platform';
import { Plan, loadScenario } from '#libs/simulation';
import { BENCH_SCENARIO } from '../bench/bench-stream.js';
import type { House } from '../backend/house.js';
import { count, type Output } from '../output.js';
import { SimulationRun, type RunOutcome } from '../run/simulation-run.js';
import type { LoadRequest } from '../load/load-request.js';
import type { CliSettings } from '../settings.js';
import { productVersions } from '../versions.js';
import { CountedRecords } from './forget-counted.js';
import { findingsOf, type Finding } from './soak-findings.js';
import { SoakWatch } from './soak-watch.js';

export interface Soak {
  readonly house: House;
  readonly settings: CliSettings;
  readonly seed: number;
  /** Length of the load, seconds. */
  readonly seconds: number;
  /** Records a second; undefined: a share of the ceiling, which is measured first. */
  readonly ratePerSecond: number | undefined;
  /** Part of the ceiling, above 0 and at most 1. */
  readonly share: number;
  readonly output: Output;
}

/** The object of `--out json=FILE`. */
export interface SoakReport {
  readonly seed: number;
  readonly seconds: number;
  /** Records a second of a run without a pace; null: the rate was given. */
  readonly ceilingPerSecond: number | null;
  readonly ratePerSecond: number;
  readonly events: number;
  readonly dropped: number;
  readonly lost: number;
  readonly cells: number;
  readonly wrong: number;
  /** Services that died. */
  readonly restarts: number;
  /** From sending to being visible, milliseconds. */
  readonly freshnessMs: RunOutcome['report']['freshnessMs'];
  readonly findings: readonly Finding[];
}

/** Size of the run that warms up, and of the one that finds the ceiling: 3 and 9 million events. */
const WARM_UP_SCALE = 0.1;
const CEILING_SCALE = 0.3;
/** Part of the time before which nothing is held to be settled, and its bounds, seconds. */
const SETTLED = { share: 0.1, secondsMax: 300 } as const;
/** Part of the load that may be dropped because its time was missed; more is not the load that was asked for. Assumed. */
const DROPPED_SHARE_MAX = 0.01;
/** Events more than the load will ask for: it must not end before its time. */
const ROOM = 1.05;

/** A constant load for a long time; what it leaves behind in memory, descriptors and lag; every cell verified. */
export async function runSoak(soak: Soak): Promise<SoakReport> {
  const { house, seed, seconds, output } = soak;
  const ceilingPerSecond = soak.ratePerSecond === undefined ? await ceilingOf(soak) : null;
  const ratePerSecond =
    soak.ratePerSecond ?? Math.max(1, Math.round((ceilingPerSecond ?? 0) * soak.share));
  output.line(
    `soak: ${count(ratePerSecond)} records a second for ${count(seconds)} s${ceilingPerSecond === null ? '' : `, ${String(Math.round(soak.share * 100))} % of ${count(ceilingPerSecond)}`}`,
  );
  const counted = await CountedRecords.of(house);
  const watch = SoakWatch.start(house, counted, systemClock);
  const settledSeconds = Math.min(SETTLED.secondsMax, SETTLED.share * seconds);
  try {
    const outcome = await runOf(soak, seed, scaleFor(ratePerSecond * seconds * ROOM), {
      stages: [{ seconds, fromPerSecond: ratePerSecond, toPerSecond: ratePerSecond }],
      warmupSeconds: settledSeconds,
      lateMsMax: 1000,
      abortOnRateMiss: false,
    });
    await watch.stop();
    const { report, verification, planFaults } = outcome;
    return {
      ...{ seed, seconds, ceilingPerSecond, ratePerSecond },
      events: report.events.emitted,
      dropped: report.load?.dropped ?? 0,
      lost: report.events.lost,
      cells: report.verification.cells,
      wrong: verification.differences.length + planFaults.length,
      restarts: report.restarts,
      freshnessMs: report.freshnessMs,
      findings: findingsOf(watch, ratePerSecond, settledSeconds),
    };
  } finally {
    await watch.stop().catch(() => undefined);
    await counted.close();
  }
}

/** Whether what came is what was promised: the whole load, nothing lost, wrong or dead, and nothing that grows. */
export function hasHeld({
  lost,
  wrong,
  restarts,
  events,
  dropped,
  findings,
}: Pick<SoakReport, 'lost' | 'wrong' | 'restarts' | 'events' | 'dropped' | 'findings'>): boolean {
  const isWhole = dropped <= DROPPED_SHARE_MAX * (events + dropped);
  const isRight = lost === 0 && wrong === 0 && restarts === 0;
  return isWhole && isRight && findings.every(({ isFlat }) => isFlat);
}

/** A table for a person. */
export function soakLines(report: SoakReport): string[] {
  const { findings, freshnessMs } = report;
  return [
    `${count(report.events)} events, ${count(report.dropped)} dropped, ${count(report.lost)} lost; ${count(report.cells)} cells compared, ${count(report.wrong)} wrong; ${count(report.restarts)} services died`,
    `visible after p50 ${count(freshnessMs.p50)} ms, p99 ${count(freshnessMs.p99)} ms, max ${count(freshnessMs.max)} ms`,
    `${''.padEnd(28)} ${'early'.padStart(9)} ${'late'.padStart(9)} ${'max'.padStart(9)}`,
    ...findings.map(({ name, unit, trend, isFlat }) => {
      const figure = (value: number): string => value.toFixed(1).padStart(9);
      return `${name.padEnd(28)} ${figure(trend.early)} ${figure(trend.late)} ${figure(trend.max)} ${unit}${isFlat ? '' : '  NOT FLAT'}`;
    }),
  ];
}

/** Records a second without a pace, after a warm-up. */
async function ceilingOf(soak: Soak): Promise<number> {
  await runOf(soak, soak.seed + 1, WARM_UP_SCALE);
  const { report, verification } = await runOf(soak, soak.seed + 2, CEILING_SCALE);
  if (verification.differences.length > 0) {
    throw new RunFailedError(
      `soak: expected a run without a wrong cell to take its ceiling from, came ${count(verification.differences.length)}`,
    );
  }
  return report.eventsPerSecond;
}

/** The scenario's size for so many events. */
function scaleFor(events: number): number {
  const scenario = loadScenario(BENCH_SCENARIO, { scale: 1 });
  return events / new Plan(scenario, 0).totals().allEvents;
}

function runOf(
  { house, settings, output }: Soak,
  seed: number,
  scale: number,
  load?: LoadRequest,
): Promise<RunOutcome> {
  const scenario = loadScenario(BENCH_SCENARIO, { scale });
  return new SimulationRun(
    {
      ...{ scenario, seed, plan: new Plan(scenario, seed), thresholds: [] },
      ...(load !== undefined && { load }),
    },
    {
      kafka: house.kafka,
      admin: house.admin,
      pool: house.pool,
      services: house.services,
      backend: house.backend.versions,
      versions: productVersions(),
      clock: systemClock,
      output,
      stallSeconds: settings.MES_STALL_SECONDS,
    },
  ).execute();
}
