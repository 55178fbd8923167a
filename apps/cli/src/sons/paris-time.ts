import { TIME_ZONE } from '#libs/reference';

/** An instant as a person in Paris reads it, to the second, such as `2023-12-14 14:00:00`; a dash for none. */
export function parisTime(epochMs: number | null): string {
  if (epochMs === null) return '–';
  return Temporal.Instant.fromEpochMilliseconds(epochMs)
    .toZonedDateTimeISO(TIME_ZONE)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' })
    .replace('T', ' ');
}
