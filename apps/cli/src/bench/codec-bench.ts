import { count, type Output } from '../output.js';
import { benchReport, type BenchReport, type ContestantRuns } from './bench-report.js';
import { medianOf } from './median.js';
import { thisMachine } from './machine.js';
import { runContestant } from './programs.js';
import { seedOfRound } from './bench-stream.js';

export interface CodecBench {
  readonly runs: number;
  readonly output: Output;
}

/** Of the national month: about 63,000 events of all channels and shards, more than the caches hold. */
const SAMPLE_SCALE = 0.002;
/** Times that each round goes through them: about a second for the slowest. */
const PASSES = 5;

/** Our codec against `avsc` on the same schemas and against JSON, in one process, without a broker. */
export async function benchCodec({ runs, output }: CodecBench): Promise<BenchReport> {
  output.progress('  encoding and decoding');
  const result = await runContestant({
    file: 'codec/codec',
    task: { scale: SAMPLE_SCALE, seed: seedOfRound(0), runs, passes: PASSES },
  });
  output.endProgress();
  output.line(`  ${count(Number(result['events']))} events, bytes and values agree`);
  // Written by test/bench/codec/codec.ts.
  const [ours, ...peers] = result['contestants'] as ContestantRuns[];
  if (!ours) throw new Error('the codec bench has contestants');
  return benchReport('codec', withNanoseconds(ours), peers.map(withNanoseconds), thisMachine());
}

function withNanoseconds(contestant: ContestantRuns): ContestantRuns {
  const median = (field: string): string =>
    medianOf(contestant.runs.map((run) => Number(run[field]))).toFixed(0);
  return {
    ...contestant,
    note: `encode ${median('encodeNanoseconds')} ns, decode ${median('decodeNanoseconds')} ns: ${contestant.note}`,
  };
}
