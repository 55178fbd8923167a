import { describe, expect, it } from '@jest/globals';
import {
  annualisedMonth,
  calendarMonth,
  calendarYear,
  displayRate,
  ratePerPerson,
} from './rates.js';

/** The published month and the denominators of the field: see CALIBRATION_POINTS and DENOMINATORS. */
const DECEMBER_2023 = 18_800_000;
const LEGAL_POPULATION = 68_017_091;
const IMPLIED_BY_THE_ARTICLE = 225_600_000 / 3.5;

describe('rates per person', () => {
  it('gives 3.32 on the legal population for December 2023 annualised', () => {
    const numerator = annualisedMonth(DECEMBER_2023);
    expect(numerator.events).toBe(225_600_000);
    expect(displayRate(ratePerPerson(numerator, LEGAL_POPULATION))).toBe('3.32');
  });

  it('gives 3.50 on the denominator that the article implies', () => {
    const rate = ratePerPerson(annualisedMonth(DECEMBER_2023), Math.round(IMPLIED_BY_THE_ARTICLE));
    expect(displayRate(rate)).toBe('3.50');
  });

  it('tells a month from its annualised rhythm', () => {
    const rate = ratePerPerson(calendarMonth(DECEMBER_2023), LEGAL_POPULATION);
    expect(displayRate(rate)).toBe('0.28');
  });

  it('counts only the months of the year that hold events', () => {
    expect(calendarYear([0, 10, 0, 5])).toEqual({
      window: 'calendar_year',
      events: 15,
      monthsInWindow: 2,
    });
  });

  it('refuses to divide by nobody', () => {
    expect(() => ratePerPerson(calendarMonth(1), 0)).toThrow(RangeError);
    expect(() => ratePerPerson(calendarMonth(1), Number.NaN)).toThrow(RangeError);
  });

  it.each([
    [0, '0.00'],
    [1.004, '1.00'],
    [1.005, '1.01'],
    [3.495, '3.50'],
    [3.494, '3.49'],
  ])('shows %f as %s', (rate, shown) => {
    expect(displayRate(rate)).toBe(shown);
  });
});
