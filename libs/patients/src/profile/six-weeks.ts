import { TIME_ZONE } from '#libs/reference';

/** Weeks between the letter and the profile, during which a person may oppose it (domain: opt-out). */
export const OPPOSITION_WEEKS = 6;

/**
 * The instant at which a profile comes about: the start of the day, six weeks after the day of the
 * letter, in Europe/Paris. The last instant of the day before still is in time to oppose. Which
 * instant of the day ends the delay is assumed.
 */
export function profileDueMs(letterSentAtMs: number): number {
  return Temporal.Instant.fromEpochMilliseconds(letterSentAtMs)
    .toZonedDateTimeISO(TIME_ZONE)
    .toPlainDate()
    .add({ weeks: OPPOSITION_WEEKS })
    .toZonedDateTime(TIME_ZONE).epochMilliseconds;
}

const DAY_MS = 86_400_000;
const OPPOSITION_DAYS = 7 * OPPOSITION_WEEKS;

/** Whether the six weeks after a letter are over. */
export function isProfileDue(letterSentAtMs: number, nowMs: number): boolean {
  const days = (nowMs - letterSentAtMs) / DAY_MS;
  // The end is at most a day before and an hour behind the 42 days; only near it is the calendar
  // asked, which costs more than everything else about a patient.
  if (days > OPPOSITION_DAYS + 1) return true;
  if (days < OPPOSITION_DAYS - 2) return false;
  return nowMs >= profileDueMs(letterSentAtMs);
}
