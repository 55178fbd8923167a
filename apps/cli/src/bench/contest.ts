import { count, type Output } from '../output.js';
import type { ContestantRuns, Measured } from './bench-report.js';

/** Round 0 warms up: files, caches and the broker's own compiler. It is not measured. */
export const WARM_UP = 0;

/** Someone who does the same work. */
export interface Contestant {
  readonly name: string;
  readonly note: string;
  /** Does the work of one round. */
  measure(round: number): Promise<Measured>;
}

export interface Contest {
  /** Measured rounds after the warm-up. */
  readonly runs: number;
  /** Ours first. */
  readonly contestants: readonly Contestant[];
  /** Called before each round, the warm-up included. Omitted: there is nothing to prepare. */
  readonly prepare?: (round: number) => Promise<void>;
  readonly output: Output;
}

/**
 * Lets all contestants take turns, round by round, so that whatever else the machine does hits each of
 * them: ours, the first peer, the second one, …, ours again.
 */
export async function holdContest(contest: Contest): Promise<ContestantRuns[]> {
  const { contestants, output } = contest;
  const runs = contestants.map((): Measured[] => []);
  for (let round = WARM_UP; round <= contest.runs; round++) {
    await contest.prepare?.(round);
    for (const [index, contestant] of contestants.entries()) {
      const measured = await contestant.measure(round);
      const label = round === WARM_UP ? 'warm-up' : `run ${String(round)}`;
      output.line(
        `  ${label.padEnd(8)} ${contestant.name.padEnd(24)} ${count(measured.eventsPerSecond).padStart(12)} events/s`,
      );
      if (round !== WARM_UP) runs[index]?.push(measured);
    }
  }
  return contestants.map(({ name, note }, index) => ({ name, note, runs: runs[index] ?? [] }));
}
