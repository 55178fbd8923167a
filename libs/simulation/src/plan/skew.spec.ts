import { SHARD_COUNT } from '#libs/events';
import { describe, expect, it } from '@jest/globals';
import { Plan } from './plan.js';
import { eventsOf } from './test-records.js';
import { testScenario } from './test-scenario.js';

/** Counts in descending order. */
function counts(values: Iterable<string>): number[] {
  const byValue = new Map<string, number>();
  for (const value of values) byValue.set(value, (byValue.get(value) ?? 0) + 1);
  return [...byValue.values()].sort((a, b) => b - a);
}

function shareOfTop(sorted: readonly number[], top: number): number {
  const sum = (part: readonly number[]): number => part.reduce((total, count) => total + count, 0);
  return sum(sorted.slice(0, top)) / sum(sorted);
}

const plan = new Plan(
  testScenario({
    months: ['2023-12'],
    documents: 100_000,
    messages: 1,
    issued: 1,
    dispensed: 0,
  }),
  42,
);
const deposits = eventsOf(
  plan,
  'dmp',
  Array.from({ length: SHARD_COUNT }, (_, shard) => shard),
).filter((event) => event.record === 'DocumentDeposited');

describe('skew of the documents', () => {
  it('makes a hundredth of the sites deposit far more than a hundredth, and most sites little', () => {
    const bySite = counts(deposits.map(({ site }) => site));
    const top = Math.floor(bySite.length / 100);
    const median = bySite[bySite.length >> 1] ?? 0;
    expect(shareOfTop(bySite, top)).toBeGreaterThan(0.15);
    expect(bySite[0]).toBeGreaterThan(50 * median);
  });

  it('gives some persons several documents in a month when the mean is a seven-hundredth', () => {
    const byPerson = counts(
      deposits.map(
        (event) => `${event.patientDepartment} ${Buffer.from(event.patient).toString('hex')}`,
      ),
    );
    const severalRate = byPerson.filter((count) => count > 1).length / byPerson.length;
    // Poisson around the mean (0.0015) would give 0.0007.
    expect(severalRate).toBeGreaterThan(0.0015);
    expect(severalRate).toBeLessThan(0.02);
  });

  it('spreads patients over the departments by the sites and, for some, over the whole country', () => {
    const byDepartment = counts(deposits.map((event) => event.patientDepartment));
    expect(byDepartment).toHaveLength(101);
    expect((byDepartment[0] ?? 0) / (byDepartment[100] ?? 1)).toBeGreaterThan(10);
  });

  it('puts far more documents into the middle of working days than into nights and Sundays', () => {
    const byHour = new Map<number, number>();
    for (const { registeredAt } of deposits) {
      const hour = Math.floor(registeredAt / 3_600_000);
      byHour.set(hour, (byHour.get(hour) ?? 0) + 1);
    }
    const sorted = [...byHour.values()].sort((a, b) => b - a);
    expect(shareOfTop(sorted, 74)).toBeGreaterThan(0.2);
  });
});
