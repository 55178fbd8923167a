import { RunFailedError, systemClock } from '#libs/platform';
import { Plan, loadScenario } from '#libs/simulation';
import type { House } from '../backend/house.js';
import { count, type Output } from '../output.js';
import { SimulationRun } from '../run/simulation-run.js';
import type { CliSettings } from '../settings.js';
import { productVersions } from '../versions.js';
import type { Measured } from './bench-report.js';
import { BENCH_SCENARIO, seedOfRound } from './bench-stream.js';
import { runContestant } from './programs.js';

/** The months that are read. */
const HISTORY_SCENARIO = 'national-2021-to-2023';
/** Milliseconds for the first answer to each question: everything is computed then. */
const FIRST_ANSWER_MS_MAX = 60_000;

export interface MetricsBench {
  readonly house: House;
  readonly settings: CliSettings;
  /** Readers at once. */
  readonly readers: number;
  /** Between an answer and the next request of a reader; 0: none. */
  readonly pauseMs: number;
  /** Seconds that are measured, once in silence and once under load. */
  readonly seconds: number;
  /** Size of the 36 months; their cells are nearly as many as at full size. */
  readonly historyScale: number;
  /** Size of the month that is simulated meanwhile. */
  readonly scale: number;
  readonly output: Output;
}

/** What the readers saw. */
export interface MetricsBenchReport {
  readonly bench: 'metrics';
  readonly readers: number;
  readonly pauseMs: number;
  readonly cells: number;
  readonly quiet: Measured;
  readonly underLoad: Measured;
  /** False: the simulation ended before the readers did, and part of the load was none. */
  readonly isLoadedThroughout: boolean;
}

/** Readers of every indicator over 36 months, while nothing else runs, and while a month is simulated. */
export async function benchMetrics(bench: MetricsBench): Promise<MetricsBenchReport> {
  const { house, output, readers, seconds, pauseMs } = bench;
  output.line(`filling 36 months: ${HISTORY_SCENARIO} at ${String(bench.historyScale)}`);
  await simulate(bench, HISTORY_SCENARIO, bench.historyScale);
  const url = addressOf(house);
  const paths = await questionsAt(url);
  for (const path of paths) await firstAnswer(url, path);
  const task = { url, paths, readers, seconds, pauseMs };
  const quiet = await runContestant({ file: 'metrics/readers', task });
  let isOver = false;
  const load = simulate(bench, BENCH_SCENARIO, bench.scale).finally(() => {
    isOver = true;
  });
  const [underLoad, isLoadedThroughout] = await Promise.all([
    runContestant({ file: 'metrics/readers', task }).then(
      (measured) => [measured, !isOver] as const,
    ),
    load,
  ]).then(([measured]) => measured);
  return {
    bench: 'metrics',
    readers,
    pauseMs,
    cells: await cellsIn(house),
    quiet,
    underLoad,
    isLoadedThroughout,
  };
}

/** A table for a person. */
export function metricsLines(report: MetricsBenchReport): string[] {
  const line = (name: string, { eventsPerSecond, ...measured }: Measured): string => {
    const ms = (key: string): string => `${Number(measured[key]).toFixed(1).padStart(8)} ms`;
    return `  ${name.padEnd(10)} ${count(eventsPerSecond).padStart(8)} answers/s  p50 ${ms('p50Ms')}  p95 ${ms('p95Ms')}  p99 ${ms('p99Ms')}  max ${ms('maxMs')}  refused ${String(measured['refused'])}`;
  };
  return [
    `${String(report.readers)} readers of every indicator over 36 months, ${count(report.cells)} cells, ${String(report.pauseMs)} ms between an answer and the next request`,
    line('quiet', report.quiet),
    line('simulating', report.underLoad),
    ...(report.isLoadedThroughout
      ? []
      : ['  the simulation ended before the readers: give it a larger --scale']),
  ];
}

async function simulate(
  { house, settings, output }: MetricsBench,
  name: string,
  scale: number,
): Promise<void> {
  const scenario = loadScenario(name, { scale });
  const seed = seedOfRound(0);
  await new SimulationRun(
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
}

function addressOf(house: House): string {
  const found = house.services
    ?.addresses()
    .find(({ instance }) => instance.startsWith('metrics-api'));
  if (found) return found.address;
  throw new RunFailedError('bench metrics: expected a metrics-api that listens; there is none');
}

/** Every indicator in the public view over all months, and the widest breakdown as a file. */
async function questionsAt(url: string): Promise<string[]> {
  const answer = await fetch(`${url}/v1/indicators`);
  const { indicators } = (await answer.json()) as {
    indicators: { name: string; isPublic: boolean; parameters: { name: string }[] }[];
  };
  const months = 'from=2021-01&to=2023-12';
  return indicators.flatMap(({ name, isPublic, parameters }) => {
    if (!isPublic) return [];
    const has = (parameter: string): boolean => parameters.some((one) => one.name === parameter);
    const path = `/v1/indicators/${name}`;
    const query = has('from') && has('to') ? `?${months}` : '';
    return [
      `${path}.json${query}`,
      ...(name === 'volumes' ? [`${path}.json?${months}&by=department`] : []),
      ...(name === 'volumes' ? [`${path}.csv?${months}&by=department`] : []),
    ];
  });
}

async function firstAnswer(url: string, path: string): Promise<void> {
  const signal = AbortSignal.timeout(FIRST_ANSWER_MS_MAX);
  const answer = await fetch(`${url}${path}`, { signal });
  if (answer.status === 200) {
    await answer.arrayBuffer();
    return;
  }
  throw new RunFailedError(
    `bench metrics: expected ${path} to be answered, came ${String(answer.status)}: ${await answer.text()}`,
  );
}

async function cellsIn({ pool }: House): Promise<number> {
  const { rows } = await pool.query<{ cells: number }>(
    'select (select count(*) from volume_by_department)::integer + (select count(*) from volume_by_type)::integer as cells',
  );
  return rows[0]?.cells ?? 0;
}
