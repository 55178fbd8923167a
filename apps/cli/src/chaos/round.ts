import { systemClock } from '#libs/platform';
import { Plan, loadScenario } from '#libs/simulation';
import { DatabaseUnreachableError, isDatabaseAway } from '#libs/store';
import { loadRequestOf, type LoadRequest } from '../load/load-request.js';
import type { Output } from '../output.js';
import { SimulationRun, type RunOutcome } from '../run/simulation-run.js';
import { printDifferences } from '../run/summary.js';
import { productVersions } from '../versions.js';
import type { CampaignHouse } from './campaign-house.js';
import type { Campaign } from './campaign-request.js';
import { inject, type FaultTargets } from './inject.js';
import { drawSchedule, mayOverlap, type FaultKind, type ScheduledFault } from './schedule.js';
import { EMPTY_TALLY, add, tallyOfDead, type Tally } from './tally.js';

/** Faults of a round; from then on it is left in peace, so that it comes to its end. */
const FAULTS_A_ROUND_MAX = 120;
/** A run has begun to move by then, milliseconds. */
const LEAD_MS = 1200;
/**
 * A round may stand for longer than a run that nobody disturbs, seconds: an aggregator may die each time it
 * has come back, for as long as faults go on. They are over after a minute or two.
 */
const STALL_SECONDS_MIN = 300;
/** Nothing of a paced round is ever too late to be sent: who takes a unit over sends all that is due. */
const LATE_SECONDS_MAX = 86_400;

/** Runs the scenario once while faults happen, and compares every cell with the truth of all rounds so far. */
export async function runRound(
  campaign: Campaign,
  house: CampaignHouse,
  round: number,
): Promise<Tally> {
  const startedMs = systemClock.monotonicMs();
  const run = simulationOf(campaign, house, round);
  const over = new AbortController();
  const outcome = run.execute().finally(() => {
    over.abort();
  });
  // It is awaited below; until then its error waits.
  outcome.catch(() => undefined);
  await systemClock.sleep(LEAD_MS);
  const schedule = drawSchedule({ ...campaign, round, count: FAULTS_A_ROUND_MAX });
  const faults = await letHappen(schedule, house.targets, over.signal, campaign.output);
  const found = foundBy(await outcome, campaign.output);
  const dead = tallyOfDead(house.targets.deaths.take());
  const seconds = (systemClock.monotonicMs() - startedMs) / 1000;
  return add(EMPTY_TALLY, { rounds: 1, faults, ...found, ...dead, seconds });
}

/** Lets one fault after the other begin until the run is over, and waits until all have ended. */
async function letHappen(
  schedule: readonly ScheduledFault[],
  targets: FaultTargets,
  over: AbortSignal,
  output: Output,
): Promise<Partial<Record<FaultKind, number>>> {
  const faults: Partial<Record<FaultKind, number>> = {};
  const attempt = async (fault: ScheduledFault): Promise<void> => {
    const hasHit = await hits(fault, targets);
    if (hasHit) faults[fault.kind] = (faults[fault.kind] ?? 0) + 1;
  };
  const begun: Promise<void>[] = [];
  const underWay = new Set<FaultKind>();
  for (const fault of schedule) {
    await systemClock.sleep(fault.afterMs);
    if (over.aborted) break;
    // Two of one kind would be one that lasts for the whole round: commits that wait, everybody frozen.
    if (underWay.has(fault.kind)) continue;
    output.progress(`  ${fault.kind}`);
    underWay.add(fault.kind);
    const happens = attempt(fault).finally(() => underWay.delete(fault.kind));
    // It is awaited at the end; until then its error waits.
    happens.catch(() => undefined);
    if (mayOverlap(fault.kind)) begun.push(happens);
    else await happens;
  }
  await Promise.all(begun);
  output.endProgress();
  return faults;
}

/** A fault that needs the database finds it away at times, by an earlier one: then it misses. */
async function hits(fault: ScheduledFault, targets: FaultTargets): Promise<boolean> {
  try {
    return await inject(fault, targets);
  } catch (error) {
    if (error instanceof DatabaseUnreachableError || isDatabaseAway(error)) return false;
    throw error;
  }
}

function simulationOf(campaign: Campaign, { house }: CampaignHouse, round: number): SimulationRun {
  const { settings, output } = campaign;
  const scenario = loadScenario(campaign.scenario, { scale: campaign.scale });
  const seed = campaign.seed + round;
  const plan = new Plan(scenario, seed);
  const load = paceOf(campaign, plan);
  return new SimulationRun(
    { scenario, seed, plan, thresholds: [], ...(load !== undefined && { load }) },
    {
      kafka: house.kafka,
      admin: house.admin,
      pool: house.pool,
      services: house.services,
      backend: house.backend.versions,
      versions: productVersions(),
      clock: systemClock,
      output: { ...output, line: () => undefined, progress: () => undefined },
      stallSeconds: Math.max(STALL_SECONDS_MIN, settings.MES_STALL_SECONDS),
    },
  );
}

/** Undefined: as fast as it goes. */
function paceOf({ rate }: Campaign, plan: Plan): LoadRequest | undefined {
  if (rate === undefined) return undefined;
  return loadRequestOf({ rate, warmup: 0, lateMax: LATE_SECONDS_MAX }, plan.totals().allEvents);
}

function foundBy(
  { report, verification, sons, planFaults }: RunOutcome,
  output: Output,
): Partial<Tally> {
  printDifferences(verification.differences, output);
  for (const fault of planFaults) output.line(`  ${fault}`);
  return {
    events: report.events.planned,
    duplicatesIgnored: report.events.duplicatesIgnored,
    lost: report.events.lost,
    cells: report.verification.cells,
    wrong: verification.differences.length + (sons?.wrong ?? 0) + planFaults.length,
  };
}
