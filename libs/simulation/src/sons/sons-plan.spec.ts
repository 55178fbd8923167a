import { keyOfFact, shardOf, type RequestFact } from '#libs/events';
import { MEASURE, VolumeCells } from '#libs/indicators';
import { DEPARTMENTS, siteCatalogue } from '#libs/reference';
import {
  assessUsage,
  checkFact,
  DEFAULT_USAGE,
  evolveRequest,
  insertInstant,
  newRequest,
  parseEuros,
  usageCell,
  type KnownClients,
  type RequestState,
} from '#libs/sons-rules';
import { describe, expect, it } from '@jest/globals';
import { Plan } from '../plan/plan.js';
import { PlannedStreamError } from '../plan/streams-plan.js';
import { DECEMBER } from '../plan/test-scenario.js';
import { eventsOf } from '../plan/test-records.js';
import { ALL_SHARDS, factsOfShard, requestFacts, sonsScenario, waveOne } from './test-requests.js';

const SMALL = waveOne(0.01);
const plan = new Plan(SMALL, 7);
const facts = ALL_SHARDS.flatMap((shard) => factsOfShard(plan, shard));
const STREAMS = ['sons', 'dmp'] as const;

const departments = new Map(
  Array.from({ length: siteCatalogue().count }, (_, site) => [
    siteCatalogue().structIdNat(site),
    DEPARTMENTS[siteCatalogue().department[site] ?? 0]?.code ?? '',
  ]),
);
const known: KnownClients = { departmentOf: (client) => departments.get(client) };

/** The facts of each request, in the order of their steps. */
function histories(): RequestFact[][] {
  const byRequest = Map.groupBy(
    requestFacts(facts),
    ({ client, solution }) => `${client}/${solution}`,
  );
  return [...byRequest.values()].map((some) => some.sort((a, b) => a.step - b.step));
}

/** Applies a history; the sum of its lines, and of the amounts that its facts name. */
function replay(history: readonly RequestFact[]) {
  const [first] = history;
  let state: RequestState = newRequest(first?.client ?? '', first?.solution ?? 0);
  let linesCents = 0;
  let paidCents = 0;
  for (const fact of history) {
    const evolution = evolveRequest(state, fact, known.departmentOf(fact.client) ?? '');
    expect([fact.record, evolution.refusal]).toEqual([fact.record, undefined]);
    state = evolution.state;
    linesCents += evolution.lines.reduce((sum, { inclTaxCents }) => sum + inclTaxCents, 0);
    if (!('amount' in fact)) continue;
    const sign = fact.record === 'PaymentRecovered' ? -1 : 1;
    paidCents += sign * parseEuros(fact.amount);
  }
  return { state, linesCents, paidCents };
}

function blockOf(of: Plan, stream: 'sons' | 'dmp', shard: number, block: number): Buffer {
  const generator = of.generator(stream, shard);
  const records = generator.recordsOfBlock(block);
  const target = new Uint8Array(records * 1_024);
  return Buffer.from(target.subarray(0, generator.fill(target, 0, block, 0, records)));
}

describe('the facts of the first wave', () => {
  it('are shown to nobody but their client: each is in the shard of its key', () => {
    for (const shard of [0, 17, 47]) {
      for (const fact of factsOfShard(plan, shard)) {
        expect(shardOf(keyOfFact(fact))).toBe(shard);
      }
    }
  });

  it('are sorted by registration, with dense sequences', () => {
    for (const shard of [0, 17]) {
      const some = factsOfShard(plan, shard);
      expect(some.map(({ sequence }) => sequence)).toEqual(some.map((_, sequence) => sequence));
      const at = some.map(({ registeredAt }) => registeredAt);
      expect(at).toEqual([...at].sort((a, b) => a - b));
    }
  });

  it('pass every check that needs no state', () => {
    for (const fact of facts) {
      expect([fact.record, checkFact(fact, known)]).toEqual([fact.record, undefined]);
    }
  });

  it('evolve without a refusal, steps dense, lines adding up to the payments to the cent', () => {
    let totalCents = 0;
    for (const history of histories()) {
      expect(history.map(({ step }) => step)).toEqual(history.map((_, step) => step));
      const { linesCents, paidCents } = replay(history);
      expect(linesCents).toBe(paidCents);
      totalCents += linesCents;
    }
    expect(totalCents).toBeGreaterThan(10_000_00);
  });

  it('are of every kind that the first wave knows', () => {
    const big = new Plan(waveOne(0.1), 7);
    const records = new Set(
      ALL_SHARDS.flatMap((shard) => factsOfShard(big, shard).map(({ record }) => record)),
    );
    expect(records.size).toBe(19);
  });

  it('come late for some requests: a later step is registered before an earlier one', () => {
    const late = histories().filter((history) =>
      history.some((fact, place) => fact.registeredAt < (history[place - 1]?.registeredAt ?? 0)),
    );
    expect(late.length).toBeGreaterThan(0);
    expect(late.length).toBeLessThan(20);
  });
});

