import { TIME_ZONE } from './months.js';

/**
 * The instant of a Europe/Paris wall clock, milliseconds since 1970 in UTC: `2023-12-14T14:00`, or
 * `2022-06-21` for the first instant of that day. Throws RangeError for any other text.
 */
export function parisInstantMs(text: string): number {
  return Temporal.PlainDateTime.from(text).toZonedDateTime(TIME_ZONE).epochMilliseconds;
}
