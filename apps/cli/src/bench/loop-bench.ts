import { CHANNELS, TOPICS } from '#libs/events';
import { systemClock } from '#libs/platform';
import { Plan, loadScenario } from '#libs/simulation';
import type { House } from '../backend/house.js';
import { count, type Output } from '../output.js';
import { RunDatabase } from '../run/run-database.js';
import { SimulationRun } from '../run/simulation-run.js';
import type { CliSettings } from '../settings.js';
import { productVersions } from '../versions.js';
import { benchReport, type BenchReport, type Measured } from './bench-report.js';
import { BENCH_SCENARIO, seedOfRound } from './bench-stream.js';
import { holdContest } from './contest.js';
import { thisMachine } from './machine.js';
import { ReadersWatch } from './readers-watch.js';

export interface LoopBench {
  readonly house: House;
  readonly settings: CliSettings;
  readonly runs: number;
  readonly scale: number;
  readonly output: Output;
}

/** Streams whose emitters the loop needs. */
export const LOOP_STREAMS = CHANNELS;

/** Everything at once: made, carried, counted by both aggregators, and every cell verified. */
export async function benchLoop(bench: LoopBench): Promise<BenchReport> {
  const scenario = loadScenario(BENCH_SCENARIO, { scale: bench.scale });
  const events = new Plan(scenario, seedOfRound(0)).totals().allEvents;
  const [ours] = await holdContest({
    runs: bench.runs,
    contestants: [
      {
        name: 'mes',
        note: `${count(events)} events of three channels, both aggregators, exactly once, verified`,
        measure: (round) => measureLoop(bench, round),
      },
    ],
    output: bench.output,
  });
  if (!ours) throw new Error('a contest has at least one contestant');
  return benchReport('loop', ours, [], thisMachine(bench.house.backend.versions));
}

/** Cells of any run that differ from the truth. */
export function wrongCells(report: BenchReport): number {
  return report.runs.reduce((sum, run) => sum + Number(run['wrongCells']), 0);
}

async function measureLoop(bench: LoopBench, round: number): Promise<Measured> {
  const { house, settings, output } = bench;
  const scenario = loadScenario(BENCH_SCENARIO, { scale: bench.scale });
  const seed = seedOfRound(round);
  const watch = ReadersWatch.start(new RunDatabase(house.pool), systemClock);
  try {
    const { report } = await new SimulationRun(
      { scenario, seed, plan: new Plan(scenario, seed), thresholds: [] },
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
    const ends = await documentEnds(house);
    await watch.untilReached(ends, settings.MES_STALL_SECONDS);
    house.services?.assertHealthy();
    const sonsSecondsLater = watch.sonsMsAfterVolumes() / 1000;
    const seconds = report.seconds.total + sonsSecondsLater;
    return {
      ...report,
      eventsPerSecond: Math.round((report.eventsPerSecond * report.seconds.total) / seconds),
      secondsOfBoth: seconds,
      sonsSecondsLater,
      wrongCells: report.verification.wrong,
      memoryMegabytesMax: Object.fromEntries(
        (house.services?.memory() ?? []).map(({ instance, megabytesMax }) => [
          instance,
          megabytesMax,
        ]),
      ),
    };
  } finally {
    await watch.stop();
  }
}

/** Of the documents, which both aggregators read; there are no facts. */
async function documentEnds(house: House): Promise<Map<string, bigint>> {
  const ends = await house.admin.endOffsets(TOPICS.dmp);
  return new Map(ends.map((end, partition) => [`${TOPICS.dmp}/${String(partition)}`, end]));
}
