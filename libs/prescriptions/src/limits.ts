import { TIME_ZONE } from '#libs/reference';

/**
 * Months after the date of a prescription within which it may be dispensed.
 *
 * Source: Code de la santé publique, R. 5132-22: a medicine of lists I and II is first handed out on
 * a prescription of less than three months. Taken for every line and for every dispensation, not
 * the first alone (assumed): renewals over a year are not modelled.
 */
export const VALIDITY_MONTHS = 3;

/** Lines of a prescription at most (assumed). */
export const LINES_MAX = 50;
/** Units of one line at most (assumed). */
export const QUANTITY_MAX = 999;
/** Acts of dispensing of one prescription at most (assumed): one a day for its validity. */
export const DISPENSATIONS_MAX = 100;
/** Characters of a medicine's name at most (assumed). */
export const MEDICATION_LENGTH_MAX = 200;
/** Characters of an idempotency key or of a dispensation's name at most (assumed). */
export const KEY_LENGTH_MAX = 64;
/** How far the caller's clock may be ahead of the base's, milliseconds (assumed). */
export const CLOCK_AHEAD_MS_MAX = 300_000;

/**
 * First instant at which a prescription may not be dispensed any more: the start, in Europe/Paris,
 * of the day three months after its own day. A day that the month lacks is the month's last.
 *
 * @param occurredAtMs date of the prescription, milliseconds since 1970
 */
export function validUntilMs(occurredAtMs: number): number {
  return Temporal.Instant.fromEpochMilliseconds(occurredAtMs)
    .toZonedDateTimeISO(TIME_ZONE)
    .toPlainDate()
    .add({ months: VALIDITY_MONTHS })
    .toZonedDateTime(TIME_ZONE).epochMilliseconds;
}
