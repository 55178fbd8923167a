import { mkdir } from 'node:fs/promises';
import { EXIT_CODE, onShutdown, systemClock } from '#libs/platform';
import { Plan, type Scenario } from '#libs/simulation';
import { Runs, newRunId } from '#libs/store';
import { openHouse, type House } from '../backend/house.js';
import type { ServiceSpec } from '../backend/services.js';
import { loadRequestOf, type LoadOptions } from '../load/load-request.js';
import { standardOutput, type Output } from '../output.js';
import type { CliSettings } from '../settings.js';
import { assertDiskSpace } from './disk-space.js';
import { writeJson } from './out-file.js';
import { planLines, plannedRecords } from './plan-page.js';
import { RunRecord } from './run-record.js';
import { SimulationRun, type RunOutcome } from './simulation-run.js';
import { printSummary } from './summary.js';
import { assertMeasurable, type Threshold } from './thresholds.js';
import { productVersions } from '../versions.js';

/** Where the services of a run are: started by its command, or running already. */
export type ServicesPlace = 'own' | 'elsewhere';

export interface ScenarioRun {
  readonly settings: CliSettings;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly thresholds: readonly Threshold[];
  /** An open-model load and how long the run takes; see LoadOptions. Omitted: the whole scenario, as fast as it goes. */
  readonly loadOptions?: LoadOptions;
  readonly emitters: number;
  readonly aggregators: number;
  readonly sonsAggregators: number;
  readonly partitions: number;
  /** elsewhere: they run already, in containers or in a cluster, and none is started. Omitted: own. */
  readonly services?: ServicesPlace;
  /** File for the JSON result; undefined: none. */
  readonly out: string | undefined;
  /** Services that listen beside the run; omitted: none. Not started beside a running mes up, which has its own. */
  readonly listeners?: readonly ServiceSpec[];
  /** Called while the backend still runs, for what a command shows of its figures. */
  readonly afterwards?: (context: { house: House; output: Output }) => Promise<void>;
}

/**
 * Runs a scenario from an open backend to the printed proof.
 *
 * @returns the exit code: 0, 1 when a figure is wrong, 99 when a threshold is crossed or a rate missed
 */
export async function runScenario(run: ScenarioRun): Promise<number> {
  const output = standardOutput(() => systemClock.monotonicMs());
  const plan = new Plan(run.scenario, run.seed);
  const { duration } = run.loadOptions ?? {};
  const load = loadRequestOf(run.loadOptions ?? {}, plan.totals().allEvents);
  assertMeasurable(run.thresholds, load !== undefined);
  for (const line of planLines(run.scenario, plan)) output.line(line);
  await mkdir(run.settings.MES_CACHE_DIR, { recursive: true });
  if (run.settings.MES_KAFKA_BROKERS === '') {
    await assertDiskSpace(run.settings.MES_CACHE_DIR, plannedRecords(plan));
  }
  const house = await openHouse(
    run.settings,
    {
      ...run,
      streams: plan.streams(),
      keepData: false,
      mayAttach: true,
      withServices: run.services !== 'elsewhere',
    },
    output,
  );
  const record = await beginRecord(run, house);
  // Of a run that is over: what may still go on are its pages.
  let exitCode: number | undefined;
  onShutdown(async (reason) => {
    output.line(`${reason}: stopping what was started`);
    await record.fail(new Error(`ended by ${reason}`));
    await house.close();
    process.exit(exitCode ?? EXIT_CODE.failed);
  });
  try {
    const outcome = await record.keep((follower) =>
      new SimulationRun(
        {
          ...run,
          plan,
          ...(load !== undefined && { load }),
          ...(load === undefined && duration !== undefined && { durationSeconds: duration }),
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
          stallSeconds: run.settings.MES_STALL_SECONDS,
          follower,
        },
      ).execute(),
    );
    exitCode = exitCodeFor(outcome);
    printSummary(outcome, output);
    if (run.out !== undefined) await writeJson(run.out, outcome.report);
    await run.afterwards?.({ house, output });
    return exitCode;
  } finally {
    await house.close();
  }
}

/** The row of this run, which pages show; closes the house when there can be none. */
async function beginRecord(
  { scenario, seed, settings }: ScenarioRun,
  house: House,
): Promise<RunRecord> {
  const id = newRunId();
  const runs = new Runs(house.pool);
  try {
    await runs.create({ id, scenario: scenario.name, seed, scale: scenario.scale });
  } catch (error) {
    await house.close();
    throw error;
  }
  const patience = { clock: systemClock, patienceSeconds: settings.MES_STALL_SECONDS };
  return new RunRecord(runs, id, patience);
}

function exitCodeFor({ report, planFaults }: RunOutcome): number {
  if (report.verification.wrong > 0 || report.events.lost > 0 || planFaults.length > 0) {
    return EXIT_CODE.failed;
  }
  // A load that may not miss its rate is a threshold too.
  if (report.load?.missed) return EXIT_CODE.thresholdCrossed;
  return report.thresholds.every(({ passed }) => passed)
    ? EXIT_CODE.done
    : EXIT_CODE.thresholdCrossed;
}
