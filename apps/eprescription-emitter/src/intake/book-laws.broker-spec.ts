import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IntakeLane } from '#libs/intake';
import { decide, evolve, type Prescription } from '#libs/prescriptions';
import { loadPrescriptions, readPatients } from '#libs/store';
import fc from 'fast-check';
import type { IntakeAnswer, IntakeCommand, IssuedAnswer } from './intake-command.js';
import { PrescriptionBook } from './prescription-book.js';
import { issueCommand, dispenseCommand } from './prescription-commands.js';
import type { DispenseDto, IssueDto } from './prescription.dto.js';
import {
  IntakeHouse,
  OTHER_PHARMACY,
  PHARMACIST,
  PHARMACY,
  PRESCRIBER,
  dispenseBody,
  issueBody,
} from './test-intake.js';

const RUNS = 40;

/** A command about one of two prescriptions. */
const anyCommand = fc.record({
  which: fc.nat(1),
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constant('dispense' as const) },
    { weight: 1, arbitrary: fc.constantFrom('issue' as const, 'cancel' as const) },
  ),
  pharmacy: fc.constantFrom(PHARMACY, OTHER_PHARMACY),
  dispensation: fc.constantFrom('a', 'b', 'c'),
  quantities: fc.constantFrom<Record<number, number>>({ 1: 1 }, { 1: 3 }, { 2: 1 }, { 1: 2, 2: 1 }),
});

// The book and the database are real; the broker takes everything.
describe('the book of electronic prescriptions', () => {
  const house = new IntakeHouse();
  let lane: IntakeLane<IntakeCommand, IntakeAnswer>;
  const batches: number[] = [];

  beforeAll(async () => {
    await house.open();
    const book = new PrescriptionBook(readPatients);
    lane = await IntakeLane.open({
      book: {
        channel: book.channel,
        companions: book.companions,
        settle: (commands, context) => {
          batches.push(commands.length);
          return book.settle(commands, context);
        },
      },
      pool: house.pool,
      producer: { send: () => Promise.resolve({ baseOffset: 0n }) },
      partitions: 12,
      clock: house.clock,
      onFatal: (error) => house.fatal.push(error),
    });
  }, 60_000);

  afterAll(async () => {
    await lane.close();
    await house.close();
    expect(house.fatal).toEqual([]);
  });

  it('decides any mixture of commands in batches as the rules do one by one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyCommand, { minLength: 1, maxLength: 30 }), async (mixture) => {
        // Casts: these bodies have the form that the edge has checked.
        const issues = [1, 2].map(() =>
          issueCommand(
            issueBody({ idempotencyKey: randomUUID() }) as unknown as IssueDto,
            PRESCRIBER,
          ),
        );
        const numbers: string[] = [];
        for (const issue of issues) {
          const answer = await lane.submit(issue);
          const body = answer.outcome === 'done' ? (answer.body as IssuedAnswer) : undefined;
          numbers.push(body?.number ?? '');
        }
        const commands = mixture.map((wanted): IntakeCommand => {
          const number = numbers[wanted.which] ?? '';
          const { pharmacy, dispensation, quantities } = wanted;
          if (wanted.what === 'issue') return issues[wanted.which] ?? fail();
          if (wanted.what === 'cancel') {
            return { type: 'cancel', number, cancel: { type: 'cancel', prescriber: PRESCRIBER } };
          }
          const body = dispenseBody(quantities, { pharmacy, dispensation });
          return dispenseCommand(number, body as unknown as DispenseDto, PHARMACIST);
        });

        const model = new Map<string, Prescription>();
        const nowMs = house.clock.nowMs();
        const expected = [...issues, ...commands].map((command) => {
          if (command.type === 'expire') return fail();
          const number =
            command.type === 'issue' ? (numbers[issues.indexOf(command)] ?? '') : command.number;
          const pure =
            command.type === 'issue'
              ? command.issue
              : command.type === 'dispense'
                ? command.dispense
                : command.cancel;
          const decision = decide(model.get(number), pure, { nowMs, nextNumber: number });
          if (decision.kind === 'refused') return decision.refusal.symbol;
          if (decision.kind === 'repeated') return 'repeated';
          const state = decision.facts.reduce<Prescription | undefined>(evolve, model.get(number));
          if (state !== undefined) model.set(number, state);
          return 'done';
        });

        const answers = await Promise.all(commands.map((command) => lane.submit(command)));
        expect(
          answers.map((answer) => (answer.outcome === 'refused' ? answer.symbol : answer.outcome)),
        ).toEqual(expected.slice(issues.length));
        const stored = await loadPrescriptions(house.pool, { numbers, keys: [] });
        for (const { prescription } of stored) {
          const wanted = model.get(prescription.number);
          expect(prescription.lines).toEqual(wanted?.lines);
          expect(prescription.status).toBe(wanted?.status);
          expect(prescription.dispensations.map((act) => act.lines)).toEqual(
            wanted?.dispensations.map((act) => act.lines),
          );
        }
        expect(stored).toHaveLength(2);
      }),
      { numRuns: RUNS },
    );
    // Otherwise nothing was settled together, and the law says little.
    expect(Math.max(...batches)).toBeGreaterThan(5);
  }, 60_000);
});

function fail(): never {
  throw new Error('the spec makes no such command');
}
