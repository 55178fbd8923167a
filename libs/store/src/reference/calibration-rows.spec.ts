import { describe, expect, it } from '@jest/globals';
import { MEASURE } from '#libs/indicators';
import { CALIBRATION_POINTS, DENOMINATORS, parseMonth } from '#libs/reference';
import { calibrationRow, type CalibrationRow } from './calibration-rows.js';

const rowOf = (id: string): CalibrationRow => {
  const point = CALIBRATION_POINTS.find((candidate) => candidate.id === id);
  if (point === undefined) throw new Error(`no calibration point ${id}`);
  return calibrationRow(point);
};

describe('calibrationRow', () => {
  it('compares the documents of a month with those of that month', () => {
    const month = parseMonth('2023-12');
    expect(rowOf('documents-2023-12')).toMatchObject({
      measure: MEASURE.documentsDeposited,
      denominator: null,
      couloir: null,
      month_from: month,
      month_to: month,
    });
  });

  it('compares a year with its twelve months', () => {
    expect(rowOf('documents-2021')).toMatchObject({
      month_from: parseMonth('2021-01'),
      month_to: parseMonth('2021-12'),
    });
  });

  it('divides a rate by the denominator that it was published on', () => {
    const ids = DENOMINATORS.map(({ id }) => id);
    const rates = CALIBRATION_POINTS.map(calibrationRow).filter(({ denominator }) => denominator);
    expect(rates.length).toBeGreaterThanOrEqual(ids.length);
    for (const { denominator } of rates) expect(ids).toContain(denominator);
  });

  it.each([
    ['a stock', 'patient-documents-2024-01'],
    ['documents of one type', 'documents-2024-imaging'],
    ['a share', 'share-2023-spring-hospital'],
    ['a rate on a denominator that is not kept', 'rate-legal-2026'],
  ])('compares %s with nothing', (_, id) => {
    expect(rowOf(id)).toMatchObject({ measure: null, month_from: null, month_to: null });
  });

  it('never counts prescriptions executed as prescriptions created', () => {
    expect(rowOf('created-2024-q1').measure).toBe(MEASURE.prescriptionsIssued);
    expect(rowOf('executed-2024-05').measure).toBe(MEASURE.prescriptionsDispensed);
  });
});
