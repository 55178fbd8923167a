import { mkdir } from 'node:fs/promises';
import { STREAMS, TOPICS } from '#libs/events';
import { systemClock } from '#libs/platform';
import { Plan, loadScenario } from '#libs/simulation';
import { openHouse, type House } from '../backend/house.js';
import { count, type Output } from '../output.js';
import { assertDiskSpace } from '../run/disk-space.js';
import { RunDatabase } from '../run/run-database.js';
import { SimulationRun } from '../run/simulation-run.js';
import type { CliSettings } from '../settings.js';
import { productVersions } from '../versions.js';
import type { Machine } from './bench-report.js';
import { BENCH_SCENARIO, seedOfRound } from './bench-stream.js';
import { pointsOf, type Dimension, type GrowthPoint } from './growth-points.js';
import { thisMachine } from './machine.js';
import { medianOf } from './median.js';
import { machineSeconds, processSeconds } from './processor-time.js';
import { ReadersWatch } from './readers-watch.js';

/** Events of the run before the measured ones: the broker's compiler and the caches are then warm. */
const WARM_UP = { scenario: BENCH_SCENARIO, scale: 0.1 } as const;

export interface GrowthBench {
  readonly settings: CliSettings;
  readonly dimensions: readonly Dimension[];
  /** Measured runs of each point; the median is told. */
  readonly runs: number;
  readonly eventsMax: number;
  readonly output: Output;
}

/** What one run of one point cost. */
interface GrowthRun {
  /** Distinct events of the channels. */
  readonly events: number;
  /** Facts of the SONS beside them. */
  readonly facts: number;
  readonly eventsPerSecond: number;
  /** Processor time of the whole machine by distinct event, microseconds; a fact counts as one. */
  readonly microsecondsPerEvent: number;
  /** The same by service; Kafka, PostgreSQL and the command are what is left of the whole. */
  readonly microsecondsPerEventByService: Readonly<Record<string, number>>;
  readonly cells: number;
  readonly databaseMegabytes: number;
  readonly memoryMegabytesMax: Readonly<Record<string, number>>;
  readonly wrongCells: number;
}

/** One point with the median of its runs. */
export interface MeasuredPoint extends GrowthPoint {
  readonly eventsPerSecond: number;
  readonly microsecondsPerEvent: number;
  readonly runs: readonly GrowthRun[];
}

/** The object of `--out json=FILE`. */
export interface GrowthReport {
  readonly bench: 'growth';
  /** Of the first point. */
  readonly eventsPerSecond: number;
  /** Cost of an event at each point against the first one of its dimension; above 1 it costs more. */
  readonly ratios: Readonly<Record<string, number>>;
  readonly points: readonly MeasuredPoint[];
  readonly machine: Machine;
}

/** Runs every point on a fresh backend of its own and tells what an event costs there. */
export async function benchGrowth(bench: GrowthBench): Promise<GrowthReport> {
  const points = bench.dimensions.flatMap((dimension) => pointsOf(dimension, bench.eventsMax));
  const measured: MeasuredPoint[] = [];
  let versions: Readonly<Record<string, string>> = {};
  for (const point of points) {
    const { runs, backend } = await measurePoint(bench, point);
    versions = backend;
    const result = {
      ...point,
      eventsPerSecond: medianOf(runs.map((run) => run.eventsPerSecond)),
      microsecondsPerEvent: medianOf(runs.map((run) => run.microsecondsPerEvent)),
      runs,
    };
    measured.push(result);
    bench.output.line(pointLine(result));
  }
  return {
    bench: 'growth',
    eventsPerSecond: Math.round(measured[0]?.eventsPerSecond ?? 0),
    ratios: ratiosOf(measured),
    points: measured,
    machine: thisMachine(versions),
  };
}

/** Cost of an event at each point against the smallest of its dimension, two decimals. */
export function ratiosOf(
  points: readonly Pick<MeasuredPoint, 'dimension' | 'label' | 'microsecondsPerEvent'>[],
): Record<string, number> {
  return Object.fromEntries(
    points.map(({ dimension, label, microsecondsPerEvent }) => {
      const first = points.find((point) => point.dimension === dimension);
      const ratio = microsecondsPerEvent / (first?.microsecondsPerEvent ?? microsecondsPerEvent);
      return [`${dimension}: ${label}`, Math.round(ratio * 100) / 100];
    }),
  );
}

