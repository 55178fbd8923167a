import type { RunOutcome } from '../run/simulation-run.js';
import { count, type Output } from '../output.js';
import { afterProbe, nextProbe, startSearch, type CeilingBounds } from './ceiling.js';

/** One rate that was tried. */
export interface Probe {
  readonly ratePerSecond: number;
  readonly hasHeld: boolean;
  /** The thresholds that were crossed, each with the value that came, and figures that were wrong. */
  readonly broke: readonly string[];
  readonly report: RunOutcome['report'];
}

/** What a search found. */
export interface CeilingResult {
  /** Highest rate that held, records per second; 0: not even the first one. */
  readonly ceilingPerSecond: number;
  /** False when the highest rate that was allowed held: the ceiling lies above. */
  readonly isBounded: boolean;
  readonly probes: readonly Probe[];
}

/**
 * Searches for the highest rate that holds, and prints each probe with what broke.
 *
 * @param run runs a load at a rate; `index` counts the probes from 0
 */
export async function runProbes(
  bounds: CeilingBounds,
  run: (ratePerSecond: number, index: number) => Promise<RunOutcome>,
  output: Output,
): Promise<CeilingResult> {
  const probes: Probe[] = [];
  let search = startSearch(bounds);
  for (let rate = nextProbe(search); rate !== undefined; rate = nextProbe(search)) {
    const outcome = await run(rate, probes.length);
    const probe = probeOf(rate, outcome);
    probes.push(probe);
    output.line(probeLine(probe));
    search = afterProbe(search, rate, probe.hasHeld);
  }
  return { ceilingPerSecond: search.holds, isBounded: search.breaks < Infinity, probes };
}

/** What a run at a rate says of that rate. */
function probeOf(ratePerSecond: number, { report, planFaults }: RunOutcome): Probe {
  const broke = [
    ...report.thresholds
      .filter(({ passed }) => !passed)
      .map(({ expression, value }) => `${expression} (came ${shown(value)})`),
    ...(report.load?.missed ? ['the rate was missed'] : []),
    ...(report.verification.wrong > 0 ? [`${count(report.verification.wrong)} cells WRONG`] : []),
    ...planFaults,
  ];
  return { ratePerSecond, hasHeld: broke.length === 0, broke, report };
}

function probeLine({ ratePerSecond, hasHeld, broke, report }: Probe): string {
  const { load, freshnessMs } = report;
  const figures =
    load === null
      ? ''
      : `achieved ${count(load.achievedPerSecond)}/s, publish p99 ${shown(load.publishMs.p99)} ms, visible p99 ${count(freshnessMs.p99)} ms, dropped ${count(load.dropped)}`;
  return `${count(ratePerSecond).padStart(11)}/s  ${hasHeld ? 'holds ' : 'BREAKS'}  ${figures}${hasHeld ? '' : `: ${broke.join(', ')}`}`;
}

function shown(value: number): string {
  return Number.isNaN(value) ? 'nothing' : String(Math.round(value * 10) / 10);
}
