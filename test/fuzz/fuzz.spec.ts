import { describe, expect, it } from '@jest/globals';
import { EventView, MalformedEventError } from '#libs/events';
import { Fuzzer, inputOf, type FaultKind } from './fuzzer.js';
import { batches, events, reseal } from './originals.js';
import { PlainBatchReader, PlainRefusal, type Bug } from './plain-batches.js';
import { Random } from './random.js';
import type { FuzzTarget } from './target.js';
import { TARGETS } from './targets.js';

/** A short form of `npm run test:fuzz`: 20,000 inputs, the same at every run. */
const COUNTS: Readonly<Record<string, number>> = {
  batches: 7000,
  responses: 3500,
  fold: 500,
  events: 8000,
  facts: 1000,
};

describe.each(TARGETS.map((target) => [target.name, target] as const))(
  'the reader of %s',
  (name, target) => {
    it('refuses changed bytes by name or reads them right, in bounded time and memory', () => {
      const result = new Fuzzer(target).run({ seed: 8, count: COUNTS[name] ?? 0 });
      expect(result.fault).toBeUndefined();
      expect(result.inputs).toBe(COUNTS[name]);
      // A fuzzer whose inputs are all refused, or all taken, tests nothing.
      expect(result.read).toBeGreaterThan(result.inputs / 50);
      expect(result.refused).toBeGreaterThan(result.inputs / 50);
    });
  },
);

/** A reader of batches with a deliberate bug, held against the one without. */
function mutantOf(bug: Bug): FuzzTarget {
  const mutant = new PlainBatchReader(bug);
  const right = new PlainBatchReader();
  return {
    name: bug,
    originals: batches,
    repair: (random: Random, bytes) => {
      if (!random.oneIn(3)) reseal(bytes);
    },
    named: [PlainRefusal],
    memoryBytesMax: 8 * 1024 * 1024,
    read: ({ buffer, start, end }) => mutant.read(buffer.subarray(start, end)) ?? 'packed',
    // The others are to be caught by what they do, not by what they read.
    ...(bug === 'believes without a checksum' && {
      expected: (bytes) => right.expected(bytes),
    }),
  };
}

describe('the fuzzer itself', () => {
  it.each<[Bug, FaultKind]>([
    ['believes without a checksum', 'wrong reading'],
    ['believes the length of a value', 'over-read'],
    ['takes memory before it looks', 'over-allocation'],
    ['goes on by the length it read', 'hang'],
    ['throws what the engine throws', 'crash'],
  ])('finds a reader that %s: %s', (bug, kind) => {
    const hangMs = kind === 'hang' ? 300 : 60_000;
    const { fault } = new Fuzzer(mutantOf(bug)).run({ seed: 1, count: 20_000, hangMs });
    expect(fault).toMatchObject({ kind, target: bug, seed: 1 });
    // One input is enough to show it again, and what is printed is that input made shorter.
    const again = { seed: 1, from: fault?.index ?? 0, count: 1, hangMs };
    expect(new Fuzzer(mutantOf(bug)).run(again).fault).toMatchObject({ kind });
    const whole = inputOf(mutantOf(bug), 1, again.from);
    expect((fault?.hex.length ?? 0) / 2).toBeLessThanOrEqual(whole.length);
  });

  it('finds a reader of events that looks at the byte behind its end', () => {
    const view = new EventView();
    const mutant: FuzzTarget = {
      name: 'one byte more',
      originals: events,
      named: [MalformedEventError],
      memoryBytesMax: 8 * 1024 * 1024,
      read: ({ buffer, start, end }) => {
        view.readCarefully(buffer, start, end + 1);
        return String(view.sequence);
      },
    };
    const { fault } = new Fuzzer(mutant).run({ seed: 1, count: 20_000 });
    expect(fault?.kind).toBe('over-read');
  });

  it('finds nothing in a reader without a bug', () => {
    const right = new PlainBatchReader();
    const target: FuzzTarget = {
      ...mutantOf('throws what the engine throws'),
      read: ({ buffer, start, end }) => right.read(buffer.subarray(start, end)) ?? 'packed',
    };
    expect(new Fuzzer(target).run({ seed: 1, count: 2000 }).fault).toBeUndefined();
  });

  it('makes the same input of the same seed and number, and another of another', () => {
    const [target] = TARGETS;
    if (target === undefined) throw new Error('no target');
    expect(inputOf(target, 5, 77)).toEqual(inputOf(target, 5, 77));
    const inputs = new Set(
      Array.from({ length: 200 }, (_, index) => inputOf(target, 5, index).toString('hex')),
    );
    expect(inputs.size).toBeGreaterThan(150);
  });
});

describe('Random', () => {
  it('gives every number below its limit, and no other', () => {
    const random = new Random(3, 4);
    const seen = new Set(Array.from({ length: 500 }, () => random.below(7)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});
