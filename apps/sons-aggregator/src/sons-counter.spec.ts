import { SONS_TOPIC, type EditorEnrolled, type SonsFact } from '#libs/events';
import { DEFAULT_COUNTING } from '#libs/sons-rules';
import { Logger } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HELD_FACTS_PER_REQUEST_MAX } from './requests/request-book.js';
import {
  BALANCE_AT_MS,
  INSTALLED_AT_MS,
  documentOf,
  documentRecord,
  factRecord,
  historyOf,
  practices,
  replacementOf,
  type TestRecord,
} from './test-facts.js';
import { MemorySonsStore } from './test-memory-store.js';
import { deliver, type Delivery } from './test-run.js';

Logger.overrideLogger(false);

const [first, second] = practices(2, 2);
if (first === undefined || second === undefined) throw new Error('no practices');
const [doctor = '', colleague = ''] = first.units;
const facts = [first, second]
  .flatMap((client, index) => historyOf(client, 'sons/test/1/0', index * 10))
  .map(factRecord);
const firstFacts = facts.slice(0, 10);

let nextSequence = 0;
const depositsAt = (instants: readonly number[], unit = doctor): TestRecord[] =>
  instants.map((registeredAt) =>
    documentRecord(documentOf(first, unit, { sequence: nextSequence++, registeredAt })),
  );
const every = (count: number, fromMs: number, stepMs = 60_000) =>
  Array.from({ length: count }, (_, index) => fromMs + index * stepMs);

/** Documents before, at and after every boundary of the first practice's doctors, few enough to be kept. */
const documents = [
  ...depositsAt([INSTALLED_AT_MS - 1000, INSTALLED_AT_MS, INSTALLED_AT_MS + 1000]),
  ...depositsAt(every(20, INSTALLED_AT_MS + 60_000)),
  ...depositsAt([BALANCE_AT_MS - 1000, BALANCE_AT_MS, BALANCE_AT_MS + 1000], colleague),
];

const run = async (given: Partial<Delivery>): Promise<MemorySonsStore> => {
  const store = new MemorySonsStore();
  await deliver(store, { facts: firstFacts, documents: [], piece: 1000, ...given });
  return store;
};

/** The order and the doubles of a delivery, from numbers. */
const shuffled = (records: readonly TestRecord[], order: readonly number[]): TestRecord[] =>
  [...records, ...records]
    .map((record, index) => ({ record, rank: order[index % order.length] ?? 0, index }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ record }) => record);

