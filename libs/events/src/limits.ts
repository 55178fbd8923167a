/**
 * What a field may hold beyond its Avro type. Both readers hold events to these limits, so that
 * nothing behind them has to: an aggregator never meets an instant that belongs to no month.
 */
import { CALENDAR_MONTHS, monthStartMs } from '#libs/reference';

/**
 * Largest long of an event, 2^53 - 2. A JavaScript number is exact up to 2^53 - 1, and `avsc`,
 * the oracle and the plain path, refuses that last one.
 */
export const LONG_MAX = Number.MAX_SAFE_INTEGER - 1;

/** First instant that `occurredAt` may hold: the start of year 1, which RFC 3339 can still write. */
export const OCCURRED_AT_MS_MIN = -62_135_596_800_000;
/** Last instant that `occurredAt` may hold: the end of year 9999. */
export const OCCURRED_AT_MS_MAX = 253_402_300_799_999;

/** First instant that `registeredAt` may hold: the start of the calendar that months are counted in. */
export const REGISTERED_AT_MS_MIN = monthStartMs(0);
/** Last instant that `registeredAt` may hold. */
export const REGISTERED_AT_MS_MAX = monthStartMs(CALENDAR_MONTHS) - 1;

/** Longest source, bytes. */
export const SOURCE_BYTES_MAX = 255;
/** Longest PSIdNat or StructIdNat, bytes; the longest official one has 18. */
export const IDENTIFIER_BYTES_MAX = 64;
/** Longest uniqueId, messageId or prescription number, bytes; RFC 5322 allows 998 for a line of mail. */
export const OPTIONAL_TEXT_BYTES_MAX = 1024;

/** Longest code, amount, SIRET, IBAN or period of a fact, bytes. What they may say is for `#libs/sons-rules`. */
export const FACT_TEXT_BYTES_MAX = 64;
/** Most units in a perimeter, assumed: above any practice or laboratory group, and small enough for one Kafka record. */
export const UNITS_MAX = 5_000;
/** Largest step of a request. */
export const STEP_MAX = 10_000;
/** Largest index of a SONS solution: what a 16-bit column holds. */
export const SONS_SOLUTION_MAX = 32_767;
