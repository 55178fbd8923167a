/**
 * npm run test:fuzz: ten million changed inputs for what reads bytes of strangers. Prints its seed, a
 * line of progress every few seconds and a summary; ends with 1 and the shortest input that shows it
 * when a reader crashes, hangs, reads or takes too much, or reads something else than a second reader.
 *
 *   npm run test:fuzz -- --seed 7 --count 1000000 --target batches
 *   npm run test:fuzz -- --seed 7 --target batches --from 123456 --count 1
 */
import { randomInt } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Fuzzer, type FuzzResult } from './fuzzer.js';
import type { FuzzTarget } from './target.js';
import { TARGETS } from './targets.js';

const SEED_LIMIT = 2 ** 31;
const PROGRESS_MS = 5000;
/**
 * Inputs between two turns of the event loop: zlib gives back what it took for an input that it refuses,
 * some 9 kB, only then. Readers of the product have a turn after each answer.
 */
const INPUTS_A_TURN = 5000;
const EXIT = { done: 0, faultFound: 1, badInvocation: 2 } as const;

/** Inputs of a whole run by target: ten million batches, and what is in them. */
const COUNTS: Readonly<Record<string, number>> = {
  batches: 8_000_000,
  responses: 2_000_000,
  fold: 100_000,
  events: 5_000_000,
  facts: 500_000,
};

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function refuse(line: string): never {
  process.stderr.write(`test:fuzz: ${line}\n`);
  process.exit(EXIT.badInvocation);
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) {
    refuse(`--${name}: expected a whole number of 0 or more, came ${text}`);
  }
  return value;
}

const { values: given } = parseArgs({
  options: {
    seed: { type: 'string' },
    count: { type: 'string' },
    from: { type: 'string' },
    target: { type: 'string' },
  },
});
const seed = wholeNumber('seed', given.seed) ?? randomInt(SEED_LIMIT);
const from = wholeNumber('from', given.from) ?? 0;
const count = wholeNumber('count', given.count);
const targets = TARGETS.filter(({ name }) => given.target === undefined || name === given.target);
if (targets.length === 0) {
  const names = TARGETS.map(({ name }) => name).join(', ');
  refuse(`--target: expected one of ${names}, came ${given.target ?? ''}`);
}

say(`seed ${seed}`);
let inputs = 0;
for (const target of targets) {
  const result = await runTarget(target, count ?? COUNTS[target.name] ?? 0);
  inputs += result.inputs;
  if (result.fault === undefined) continue;
  const { kind, detail, hex, index } = result.fault;
  say(`${kind} of ${target.name}: ${detail}`);
  say(`input ${index}, as short as it could be made: ${hex}`);
  say(
    `again: npm run test:fuzz -- --seed ${seed} --target ${target.name} --from ${index} --count 1`,
  );
  process.exit(EXIT.faultFound);
}
say(`${inputs.toLocaleString('en')} inputs, no fault`);

async function runTarget(target: FuzzTarget, inputsWanted: number): Promise<FuzzResult> {
  const startedMs = performance.now();
  let saidMs = startedMs;
  const fuzzer = new Fuzzer(target);
  const turn = (done: number): FuzzResult =>
    fuzzer.run({ seed, from: from + done, count: Math.min(INPUTS_A_TURN, inputsWanted - done) });
  let result = turn(0);
  for (
    let done = INPUTS_A_TURN;
    done < inputsWanted && result.fault === undefined;
    done += INPUTS_A_TURN
  ) {
    await setImmediate();
    result = turn(done);
    const nowMs = performance.now();
    if (nowMs - saidMs < PROGRESS_MS) continue;
    saidMs = nowMs;
    const rate = Math.round((1000 * result.inputs) / (nowMs - startedMs));
    say(
      `  ${target.name} ${result.inputs.toLocaleString('en')}, ${rate.toLocaleString('en')} a second`,
    );
  }
  const seconds = (performance.now() - startedMs) / 1000;
  const rate = Math.round(result.inputs / seconds).toLocaleString('en');
  const refusals = Object.entries(result.refusals)
    .sort(([, one], [, other]) => other - one)
    .map(([name, times]) => `${name.replace('refused ', '')} ${times.toLocaleString('en')}`);
  say(
    `${target.name}: ${result.inputs.toLocaleString('en')} inputs in ${seconds.toFixed(1)} s, ${rate} a second; ` +
      `read ${result.read.toLocaleString('en')}, refused ${refusals.join(', ') || 'none'}; ` +
      `longest ${result.msMax.toFixed(1)} ms; memory of the process ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MiB`,
  );
  return result;
}