function pointLine({ label, eventsPerSecond, microsecondsPerEvent, runs }: MeasuredPoint): string {
  const [run] = runs;
  return `  ${label.padEnd(36)} ${count(eventsPerSecond).padStart(10)} events/s  ${microsecondsPerEvent.toFixed(2).padStart(6)} µs of processor an event  ${count(run?.cells ?? 0).padStart(9)} cells  ${(run?.databaseMegabytes ?? 0).toFixed(0).padStart(4)} MB in PostgreSQL`;
}

async function measurePoint(
  bench: GrowthBench,
  point: GrowthPoint,
): Promise<{ runs: GrowthRun[]; backend: Readonly<Record<string, string>> }> {
  // A database proves one run with SONS and nothing beside it: a cold house for each of those runs.
  const isSons = loadScenario(point.scenario, { scale: point.scale }).sons !== undefined;
  const housesOf = isSons ? bench.runs : 1;
  const runs: GrowthRun[] = [];
  let backend: Readonly<Record<string, string>> = {};
  for (let round = 1; round <= housesOf; round++) {
    await refuseFullDisk(bench, point);
    const house = await openGrowthHouse(bench, point);
    try {
      backend = house.backend.versions;
      if (!isSons) await runOnce(bench, house, WARM_UP, 0);
      const rounds = isSons ? [round] : Array.from({ length: bench.runs }, (_, run) => run + 1);
      for (const seed of rounds) runs.push(await runOnce(bench, house, point, seed));
    } finally {
      await house.close();
    }
  }
  return { runs, backend };
}

function openGrowthHouse({ settings, output }: GrowthBench, point: GrowthPoint): Promise<House> {
  return openHouse(
    settings,
    {
      keepData: false,
      mayAttach: false,
      withServices: true,
      partitions: point.partitions,
      streams: STREAMS,
      emitters: 1,
      aggregators: point.aggregators,
      sonsAggregators: 1,
    },
    output,
  );
}

async function runOnce(
  { settings, output }: GrowthBench,
  house: House,
  { scenario: name, scale }: Pick<GrowthPoint, 'scenario' | 'scale'>,
  round: number,
): Promise<GrowthRun> {
  const scenario = loadScenario(name, { scale });
  const seed = seedOfRound(round);
  const watch = ReadersWatch.start(new RunDatabase(house.pool), systemClock);
  const machineBefore = machineSeconds();
  const servicesBefore = secondsOfServices(house);
  try {
    const { report, verification } = await new SimulationRun(
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
    const ends = await house.admin.endOffsets(TOPICS.dmp);
    await watch.untilReached(
      new Map(ends.map((end, partition) => [`${TOPICS.dmp}/${String(partition)}`, end])),
      settings.MES_STALL_SECONDS,
    );
    const facts = report.sons?.facts.emitted ?? 0;
    const microseconds = 1e6 / (report.events.emitted + facts);
    const servicesAfter = secondsOfServices(house);
    return {
      events: report.events.emitted,
      facts,
      eventsPerSecond: report.eventsPerSecond,
      microsecondsPerEvent: (machineSeconds() - machineBefore) * microseconds,
      microsecondsPerEventByService: Object.fromEntries(
        Object.entries(servicesAfter).map(([instance, seconds]) => [
          instance,
          (seconds - (servicesBefore[instance] ?? 0)) * microseconds,
        ]),
      ),
      cells: verification.cells,
      databaseMegabytes: await databaseMegabytes(house),
      memoryMegabytesMax: report.memoryMegabytesMax,
      wrongCells: report.verification.wrong,
    };
  } finally {
    await watch.stop();
  }
}

function secondsOfServices(house: House): Record<string, number> {
  return Object.fromEntries(
    (house.services?.pids() ?? []).map(({ instance, pid }) => [instance, processSeconds(pid)]),
  );
}

async function databaseMegabytes({ pool }: House): Promise<number> {
  const { rows } = await pool.query<{ bytes: string }>(
    'select pg_database_size(current_database()) bytes',
  );
  return Number(rows[0]?.bytes ?? 0) / 1024 ** 2;
}

async function refuseFullDisk({ settings, runs }: GrowthBench, point: GrowthPoint): Promise<void> {
  if (settings.MES_KAFKA_BROKERS !== '') return;
  const scenario = loadScenario(point.scenario, { scale: point.scale });
  const events = new Plan(scenario, seedOfRound(1)).totals().allEvents;
  await mkdir(settings.MES_CACHE_DIR, { recursive: true });
  await assertDiskSpace(settings.MES_CACHE_DIR, events * (runs + 1));
}
