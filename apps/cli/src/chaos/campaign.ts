import { randomUUID } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { RunFailedError, systemClock } from '#libs/platform';
import { Plan, loadScenario, type Scenario } from '#libs/simulation';
import { DatabaseUnreachableError, isDatabaseAway } from '#libs/store';
import type { House } from '../backend/house.js';
import { count, seconds, type Output } from '../output.js';
import { SimulationRun, type RunOutcome } from '../run/simulation-run.js';
import { printDifferences } from '../run/summary.js';
import type { CliSettings } from '../settings.js';
import { countFromTopics } from '../verify/from-topics.js';
import { readDatabaseCells, verifyCells } from '../verify/verification.js';
import { productVersions } from '../versions.js';
import { inject, type FaultTargets } from './inject.js';
import { deathsOf, drawSchedule, type FaultKind, type ScheduledFault } from './schedule.js';

export interface Campaign {
  readonly house: House;
  readonly settings: CliSettings;
  readonly scenario: string;
  readonly scale: number;
  readonly seed: number;
  /** First round: a campaign that was interrupted goes on with the one after its last. */
  readonly roundFrom: number;
  /** Rounds at most. */
  readonly rounds: number;
  /** The campaign ends with the round that reaches so many deaths; Infinity: all rounds are run. */
  readonly deaths: number;
  readonly kinds: readonly FaultKind[];
  /** Gets a line of JSON for each round; undefined: none. */
  readonly journal: string | undefined;
  readonly output: Output;
}

/** What a round, or a campaign, did and found. */
export interface Tally {
  rounds: number;
  deaths: number;
  /** Faults that hit something. */
  readonly faults: Partial<Record<FaultKind, number>>;
  events: number;
  duplicatesIgnored: number;
  lost: number;
  /** Cells compared with the truth, over all rounds; each round compares every cell there is. */
  cells: number;
  wrong: number;
}

/** Faults drawn for a round; a round that ends sooner leaves the rest. */
const FAULTS_A_ROUND_MAX = 60;
/** A run has begun to move by then, milliseconds. */
const LEAD_MS = 1200;

/**
 * Runs the scenario again and again, each time with another seed, while faults happen to its processes
 * and servers; after each round every cell of the database is compared with the truth of all rounds,
 * and at the end with a second, plain count of the topics.
 *
 * @throws RunFailedError when a run stands still, or a service cannot be started again
 */
export async function runCampaign(campaign: Campaign): Promise<Tally> {
  const { output, seed, roundFrom, rounds, deaths } = campaign;
  const tally = emptyTally();
  for (let round = roundFrom; round < roundFrom + rounds && tally.deaths < deaths; round++) {
    const startedMs = systemClock.monotonicMs();
    const done = await runRound(campaign, round);
    add(tally, done);
    output.line(
      `round ${String(round)} of seed ${String(seed)}: ${count(done.events)} events, ${faultsText(done.faults)}; ${count(done.duplicatesIgnored)} repetitions ignored, ${count(done.lost)} lost, ${count(done.cells)} cells, ${count(done.wrong)} wrong; ${seconds((systemClock.monotonicMs() - startedMs) / 1000)}; ${count(tally.deaths)} deaths so far`,
    );
    await note(campaign, { seed, round, ...done });
    if (done.wrong > 0 || done.lost > 0) break;
  }
  const wrongFromTopics = await verifyFromTopics(campaign);
  return { ...tally, wrong: tally.wrong + wrongFromTopics };
}

async function runRound(campaign: Campaign, round: number): Promise<Tally> {
  const { house, seed, output } = campaign;
  if (house.services === undefined) throw new RunFailedError('a campaign needs its own services');
  const scenario = loadScenario(campaign.scenario, { scale: campaign.scale });
  const run = simulationOf(campaign, scenario, seed + round);
  const targets: FaultTargets = {
    services: house.services,
    servers: house.backend.servers,
    databaseUrl: house.backend.databaseUrl,
    clock: systemClock,
  };
  const faults: Partial<Record<FaultKind, number>> = {};
  const over = new AbortController();
  const outcome = run.execute().finally(() => {
    over.abort();
  });
  // It is awaited below; until then its error waits.
  outcome.catch(() => undefined);
  await systemClock.sleep(LEAD_MS);
  const schedule = drawSchedule({ ...campaign, round, count: FAULTS_A_ROUND_MAX });
  for (const fault of schedule) {
    await systemClock.sleep(fault.afterMs);
    if (over.signal.aborted) break;
    output.progress(`  ${fault.kind}`);
    if (await attempt(fault, targets)) faults[fault.kind] = (faults[fault.kind] ?? 0) + 1;
  }
  output.endProgress();
  return tallyOf(await outcome, faults, output);
}

