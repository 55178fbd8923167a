import { CHANNELS, SHARD_COUNT, type Channel } from '#libs/events';
import { MEASURE, MEASURES, VolumeCells } from '#libs/indicators';
import {
  DEPARTMENTS,
  documentTypeOfCode,
  DOCUMENT_TYPES,
  dsrOfCode,
  DSRS,
  monthOfInstant,
  monthStartMs,
  parseMonth,
  SOLUTIONS,
} from '#libs/reference';
import { describe, expect, it } from '@jest/globals';
import type { Scenario } from '../scenario/scenario.js';
import { Plan } from './plan.js';
import { eventsOf } from './test-records.js';
import { DECEMBER, SPRING, testScenario, TURN_OF_2023 } from './test-scenario.js';

const ALL_SHARDS = Array.from({ length: SHARD_COUNT }, (_, shard) => shard);

/** What all 48 shards generate, counted. */
function truthOf(plan: Plan, channels: readonly Channel[] = CHANNELS): VolumeCells {
  const cells = new VolumeCells();
  for (const channel of channels) {
    for (const shard of ALL_SHARDS) {
      const generator = plan.generator(channel, shard);
      for (let block = 0; block < generator.blocks; block++) generator.foldTruth(cells, block);
    }
  }
  return cells;
}

/** Documents deposited in a month by each dimension, summed from the cells. */
function documentsOf(cells: VolumeCells, wanted: number) {
  const byDsr = new Float64Array(DSRS.length);
  const bySolution = new Float64Array(SOLUTIONS.length);
  const byDepartment = new Float64Array(DEPARTMENTS.length);
  const byType = new Float64Array(DOCUMENT_TYPES.length);
  const add = (counts: Float64Array, index: number, events: number): void => {
    counts[index] = (counts[index] ?? 0) + events;
  };
  cells.forEachByDepartment((month, measure, solution, department, events) => {
    if (month !== wanted || measure !== MEASURE.documentsDeposited) return;
    const dsr = SOLUTIONS[solution]?.dsr ?? 'RI';
    add(byDsr, dsrOfCode(dsr).index, events);
    add(bySolution, solution, events);
    add(byDepartment, department, events);
  });
  cells.forEachByType((month, measure, _solution, type, events) => {
    if (month === wanted && measure === MEASURE.documentsDeposited) add(byType, type, events);
  });
  return { byDsr, bySolution, byDepartment, byType };
}

const SCENARIOS: readonly (readonly [string, Scenario])[] = [
  ['one month', DECEMBER],
  ['two months around the spring change of clocks', SPRING],
  ['four months with a day of 25 hours', TURN_OF_2023],
];

describe.each(SCENARIOS)('totals of %s', (_name, scenario) => {
  const plan = new Plan(scenario, 42);
  const totals = plan.totals();
  const cells = truthOf(plan);

  it('are the scenario’s own', () => {
    for (const { month, events } of scenario.dmp.documents) {
      expect(cells.total(month, MEASURE.documentsDeposited)).toBe(events);
    }
    for (const { month, events } of scenario.mssante.messages) {
      const sent =
        cells.total(month, MEASURE.messagesProfessional) +
        cells.total(month, MEASURE.messagesCitizen);
      expect(sent).toBe(events);
    }
    for (const { month, events } of scenario.eprescription.issued) {
      expect(cells.total(month, MEASURE.prescriptionsIssued)).toBe(events);
    }
    for (const { month, events } of scenario.eprescription.dispensed) {
      expect(cells.total(month, MEASURE.prescriptionsDispensed)).toBe(events);
      expect(cells.total(month, MEASURE.prescriptionsClosed)).toBe(Math.floor(events * 0.5 + 0.5));
    }
  });

  it('are those of the closed form for every measure, in no other month', () => {
    expect(cells.months()).toEqual([...totals.months]);
    for (const month of totals.months) {
      for (const { index } of MEASURES) {
        expect([index, cells.total(month, index)]).toEqual([index, totals.expected(month, index)]);
      }
    }
  });

  it('are those of the closed form by DSR, solution, department and document type', () => {
    for (const month of totals.months) {
      const generated = documentsOf(cells, month);
      const expected = totals.documents(month);
      expect(generated.byDsr).toEqual(expected.byDsr);
      expect(generated.bySolution).toEqual(expected.bySolution);
      expect(generated.byDepartment).toEqual(expected.byDepartment);
      expect(generated.byType).toEqual(expected.byType);
    }
  });

  it('add up over shards, months and channels', () => {
    const generated = CHANNELS.map((channel) =>
      ALL_SHARDS.reduce((sum, shard) => sum + plan.generator(channel, shard).attempts, 0),
    );
    expect(generated).toEqual(CHANNELS.map((channel) => totals.events(channel)));
    expect(totals.allEvents).toBe(generated.reduce((sum, events) => sum + events, 0));
  });
});

