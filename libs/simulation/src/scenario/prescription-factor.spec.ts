import { describe, expect, it } from '@jest/globals';
import { CALIBRATION_POINTS, parseMonth } from '#libs/reference';
import { sumOfMonths } from './monthly-series.js';
import { loadScenario } from './scenario-catalogue.js';

const published = (id: string): number => {
  const point = CALIBRATION_POINTS.find((candidate) => candidate.id === id);
  if (point === undefined) throw new Error(`no calibration point ${id}`);
  return point.value;
};

/** Prescriptions created for each one executed, as published: each pair is of one window. */
const PUBLISHED_FACTORS = {
  'since the start, October 2023':
    published('created-2023-10') / published('executed-2023-10-stock'),
  'since the start, May 2024': published('created-2024-05') / published('executed-2024-05-stock'),
  'February 2024': published('created-2024-q1') / published('executed-2024-02'),
  'March 2024': published('created-2024-q1') / published('executed-2024-03'),
};

/** Prescriptions issued for each one dispensed in months of a scenario. */
function factorOf(name: string, from: string, to: string): number {
  const { eprescription } = loadScenario(name);
  const months = [parseMonth(from), parseMonth(to)] as const;
  return (
    sumOfMonths(eprescription.issued, ...months) / sumOfMonths(eprescription.dispensed, ...months)
  );
}

describe('prescriptions issued for each one dispensed', () => {
  it.each(Object.entries(PUBLISHED_FACTORS))('are hundreds as published, %s', (_, factor) => {
    expect(factor).toBeGreaterThan(100);
    expect(factor).toBeLessThan(1000);
  });

  it('are 431 by October 2023 and 240 by May 2024', () => {
    expect(PUBLISHED_FACTORS['since the start, October 2023']).toBeCloseTo(430.8, 1);
    expect(PUBLISHED_FACTORS['since the start, May 2024']).toBeCloseTo(239.7, 1);
  });

  it.each([
    ['national-december-2023', '2023-12', '2023-12'],
    ['national-2021-to-2023', '2023-12', '2023-12'],
    ['national-2021-to-2023', '2023-10', '2023-10'],
    ['national-2021-to-2023', '2023-01', '2023-12'],
    ['national-2021-to-2023', '2022-12', '2023-10'],
  ])('stay within the published range in %s, %s to %s', (name, from, to) => {
    const factors = Object.values(PUBLISHED_FACTORS);
    expect(factorOf(name, from, to)).toBeGreaterThanOrEqual(Math.min(...factors));
    expect(factorOf(name, from, to)).toBeLessThanOrEqual(Math.max(...factors));
  });

  it('are the few of the pilot in 2021, which created and executed for the same patients', () => {
    const pilot = published('created-2021') / published('executed-2021');
    expect(pilot).toBeCloseTo(2.6, 1);
    expect(factorOf('national-2021-to-2023', '2021-01', '2021-12')).toBeCloseTo(pilot, 1);
  });
});
