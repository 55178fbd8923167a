import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ScenarioScaleError } from './errors.js';
import { scaleScenario } from './scale-scenario.js';
import type { MonthTotal, Scenario } from './scenario.js';

const months = fc.array(fc.nat(40_000_000), { minLength: 1, maxLength: 40 });
const factors = fc.double({ min: 1e-9, max: 100, minExcluded: true, noNaN: true });

function monthsOf(events: readonly number[]): MonthTotal[] {
  return events.map((count, index) => ({
    month: 276 + index,
    events: count,
    source: 'made for the spec',
    assumed: true,
  }));
}

function scenarioOf(events: readonly number[]): Scenario {
  const flow = monthsOf(events);
  const rate = { rate: 0.01 };
  return {
    name: 'trial',
    title: 'trial',
    description: '',
    scale: 1,
    dmp: { documents: flow, shares: [] },
    mssante: { messages: flow, linkedShare: 0, citizenShare: 0, receiptRate: 0, shares: [] },
    eprescription: { issued: flow, linkedShare: 0, dispensed: flow, closedRate: 0 },
    faults: {
      duplicatedDelivery: rate,
      lateDeposit: { rate: 0.01, daysMax: 1 },
      reordering: { windowRecords: 1 },
      refusedDeposit: {},
      replacedDocument: rate,
      changedVisibility: rate,
      deletedDocument: rate,
    },
  };
}

function eventsOf(flow: readonly MonthTotal[]): number[] {
  return flow.map(({ events }) => events);
}

describe('scaling a scenario', () => {
  it('by 1 changes nothing', () => {
    fc.assert(
      fc.property(months, (events) => {
        const scenario = scenarioOf(events);
        expect(scaleScenario(scenario, 1)).toEqual(scenario);
      }),
    );
  });

  it('rounds each month of each flow to the nearest, and leaves no month without events that had some', () => {
    fc.assert(
      fc.property(months, factors, (events, factor) => {
        const scaled = scaleScenario(scenarioOf(events), factor);
        const flows = [
          scaled.dmp.documents,
          scaled.mssante.messages,
          scaled.eprescription.issued,
          scaled.eprescription.dispensed,
        ];
        for (const flow of flows) {
          for (const [index, count] of eventsOf(flow).entries()) {
            const before = events[index] ?? 0;
            expect(Number.isSafeInteger(count)).toBe(true);
            expect(count === 0).toBe(before === 0);
            if (count > 1) expect(Math.abs(count - before * factor)).toBeLessThanOrEqual(0.5);
            else expect(before * factor).toBeLessThan(1.5);
          }
        }
      }),
    );
  });

  it('keeps the sum within the rounding of its months', () => {
    fc.assert(
      fc.property(months, factors, (events, factor) => {
        const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0);
        const scaled = eventsOf(scaleScenario(scenarioOf(events), factor).dmp.documents);
        expect(Math.abs(sum(scaled) - sum(events) * factor)).toBeLessThanOrEqual(
          events.length + 1e-6,
        );
      }),
    );
  });

  it('keeps the order of the months by size', () => {
    fc.assert(
      fc.property(months, factors, (events, factor) => {
        const scaled = eventsOf(scaleScenario(scenarioOf(events), factor).dmp.documents);
        for (const [index, count] of scaled.entries()) {
          const next = scaled[index + 1];
          if (next === undefined || (events[index] ?? 0) < (events[index + 1] ?? 0)) continue;
          expect(count).toBeGreaterThanOrEqual(next);
        }
      }),
    );
  });

  it('keeps the name, multiplies the scale and leaves months, sources, shares and rates alone', () => {
    const scenario = scenarioOf([1_000, 0]);
    const scaled = scaleScenario(scaleScenario(scenario, 0.5), 0.5);
    expect(scaled.scale).toBe(0.25);
    expect(scaled).toEqual({
      ...scenario,
      scale: 0.25,
      dmp: { ...scenario.dmp, documents: monthsOf([250, 0]) },
      mssante: { ...scenario.mssante, messages: monthsOf([250, 0]) },
      eprescription: {
        ...scenario.eprescription,
        issued: monthsOf([250, 0]),
        dispensed: monthsOf([250, 0]),
      },
    });
  });

  it.each([0, -1, 100.0001, Infinity, NaN])('refuses %d', (factor) => {
    expect(() => scaleScenario(scenarioOf([1]), factor)).toThrow(ScenarioScaleError);
  });

  it('takes the largest factor, and refuses a month that no plan could share', () => {
    expect(eventsOf(scaleScenario(scenarioOf([42_949_672]), 100).dmp.documents)).toEqual([
      4_294_967_200,
    ]);
    expect(() => scaleScenario(scenarioOf([42_949_673]), 100)).toThrow(
      'scale: expected months of at most 4294967295 events, which 42949673 times the scale exceeds, came 100',
    );
  });
});