describe('the SONS aggregator', () => {
  it('pays what the history of a request says, and counts its documents', async () => {
    const store = await run({ documents });
    const { lines, requests, usage } = store.contents();
    expect(lines).toHaveLength(4);
    expect(requests).toHaveLength(1);
    expect(requests?.[0]).toContain('"status":"balance_paid"');
    expect(usage).toHaveLength(2);
    expect(store.fromInstallation(doctor)[0]).toBe(INSTALLED_AT_MS);
    expect(store.fromInstallation(doctor)).toHaveLength(16);
    expect(store.fromInstallation(colleague)).toEqual([
      BALANCE_AT_MS - 1000,
      BALANCE_AT_MS,
      BALANCE_AT_MS + 1000,
    ]);
  });

  it.each([9, 10, 11])('keeps exactly %d documents', async (count) => {
    const store = await run({ documents: depositsAt(every(count, INSTALLED_AT_MS)) });
    expect(store.fromInstallation(doctor)).toHaveLength(count);
  });

  it('makes the same rows of any order, doubles, pieces and ends of the process', async () => {
    const whole = await run({ facts, documents });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(), { minLength: 50, maxLength: 50 }),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
        fc.array(fc.nat(9), { minLength: 1, maxLength: 20 }),
        async (order, piece, turns, kills) => {
          const store = await run({
            facts: shuffled(facts, order),
            documents: shuffled(documents, order),
            piece,
            isFactsNext: (turn) => turns[turn % turns.length] === true,
            // Not always: a piece that never gets to its commit would come again for ever.
            isKilledAfter: (turn) => turn < 200 && kills[turn % kills.length] === 0,
          });
          expect(store.contents()).toEqual(whole.contents());
        },
      ),
      { numRuns: 60 },
    );
  });

  it('cuts windows out of documents that came before the facts', async () => {
    const few = depositsAt(every(15, INSTALLED_AT_MS - 300_000));
    const late = await run({ documents: few, isFactsNext: () => false });
    const early = await run({ documents: few });
    expect(late.contents()).toEqual(early.contents());
    expect([late.rewinds, early.rewinds]).toEqual([0, 0]);
    expect(late.fromInstallation(doctor)).toHaveLength(10);
  });

  it('counts again when more came before the facts than are kept, once for all facts', async () => {
    const many = [
      ...depositsAt(every(200, INSTALLED_AT_MS - 6_000_000)),
      ...depositsAt(every(50, INSTALLED_AT_MS - 60_000), colleague),
    ];
    const late = await run({ documents: many, piece: 3, isFactsNext: () => false });
    const early = await run({ documents: many });
    expect(late.contents()).toEqual(early.contents());
    expect([late.rewinds, early.rewinds]).toEqual([1, 0]);
  });

  it('counts again after an end of the process between the facts that were late', async () => {
    const many = depositsAt(every(200, INSTALLED_AT_MS - 6_000_000));
    const late = await run({
      facts: firstFacts,
      documents: many,
      piece: 8,
      isFactsNext: () => false,
      isKilledAfter: (turn) => turn % 4 === 0 && turn < 100,
    });
    expect(late.contents()).toEqual((await run({ documents: many })).contents());
    expect(late.rewinds).toBeGreaterThan(0);
  });

  it('writes a unit no more once its lists are full', async () => {
    const many = depositsAt(every(2000, INSTALLED_AT_MS));
    const store = await run({ documents: many, piece: 5 });
    expect(store.written.usage).toBeLessThan(30);
  });

  it('counts replacements when it is told to', async () => {
    const version = replacementOf(
      documentOf(first, doctor, { sequence: nextSequence++, registeredAt: INSTALLED_AT_MS }),
    );
    const replaced = [documentRecord(version)];
    const withThem = await run({
      documents: replaced,
      counting: { ...DEFAULT_COUNTING, countReplacements: true },
    });
    expect((await run({ documents: replaced })).fromInstallation(doctor)).toHaveLength(0);
    expect(withThem.fromInstallation(doctor)).toHaveLength(1);
  });

  it('counts only documents deposited with the ordered solution', async () => {
    const elsewhere = { ...first, solution: first.solution + 1 };
    const document = documentOf(elsewhere, doctor, {
      sequence: nextSequence++,
      registeredAt: INSTALLED_AT_MS,
    });
    const store = await run({ documents: [documentRecord(document)] });
    expect(store.fromInstallation(doctor)).toHaveLength(0);
  });
});

