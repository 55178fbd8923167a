import { TIME_ZONE } from '#libs/reference';

const { floor, min } = Math;

const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** Days since 1970-01-01, a Thursday, of the first Saturday. */
const FIRST_SATURDAY = 2;
/** The working day, in hours of UTC: 8 or 9 to 18 or 19 in Paris. Assumed. */
const OPENS_AT_HOUR = 7;
const OPEN_HOURS = 10;

/**
 * An instant moved into working hours: a day's 24 hours are squeezed into the ten of its office, a
 * week-end into Friday's last hour. It never turns the order of two instants round.
 *
 * @param atMs milliseconds since 1970 in UTC, whole
 */
export function officeInstant(atMs: number): number {
  const day = floor(atMs / DAY_MS);
  const weekday = (day - FIRST_SATURDAY + 7) % 7;
  if (weekday < 2) {
    const saturdayMs = (day - weekday) * DAY_MS;
    const intoWeekend = (atMs - saturdayMs) / (2 * DAY_MS);
    const fridayClosesMs = saturdayMs - DAY_MS + (OPENS_AT_HOUR + OPEN_HOURS) * HOUR_MS;
    return fridayClosesMs + floor(intoWeekend * HOUR_MS);
  }
  const intoDay = (atMs - day * DAY_MS) / DAY_MS;
  return day * DAY_MS + OPENS_AT_HOUR * HOUR_MS + floor(intoDay * OPEN_HOURS * HOUR_MS);
}

/** An instant of a Europe/Paris wall clock, such as `2022-06-21T18:00`, milliseconds since 1970 in UTC. */
export function parisMs(text: string): number {
  return Temporal.PlainDateTime.from(text).toZonedDateTime(TIME_ZONE).epochMilliseconds;
}

/** A whole millisecond at a part, 0 to 1, of the way. */
export function between(fromMs: number, toMs: number, part: number): number {
  return min(toMs, fromMs + floor((toMs - fromMs) * part));
}
