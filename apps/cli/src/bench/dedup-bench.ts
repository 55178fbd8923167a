import { RunFailedError } from '#libs/platform';
import { count, type Output } from '../output.js';
import { benchReport, type BenchReport, type Measured } from './bench-report.js';
import { holdContest, type Contestant } from './contest.js';
import { thisMachine } from './machine.js';
import { runContestant } from './programs.js';
import { reportLines } from './report-lines.js';

export interface DedupBench {
  readonly events: number;
  /** Sequences shuffled among themselves, a power of two. */
  readonly window: number;
  readonly runs: number;
  readonly output: Output;
}

/** Shares of sequences that do not come; the last one is what the bench is named by. */
const GAP_SHARES = [0, 0.001, 0.01] as const;
/** A Set holds at most 2^24 numbers. */
const SET_EVENTS_MAX = 10_000_000;

/** The report of the largest share of gaps, with those of all shares beside it. */
export interface DedupReport extends BenchReport {
  readonly cases: readonly { readonly gapShare: number; readonly report: BenchReport }[];
}

/** Ours against a bitmap and a Set, for each share of gaps. */
export async function benchDedup(bench: DedupBench): Promise<DedupReport> {
  const cases: { gapShare: number; report: BenchReport }[] = [];
  for (const gapShare of GAP_SHARES) {
    bench.output.line(`gaps ${String(gapShare * 100)} %, windows of ${String(bench.window)}`);
    const report = await benchGapShare(bench, gapShare);
    cases.push({ gapShare, report });
  }
  const last = cases.at(-1);
  if (!last) throw new Error('GAP_SHARES has at least one share');
  return { ...last.report, cases };
}

/** A table for each share of gaps, with the growth of memory. */
export function dedupLines({ cases }: DedupReport): string[] {
  return cases.flatMap(({ gapShare, report }) => [
    `gaps ${String(gapShare * 100)} %`,
    ...reportLines(report),
    `  memory grown, MB: ${growthOf(report.runs)}`,
  ]);
}

async function benchGapShare(bench: DedupBench, gapShare: number): Promise<BenchReport> {
  const { events, runs, output } = bench;
  const [ours, ...peers] = await holdContest({
    runs,
    contestants: [
      contestant(bench, gapShare, 'sequence-set', events, 'mes'),
      contestant(bench, gapShare, 'bitmap', events),
      contestant(bench, gapShare, 'set', Math.min(events, SET_EVENTS_MAX)),
    ],
    output,
  });
  if (!ours) throw new Error('a contest has at least one contestant');
  return benchReport('dedup', ours, peers, thisMachine());
}

function contestant(
  { window }: DedupBench,
  gapShare: number,
  deduplicator: string,
  events: number,
  name = deduplicator,
): Contestant {
  return {
    name,
    note: `${deduplicator}, ${count(events)} sequences`,
    measure: async () => {
      const measured = await runContestant({
        file: 'dedup/dedup',
        task: { deduplicator, events, gapShare, window },
        nodeOptions: ['--expose-gc'],
      });
      refuseWrongAnswers(name, measured);
      return measured;
    },
  };
}

function refuseWrongAnswers(name: string, { wrong }: Measured): void {
  if (wrong === 0) return;
  throw new RunFailedError(
    `${name}: expected every first delivery new and every repeated one known, came ${String(wrong)} wrong answers`,
  );
}

/** The curve of the last run. */
function growthOf(runs: readonly Measured[]): string {
  // Written by test/bench/dedup/dedup.ts.
  const growth = (runs.at(-1)?.['growth'] ?? []) as { events: number; megabytes: number }[];
  return growth
    .map(
      ({ events, megabytes }) =>
        `${events.toExponential(0).replace('e+', 'e')}: ${String(megabytes)}`,
    )
    .join(', ');
}
