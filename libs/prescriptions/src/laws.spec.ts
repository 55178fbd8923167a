import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contentOf, type DispensePrescription, type PrescriptionCommand } from './commands.js';
import { validUntilMs } from './limits.js';
import type { Prescription } from './prescription.js';
import {
  ISSUED_AT_MS,
  NOW_MS,
  OTHER_PHARMACY,
  PHARMACY,
  after,
  cancel,
  decideAt,
  dispense,
  expire,
  issue,
  summary,
} from './test-history.js';

const QUANTITIES = [3, 1, 5] as const;
const prescribed = issue({
  lines: QUANTITIES.map((quantity, i) => ({ line: i + 1, medication: `Fictif ${i}`, quantity })),
});

const anyDispensing: fc.Arbitrary<DispensePrescription> = fc
  .record({
    pharmacy: fc.constantFrom(PHARMACY, OTHER_PHARMACY),
    dispensation: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    lines: fc.array(
      fc.record({ line: fc.integer({ min: 0, max: 4 }), quantity: fc.integer({ min: 1, max: 6 }) }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ pharmacy, dispensation, lines }) => dispense(dispensation, {}, { pharmacy, lines }));

const anyCommand: fc.Arbitrary<PrescriptionCommand> = fc.oneof(
  { weight: 6, arbitrary: anyDispensing },
  { weight: 1, arbitrary: fc.constant(prescribed) },
  { weight: 1, arbitrary: fc.constantFrom(cancel(), cancel('810109999999')) },
  { weight: 1, arbitrary: fc.constant(expire) },
);

const anyInstant = fc.constantFrom(
  NOW_MS,
  NOW_MS + 1,
  validUntilMs(ISSUED_AT_MS) - 1,
  validUntilMs(ISSUED_AT_MS),
);

/** Runs commands from an issued prescription on, and counts the facts. */
function run(commands: readonly (readonly [PrescriptionCommand, number])[]): {
  readonly state: Prescription | undefined;
  readonly facts: string[];
} {
  let state: Prescription | undefined;
  const facts: string[] = [];
  for (const [command, nowMs] of [[prescribed, NOW_MS] as const, ...commands]) {
    const decision = decideAt(state, command, nowMs);
    if (decision.kind === 'accepted') facts.push(...summary(decision));
    state = after(state, decision);
  }
  return { state, facts };
}

describe('any interleaving of commands', () => {
  it('never hands out more than was prescribed, and counts every unit once', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyCommand, anyInstant), { maxLength: 40 }), (commands) => {
        const { state, facts } = run(commands);
        const lines = state?.lines ?? [];
        for (const { quantity, dispensed } of lines) {
          expect(dispensed).toBeGreaterThanOrEqual(0);
          expect(dispensed).toBeLessThanOrEqual(quantity);
        }
        const handedOut = lines.map(({ line }) =>
          (state?.dispensations ?? [])
            .flatMap((act) => act.lines)
            .filter((given) => given.line === line)
            .reduce((sum, { quantity }) => sum + quantity, 0),
        );
        expect(handedOut).toEqual(lines.map(({ dispensed }) => dispensed));
        const isWhole = lines.every(({ quantity, dispensed }) => quantity === dispensed);
        expect(state?.status === 'dispensed').toBe(isWhole);
        expect(facts.filter((fact) => fact === 'issued')).toHaveLength(1);
        expect(facts.filter((fact) => fact.startsWith('closed')).length).toBeLessThanOrEqual(1);
        // Nothing follows a closing.
        const closing = facts.findIndex((fact) => fact.startsWith('closed'));
        if (closing >= 0) expect(closing).toBe(facts.length - 1);
      }),
    );
  });

  it('gives each line to one of two pharmacies that both want all of it', () => {
    const race = [
      dispense('a', { 1: 3, 2: 1, 3: 5 }),
      dispense('a', { 1: 3, 2: 1, 3: 5 }, { pharmacy: OTHER_PHARMACY }),
    ] as const;
    for (const order of [race, [race[1], race[0]] as const]) {
      const { facts } = run(order.map((command) => [command, NOW_MS]));
      expect(facts).toEqual(['issued', 'dispensed COMPLETE', 'closed DISPENSED']);
    }
  });
});

describe('a history that is valid', () => {
  /** Units of each line, cut into acts: together they dispense the whole. */
  const validActs = fc
    .tuple(...QUANTITIES.map((quantity) => fc.array(fc.integer({ min: 1, max: quantity }))))
    .map((cuts) =>
      cuts.flatMap((cut, index) => {
        let rest: number = QUANTITIES[index] ?? 0;
        const parts = [...cut, rest].flatMap((wanted) => {
          const quantity = Math.min(wanted, rest);
          rest -= quantity;
          return quantity === 0 ? [] : [quantity];
        });
        return parts.map((quantity, part) =>
          dispense(`${index}/${part}`, { [index + 1]: quantity }),
        );
      }),
    );

  it('gives the same totals retried, reordered and duplicated', () => {
    const shuffled = validActs.chain((acts) =>
      fc.tuple(
        fc.constant(acts),
        fc.array(fc.nat(acts.length - 1), { maxLength: 20 }).chain((again) =>
          fc.shuffledSubarray([...acts, ...again.flatMap((at) => acts[at] ?? [])], {
            minLength: acts.length + again.length,
          }),
        ),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([acts, disturbed]) => {
        const plain = run(acts.map((act) => [act, NOW_MS]));
        const other = run(disturbed.map((act) => [act, NOW_MS]));
        const sorted = (facts: readonly string[]): string[] => [...facts].sort();
        expect(other.state?.lines).toEqual(plain.state?.lines);
        expect(other.state?.status).toBe('dispensed');
        expect(sorted(other.facts)).toEqual(sorted(plain.facts));
      }),
    );
  });
});

describe('contentOf', () => {
  it('does not see the order of fields, nor fields that are left out', () => {
    expect(contentOf({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(
      contentOf({ b: [{ d: 3, c: 2, e: undefined }], a: 1 }),
    );
  });

  it('sees every value and the order of lists', () => {
    const contents = [
      { a: 1 },
      { a: '1' },
      { a: null },
      {},
      { a: [1, 2] },
      { a: [2, 1] },
      { b: 1 },
    ];
    expect(new Set(contents.map(contentOf)).size).toBe(contents.length);
  });
});