describe('totals', () => {
  it('hold whatever the seed, and the seed decides which sites make them', () => {
    const one = new Plan(DECEMBER, 1);
    const two = new Plan(DECEMBER, 2);
    const [month] = one.totals().months;
    if (month === undefined) throw new Error('the plan has no month');
    const cells = truthOf(two, ['dmp']);
    expect(cells.total(month, MEASURE.documentsDeposited)).toBe(11_000);
    expect(documentsOf(cells, month).byType).toEqual(one.totals().documents(month).byType);
    expect(documentsOf(cells, month).bySolution).not.toEqual(
      one.totals().documents(month).bySolution,
    );
  });

  it('share the documents of a DSR over its types by the mix', () => {
    const plan = new Plan(DECEMBER, 42);
    const month = parseMonth('2023-12');
    const { byDsr, byType } = plan.totals().documents(month);
    const { index } = dsrOfCode('RIS');
    expect(byDsr[index]).toBe(990);
    const prescriptions = byType[documentTypeOfCode('57833-6').index] ?? 0;
    // 52 % of doctors' practices, 15 % and 10 % of the two hospital ones.
    expect(prescriptions).toBe(Math.round(1870 * 0.52) + 2860 * 0.15 + 440 * 0.1);
  });

  it('predict the bytes of the log to about a hundredth', () => {
    const scenario = testScenario({
      months: ['2023-12'],
      documents: 300_000,
      messages: 1,
      issued: 1,
      dispensed: 0,
    });
    const plan = new Plan(scenario, 42);
    const target = new Uint8Array(4_000_000);
    let bytes = 0;
    let records = 0;
    for (const shard of ALL_SHARDS) {
      const generator = plan.generator('dmp', shard);
      for (let block = 0; block < generator.blocks; block++) {
        bytes += generator.fill(target, 0, block, 0, generator.recordsOfBlock(block));
        records += generator.recordsOfBlock(block);
      }
    }
    expect(records).toBe(plan.totals().deliveries('dmp'));
    expect(Math.abs(plan.totals().predictedBytes('dmp') / bytes - 1)).toBeLessThan(0.015);
    // Design §4.1: at most 128 bytes a simulated deposit.
    expect(bytes / records).toBeLessThan(128);
  });

  it('are nothing for an empty scenario', () => {
    const { dmp, mssante, eprescription } = DECEMBER;
    const totals = new Plan(
      {
        ...DECEMBER,
        dmp: { ...dmp, documents: [] },
        mssante: { ...mssante, messages: [] },
        eprescription: { ...eprescription, issued: [], dispensed: [] },
      },
      1,
    ).totals();
    expect(totals.months).toEqual([]);
    expect(totals.allEvents).toBe(0);
    expect(totals.predictedBytes('mssante')).toBe(0);
    expect(totals.documents(parseMonth('2023-12')).byDsr.every((count) => count === 0)).toBe(true);
  });
});

describe('months', () => {
  it('belong to Europe/Paris: no event falls outside, and some fall close to both ends', () => {
    const hourMs = 3_600_000;
    const scenario = testScenario({
      months: ['2023-03', '2023-10'],
      documents: 40_000,
      messages: 20_000,
      issued: 4_000,
      dispensed: 300,
    });
    const plan = new Plan(scenario, 3);
    for (const channel of CHANNELS) {
      const registered = eventsOf(plan, channel, [0, 7, 20]).map((event) => event.registeredAt);
      let inMonths = 0;
      for (const name of ['2023-03', '2023-10']) {
        const month = parseMonth(name);
        const startMs = monthStartMs(month);
        const endMs = monthStartMs(month + 1);
        const inMonth = registered.filter((atMs) => monthOfInstant(atMs) === month);
        inMonths += inMonth.length;
        expect(Math.min(...inMonth)).toBeGreaterThanOrEqual(startMs);
        expect(Math.max(...inMonth)).toBeLessThan(endMs);
        // Laboratories and hospitals deposit every day; practices are closed on the 1st, a Sunday.
        if (channel !== 'dmp') continue;
        expect(Math.min(...inMonth)).toBeLessThan(startMs + 12 * hourMs);
        expect(Math.max(...inMonth)).toBeGreaterThan(endMs - 12 * hourMs);
      }
      expect(inMonths).toBe(registered.length);
    }
  });

  it('have as many hours as the clocks say', () => {
    const springMs = monthStartMs(parseMonth('2023-04')) - monthStartMs(parseMonth('2023-03'));
    const autumnMs = monthStartMs(parseMonth('2023-11')) - monthStartMs(parseMonth('2023-10'));
    expect([springMs / 3_600_000, autumnMs / 3_600_000]).toEqual([743, 745]);
  });
});
