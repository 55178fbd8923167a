// Reads of the profile tables carry a default: their 24 and 7 entries are fixed by the types' specs.
import { COULOIRS, type CouloirCode } from '../market/couloirs.js';
import { hoursOfMonth, type HourOfMonth } from './hours.js';
import { yearMonthOf } from './months.js';

/**
 * Activity by hour of the day, 24 relative weights by couloir. Assumed: no source gives them.
 * Biology has two validation batches (11–14 h, 16–19 h), city practices two surgeries (9–12 h,
 * 14–19 h), hospitals discharges (11–17 h) and a nightly batch, radiology a long day (10–19 h).
 */
export const HOUR_PROFILE: Readonly<Record<CouloirCode, readonly number[]>> = {
  hospital: [3, 6, 6, 3, 1, 1, 1, 2, 4, 5, 7, 10, 10, 9, 10, 10, 9, 6, 4, 3, 2, 2, 1, 1],
  city: [0, 0, 0, 0, 0, 0, 0, 1, 5, 10, 11, 10, 5, 3, 8, 10, 11, 10, 8, 4, 2, 1, 0, 0],
  pharmacy: [0, 0, 0, 0, 0, 0, 0, 0, 2, 8, 10, 10, 5, 4, 7, 9, 10, 11, 10, 4, 1, 0, 0, 0],
  radiology: [0, 0, 0, 0, 0, 0, 0, 1, 3, 6, 9, 10, 8, 6, 9, 10, 10, 10, 8, 3, 1, 0, 0, 0],
  biology: [0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 6, 14, 14, 12, 6, 6, 11, 12, 9, 3, 1, 1, 1, 0],
};

/**
 * Activity by weekday, Monday first, by couloir. Assumed. A legal holiday counts as a Sunday.
 * Pharmacies and laboratories keep a good part of Saturday.
 */
export const DAY_PROFILE: Readonly<Record<CouloirCode, readonly number[]>> = {
  hospital: [1.1, 1.05, 1, 1.05, 1.05, 0.3, 0.15],
  city: [1.1, 1.05, 0.95, 1.05, 1, 0.35, 0.02],
  pharmacy: [1.1, 1, 1, 1, 1.1, 0.75, 0.03],
  radiology: [1.05, 1.05, 1, 1.05, 1, 0.25, 0.03],
  biology: [1.1, 1.05, 1, 1.05, 1, 0.5, 0.05],
};

/**
 * Activity left in the holiday troughs, by couloir: in the weeks around 15 August and between
 * Christmas and New Year. Assumed; that August is low is sourced (−5 % against July 2023, DSIH).
 */
export const TROUGH_PROFILE: Readonly<
  Record<CouloirCode, { readonly august: number; readonly christmas: number }>
> = {
  hospital: { august: 0.9, christmas: 0.8 },
  city: { august: 0.7, christmas: 0.6 },
  pharmacy: { august: 0.9, christmas: 0.9 },
  radiology: { august: 0.7, christmas: 0.6 },
  biology: { august: 0.8, christmas: 0.75 },
};

const SUNDAY = 7;

/** An index that is not a couloir's. */
export class UnknownCouloirError extends Error {
  constructor(readonly couloirIndex: number) {
    super(
      `unknown couloir: expected an index 0 to ${COULOIRS.length - 1}; came ${couloirIndex}; see COULOIRS in libs/reference`,
    );
    this.name = new.target.name;
  }
}

/**
 * How the activity of a couloir spreads over the real hours of a month (months since 2000-01).
 * One weight for each hour of `hoursOfMonth(month)`, adding up to 1. Assumed throughout.
 * Throws MonthOutOfRangeError or UnknownCouloirError.
 */
export function hourWeights(month: number, couloirIndex: number): Float64Array {
  const couloir = COULOIRS[couloirIndex];
  if (couloir === undefined) throw new UnknownCouloirError(couloirIndex);
  const { month: monthOfYear } = yearMonthOf(month);
  const weights = Float64Array.from(hoursOfMonth(month).hours, (hour) =>
    weightOf(hour, monthOfYear, couloir.code),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function weightOf(hour: HourOfMonth, monthOfYear: number, couloir: CouloirCode): number {
  const weekday = hour.isPublicHoliday ? SUNDAY : hour.weekday;
  const ofDay = DAY_PROFILE[couloir][weekday - 1] ?? 0;
  const ofHour = HOUR_PROFILE[couloir][hour.hourOfDay] ?? 0;
  return ofDay * ofHour * troughOf(monthOfYear, hour.day, couloir);
}

function troughOf(monthOfYear: number, day: number, couloir: CouloirCode): number {
  const { august, christmas } = TROUGH_PROFILE[couloir];
  if (monthOfYear === 8) return day >= 5 && day <= 25 ? august : (1 + august) / 2;
  if (monthOfYear === 12 && day >= 23) return christmas;
  if (monthOfYear === 1 && day <= 3) return christmas;
  return 1;
}
