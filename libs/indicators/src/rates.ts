/**
 * Which events a rate counts. calendar_month: those of one month. calendar_year: those of the months
 * of a calendar year that hold any. annualised_month: one month times twelve, which is a rhythm and
 * not a year.
 */
export type NumeratorWindow = 'calendar_month' | 'calendar_year' | 'annualised_month';

/** Months of a year: the factor between a month and its annualised rhythm. */
const MONTHS_A_YEAR = 12;

/** A numerator and what it stands for. */
export interface Numerator {
  readonly window: NumeratorWindow;
  /** Events. */
  readonly events: number;
  /** Months that hold events inside the window: 1, or up to 12 for a calendar year. */
  readonly monthsInWindow: number;
}

/** The events of one month as they are. */
export function calendarMonth(events: number): Numerator {
  return { window: 'calendar_month', events, monthsInWindow: 1 };
}

/** One month's events times twelve. */
export function annualisedMonth(events: number): Numerator {
  return { window: 'annualised_month', events: events * MONTHS_A_YEAR, monthsInWindow: 1 };
}

/** The events of a calendar year's months, with the number of months that hold any. */
export function calendarYear(eventsByMonth: readonly number[]): Numerator {
  const present = eventsByMonth.filter((events) => events > 0);
  return {
    window: 'calendar_year',
    events: present.reduce((sum, events) => sum + events, 0),
    monthsInWindow: present.length,
  };
}

/**
 * Events per person.
 *
 * @param persons the denominator, above 0
 * @throws RangeError when there is no person to divide by
 */
export function ratePerPerson(numerator: Numerator, persons: number): number {
  if (!(persons > 0)) throw new RangeError(`rate: expected persons above 0, came ${persons}`);
  return numerator.events / persons;
}

/** A rate as it is shown: two decimals, half away from zero as PostgreSQL's `round(numeric, 2)`. */
export function displayRate(rate: number): string {
  return (Math.round((rate + Number.EPSILON) * 100) / 100).toFixed(2);
}
