import { describe, expect, it } from '@jest/globals';
import {
  CALIBRATION_POINTS,
  DENOMINATORS,
  INCONSISTENCIES,
  PUBLICATIONS,
  SOLUTIONS,
  monthlyEquivalent,
  parseMonth,
  workingDaysOfMonth,
  type CalibrationPoint,
} from '../index.js';

function pointOf(id: string): CalibrationPoint {
  const point = CALIBRATION_POINTS.find((candidate) => candidate.id === id);
  if (point === undefined) throw new Error(`no calibration point ${id}`);
  return point;
}

describe('the calibration points', () => {
  it('have ids of their own, a date, a positive value and a publication', () => {
    const ids = CALIBRATION_POINTS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const point of CALIBRATION_POINTS) {
      expect(point.date).toMatch(/^20\d\d(-\d\d(-\d\d)?)?$/);
      expect(point.value).toBeGreaterThan(0);
      expect(point.source).toBe(PUBLICATIONS[point.publication].label);
      expect(point.url).toBe(PUBLICATIONS[point.publication].url);
    }
  });

  it.each([
    ['documents-2021', 0.5],
    ['documents-2023-03', 10],
    ['rhythm-2023-04', 8.75],
    ['rhythm-2023-05', 9.33],
    ['rhythm-2023-06', 12.25],
    ['rhythm-2023-07', 12.5],
    ['rhythm-2023-08', 11.83],
    ['documents-2023-12', 18.8],
    ['documents-2024', 25],
    ['documents-2025', 35],
  ])('give %s as %d million documents a month', (id, millions) => {
    expect((monthlyEquivalent(pointOf(id)) ?? 0) / 1e6).toBeCloseTo(millions, 2);
  });

  it.each([
    ['documents-2023-03', '0.43'],
    ['rhythm-2023-04', '0.46'],
    ['rhythm-2023-05', '0.49'],
    ['rhythm-2023-06', '0.56'],
    ['rhythm-2023-07', '0.63'],
    ['rhythm-2023-08', '0.54'],
    ['documents-2023-12', '0.94'],
    ['documents-2024-01', '0.91'],
  ])('give %s as %s million documents a working day', (id, millions) => {
    const point = pointOf(id);
    const days = workingDaysOfMonth(parseMonth(point.date));
    // 12.5 million over 20 days is 0.625: the table of the field rounds halves up.
    const perDay = Math.round(((monthlyEquivalent(point) ?? 0) / days) * 1e-4 + 1e-9) / 100;
    expect(perDay.toFixed(2)).toBe(millions);
  });

  it('turn no stock, share or rate into a monthly flow', () => {
    expect(monthlyEquivalent(pointOf('profiles-2024-01-10'))).toBeNull();
    expect(monthlyEquivalent(pointOf('recipients-2025'))).toBeNull();
    expect(monthlyEquivalent(pointOf('rate-article'))).toBeNull();
  });

  it('add the couloirs of September 2023 up to a rhythm of 143 million', () => {
    const rhythms = CALIBRATION_POINTS.filter(({ id }) => id.startsWith('rhythm-2023-09-'));
    expect(rhythms.map(({ couloir }) => couloir)).toEqual([
      'biology',
      'hospital',
      'city',
      'radiology',
    ]);
    expect(rhythms.reduce((sum, { value }) => sum + value, 0)).toBe(143_000_000);
  });

  it.each([
    ['rate-article', 'article-implied'],
    ['rate-legal-2024', 'legal-population'],
    ['rate-profiles-2023-02', 'profiles-2023-02'],
    ['rate-profiles-2023-09', 'profiles-2023-09'],
    ['rate-profiles-2024-01', 'profiles-2024-01'],
  ])('agree in %s with the denominator %s', (point, denominator) => {
    const persons = DENOMINATORS.find(({ id }) => id === denominator)?.persons ?? 0;
    const annualised = 12 * pointOf('documents-2023-12').value;
    expect((annualised / persons).toFixed(2)).toBe(pointOf(point).value.toFixed(2));
  });
});

describe('the inconsistencies', () => {
  it('have ids of their own and say claim, check and handling', () => {
    const ids = INCONSISTENCIES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { claim, check, handling } of INCONSISTENCIES) {
      expect(Math.min(claim.length, check.length, handling.length)).toBeGreaterThan(10);
    }
  });

  it('compute what they state', () => {
    const checkOf = (id: string) => INCONSISTENCIES.find((known) => known.id === id)?.check;
    const hospital = SOLUTIONS.filter(({ couloir }) => couloir === 'hospital').length;
    const share = (hospital / SOLUTIONS.length) * 100;
    expect(checkOf('hospital-share-51')).toContain(`= ${share.toFixed(1)} %`);
    expect(checkOf('hospital-share-38')).toContain(`= ${(hospital / 0.38).toFixed(0)} =`);
    expect(checkOf('annualised-226')).toContain(`= ${(12 * 18.8).toFixed(1)} million`);
    expect(checkOf('annualised-226')).toContain(
      `${((12 * 18.8) / 3.5).toFixed(2)} million persons`,
    );
    expect(checkOf('calendar-231')).toContain(`${(231 / 12).toFixed(2)} million`);
    expect(checkOf('lgc-envelope')).toContain((25e6 / 284).toFixed(0).replace('88028', '88,028'));
  });
});