describe('the SONS aggregator, given bad records', () => {
  const head = {
    source: 'sons/bad/1/0',
    sequence: 0,
    occurredAt: INSTALLED_AT_MS,
    registeredAt: INSTALLED_AT_MS,
  };
  const enrolment: EditorEnrolled = {
    ...head,
    record: 'EditorEnrolled',
    editor: 'ED-001',
    siret: '12345678900000',
    iban: 'FR00',
    isVatRegistered: true,
  };
  const order = historyOf(second, 'sons/bad/1/0')[0];
  if (order?.record !== 'OrderSigned') throw new Error('a history begins with its order');

  const refusedAs = async (bad: readonly TestRecord[]): Promise<string[]> => {
    const store = new MemorySonsStore();
    const mixed = [...firstFacts.slice(0, 5), ...bad, ...firstFacts.slice(5)];
    const letters = await deliver(store, { facts: mixed, documents, piece: 4 });
    const { lines } = store.contents();
    expect(lines).toEqual((await run({ documents })).contents()['lines']);
    expect(letters.every(({ topic }) => topic === SONS_TOPIC)).toBe(true);
    return letters.map(({ reason }) => reason);
  };
  const cases: [name: string, fact: SonsFact, reason: string][] = [
    ['an unknown client', { ...order, client: '3999999999999' }, 'BAD_CLIENT'],
    ['an unknown solution', { ...order, solution: 9999 }, 'UNKNOWN_SOLUTION'],
    ['an unknown window', { ...order, window: 'V9' }, 'UNKNOWN_WINDOW'],
    ['an amount with three decimals', { ...order, unitPrice: '284.000' }, 'AMOUNT_MALFORMED'],
    ['a negative amount', { ...order, unitPrice: '-284.00' }, 'AMOUNT_NEGATIVE'],
    [
      'a doctor named twice',
      { ...order, units: [...order.units, doctor, doctor] },
      'DUPLICATE_UNIT',
    ],
    ['a SIRET that fails its check', enrolment, 'SIRET_INVALID'],
    [
      'an impossible transition',
      {
        ...head,
        client: second.client,
        solution: second.solution,
        step: 0,
        record: 'ControlOpened',
      },
      'ILLEGAL_TRANSITION',
    ],
  ];

  it.each(cases)('refuses %s, and goes on', async (_, fact, reason) => {
    expect(await refusedAs([factRecord(fact)])).toEqual([reason]);
  });

  it('refuses what is no fact, has no value or is keyed by another', async () => {
    const key = first.client;
    const reasons = await refusedAs([
      { key, value: Buffer.from('no fact') },
      { key, value: null },
      { key: second.client, value: firstFacts[0]?.value ?? null },
    ]);
    expect(reasons.slice(1)).toEqual(['NO_VALUE', 'WRONG_KEY']);
  });

  it('goes on behind a refused fact, which takes its step, also when it came early', async () => {
    const history = historyOf(second, 'sons/bad/1/0');
    const bad = { ...order, unitPrice: '284.000', step: 1, sequence: 50 };
    const shifted = history.map((fact, index) =>
      index === 0 ? fact : { ...fact, step: fact.step + 1 },
    );
    const [signed, ...rest] = shifted.map(factRecord);
    if (signed === undefined) throw new Error('empty');
    const store = new MemorySonsStore();
    const facts = [...rest.toReversed(), factRecord(bad), signed];
    const letters = await deliver(store, { facts, documents: [], piece: 1 });
    expect(letters.map(({ reason }) => reason)).toEqual(['AMOUNT_MALFORMED']);
    expect(store.contents()['lines']).toHaveLength(4);
  });

  it('refuses a second fact for a step, and more early facts than it holds', async () => {
    const early = (step: number, sequence: number): TestRecord =>
      factRecord({
        ...head,
        sequence,
        client: second.client,
        solution: second.solution,
        step,
        record: 'ControlOpened',
      });
    expect(await refusedAs([early(5, 1), early(5, 2)])).toEqual(['STEP_ALREADY_TAKEN']);
    const many = Array.from({ length: HELD_FACTS_PER_REQUEST_MAX + 1 }, (_, index) =>
      early(index + 1, index),
    );
    expect(await refusedAs(many)).toEqual(['TOO_MANY_HELD']);
  });

  it('passes over malformed documents, which the volume aggregator reports', async () => {
    const store = new MemorySonsStore();
    const bad = { key: first.client, value: Buffer.from('no document') };
    const letters = await deliver(store, {
      facts: firstFacts,
      documents: [bad, ...documents],
      piece: 5,
    });
    expect(letters).toEqual([]);
    expect(store.fromInstallation(doctor)).toHaveLength(16);
  });
});