/** A fault that needs the database finds it away at times, by an earlier one: then it misses. */
async function attempt(fault: ScheduledFault, targets: FaultTargets): Promise<boolean> {
  try {
    return await inject(fault, targets);
  } catch (error) {
    if (error instanceof DatabaseUnreachableError || isDatabaseAway(error)) return false;
    throw error;
  }
}

function simulationOf(
  { house, settings, output }: Campaign,
  scenario: Scenario,
  seed: number,
): SimulationRun {
  return new SimulationRun(
    { scenario, seed, plan: new Plan(scenario, seed), thresholds: [] },
    {
      kafkaBrokers: house.brokers,
      admin: house.admin,
      pool: house.pool,
      services: house.services,
      backend: house.backend.versions,
      versions: productVersions(),
      clock: systemClock,
      output: { ...output, line: () => undefined, progress: () => undefined },
      stallSeconds: settings.MES_STALL_SECONDS,
    },
  );
}

function tallyOf(
  { report, verification, sons, planFaults }: RunOutcome,
  faults: Partial<Record<FaultKind, number>>,
  output: Output,
): Tally {
  printDifferences(verification.differences, output);
  return {
    rounds: 1,
    deaths: Object.entries(faults).reduce(
      (sum, [kind, times]) => sum + deathsOf(kind as FaultKind) * times, // The keys of such a record.
      0,
    ),
    faults,
    events: report.events.planned,
    duplicatesIgnored: report.events.duplicatesIgnored,
    lost: report.events.lost,
    cells: report.verification.cells,
    wrong: verification.differences.length + (sons?.wrong ?? 0) + planFaults.length,
  };
}

/** @returns cells in which the topics, counted plainly, and the database differ */
async function verifyFromTopics({ house, output }: Campaign): Promise<number> {
  const plain = await countFromTopics(house.brokers, randomUUID(), (records) => {
    output.progress(`  read ${count(records)} records`);
  });
  output.endProgress();
  const { cells, differences } = verifyCells(plain.cells, await readDatabaseCells(house.pool));
  printDifferences(differences, output);
  output.line(
    `topics and database: ${count(plain.records)} records read one by one, ${count(plain.duplicates)} of them repeated; ${count(cells)} cells compared, ${count(differences.length)} wrong`,
  );
  return differences.length;
}

function emptyTally(): Tally {
  return {
    rounds: 0,
    deaths: 0,
    faults: {},
    events: 0,
    duplicatesIgnored: 0,
    lost: 0,
    cells: 0,
    wrong: 0,
  };
}

function add(sum: Tally, one: Tally): void {
  sum.rounds += one.rounds;
  sum.deaths += one.deaths;
  sum.events += one.events;
  sum.duplicatesIgnored += one.duplicatesIgnored;
  sum.lost += one.lost;
  sum.cells += one.cells;
  sum.wrong += one.wrong;
  for (const [name, times] of Object.entries(one.faults)) {
    const kind = name as FaultKind; // The keys of such a record.
    sum.faults[kind] = (sum.faults[kind] ?? 0) + times;
  }
}

/** Such as `3 kill emitter, 1 kill broker`. */
export function faultsText(faults: Tally['faults']): string {
  const parts = Object.entries(faults).map(([kind, times]) => `${String(times)} ${kind}`);
  return parts.length === 0 ? 'no fault' : parts.join(', ');
}

async function note({ journal }: Campaign, line: object): Promise<void> {
  if (journal !== undefined) await appendFile(journal, `${JSON.stringify(line)}\n`);
}