describe('the plan of a scenario with SONS', () => {
  it('has facts and documents, and counts its attempts without building a shard', () => {
    expect(plan.streams()).toEqual(['sons', 'dmp']);
    for (const stream of STREAMS) {
      for (const shard of [0, 9, 33]) {
        expect(plan.generator(stream, shard).attempts).toBe(plan.attempts(stream, shard));
      }
    }
    expect(plan.attempts('mssante', 3)).toBe(0);
    expect(() => plan.generator('mssante', 3)).toThrow(PlannedStreamError);
  });

  it.each(STREAMS)('makes the same bytes of %s twice, in any order of blocks', (stream) => {
    const other = new Plan(structuredClone(SMALL), 7);
    const { blocks } = plan.generator(stream, 7);
    const forwards = Array.from({ length: blocks }, (_, block) => blockOf(plan, stream, 7, block));
    const backwards = Array.from({ length: blocks }, (_, i) =>
      blockOf(other, stream, 7, blocks - 1 - i),
    ).reverse();
    expect(forwards.length).toBeGreaterThan(0);
    expect(forwards.every((block, i) => block.equals(backwards[i] ?? Buffer.alloc(0)))).toBe(true);
    expect(blockOf(new Plan(SMALL, 8), stream, 7, 0).equals(forwards[0] ?? Buffer.alloc(0))).toBe(
      false,
    );
  });

  it('delivers facts twice and shuffled, as its faults ask', () => {
    const generator = plan.generator('sons', 7);
    const duplicates = generator.recordsOfBlock(0) - generator.eventsOfBlock(0);
    expect(duplicates).toBe(Math.floor(generator.attempts * 0.005));
    expect(generator.foldTruth(new VolumeCells(), 0)).toBe(generator.eventsOfBlock(0));
  });

  it('totals what its documents add up to, month by month and in every dimension', () => {
    const cells = new VolumeCells();
    for (const shard of ALL_SHARDS) {
      const generator = plan.generator('dmp', shard);
      for (let block = 0; block < generator.blocks; block++) generator.foldTruth(cells, block);
    }
    const totals = plan.totals();
    expect([...cells.months()].sort((a, b) => a - b)).toEqual(totals.months);
    for (const month of totals.months) {
      for (const measure of Object.values(MEASURE)) {
        expect([month, measure, cells.total(month, measure)]).toEqual([
          month,
          measure,
          totals.expected(month, measure),
        ]);
      }
      const { byDsr, bySolution, byDepartment, byType } = totals.documents(month);
      const documents = totals.expected(month, MEASURE.documentsDeposited);
      for (const counts of [byDsr, bySolution, byDepartment, byType]) {
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(documents);
      }
    }
    expect(totals.events('dmp')).toBe(
      totals.months.reduce((sum, month) => sum + totals.eventsOfMonth('dmp', month), 0),
    );
    expect(totals.predictedBytes('dmp')).toBeGreaterThan(100 * totals.events('dmp'));
  });

  it('has a truth of usage that the rules find again from the events', () => {
    const states = new Map(
      histories().map((history) => {
        const { state } = replay(history);
        return [`${state.client}/${state.solution}`, state];
      }),
    );
    const instants = new Map<string, number[]>();
    for (const event of eventsOf(plan, 'dmp', ALL_SHARDS)) {
      if (event.record !== 'DocumentDeposited') continue;
      for (const unit of [event.author, event.site]) {
        const key = `${event.solution}/${unit}`;
        const list = instants.get(key) ?? [];
        list.push(event.registeredAt);
        instants.set(key, list);
      }
    }
    const found = new Map<string, string>();
    for (const state of states.values()) {
      const { installedAtMs, solution } = state;
      const assessments = assessUsage(
        state,
        (unit) => {
          const kept: number[] = [];
          for (const atMs of instants.get(`${solution}/${unit}`) ?? []) {
            if (atMs >= (installedAtMs ?? Infinity)) insertInstant(kept, atMs);
          }
          return { unit, fromOrder: [], fromInstallation: kept };
        },
        DEFAULT_USAGE,
      );
      for (const [key, value] of assessments.map(usageCell)) found.set(key, value);
    }
    const truth = new Map(
      ALL_SHARDS.flatMap((shard) => [...(plan.generator('dmp', shard).sonsTruth() ?? [])]),
    );
    expect(truth.size).toBeGreaterThan(600);
    expect(found).toEqual(truth);
  });

  it('has a truth of requests, lines, incentives and enrolments, each cell once', () => {
    const truth = ALL_SHARDS.flatMap((shard) => [
      ...(plan.generator('sons', shard).sonsTruth() ?? []),
    ]);
    const kinds = Map.groupBy(truth, ([key]) => key.split(' ')[0]);
    expect(kinds.get('request')).toHaveLength(histories().length);
    expect(kinds.get('line')?.length).toBeGreaterThan(700);
    expect(kinds.get('incentive')?.length).toBeGreaterThan(300);
    expect(kinds.get('enrolment')?.length).toBeGreaterThan(10);
    expect(new Map(truth).size).toBe(truth.length);
  });

  it('is empty of SONS for any other scenario', () => {
    const other = new Plan(DECEMBER, 7);
    expect(other.streams()).toEqual(['dmp', 'mssante', 'eprescription']);
    expect(other.attempts('sons', 0)).toBe(0);
    expect(other.generator('dmp', 0).sonsTruth()).toBeUndefined();
    expect(() => other.generator('sons', 0)).toThrow(PlannedStreamError);
  });
});

describe('the smallest section sons', () => {
  it('has only requests that end paid', () => {
    const minimal = new Plan(
      { ...sonsScenario('  balanceDeposited: { value: 1 }\n'), scale: 0.001 },
      1,
    );
    const statuses = ALL_SHARDS.flatMap((shard) =>
      [...(minimal.generator('sons', shard).sonsTruth() ?? [])]
        .filter(([key]) => key.startsWith('request '))
        .map(([, value]) => /"status":"(\w+)"/.exec(value)?.[1]),
    );
    expect(statuses.length).toBeGreaterThan(40);
    expect(new Set(statuses)).toEqual(new Set(['balance_paid']));
  });
});
