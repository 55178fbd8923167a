import { TIME_ZONE } from '#libs/reference';

/** The instant of a wall clock in Europe/Paris such as `2023-12-14T14:00`, or of the beginning of a day such as `2022-06-21`; milliseconds since 1970 in UTC. */
export function parisMs(text: string): number {
  return Temporal.PlainDateTime.from(text).toZonedDateTime(TIME_ZONE).epochMilliseconds;
}

/** The first instant after a day such as `2022-07-15` in Europe/Paris: the exclusive deadline "by that day". */
export function endOfParisDayMs(day: string): number {
  const next = Temporal.PlainDate.from(day).add({ days: 1 });
  return next.toZonedDateTime(TIME_ZONE).epochMilliseconds;
}
