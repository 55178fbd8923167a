import { TIME_ZONE } from '#libs/reference';
import { invalidQuery } from '../shell/pages.js';

/** Days that may be asked for: before the first there was nothing to know. */
export const DAYS = { first: '2021-01-01', last: '2099-12-31' } as const;

/** A day in Europe/Paris, and the last millisecond of it: what is known by then is known that day. */
export interface AskedDay {
  /** `2022-12-01` */
  readonly day: string;
  readonly lastMs: number;
}

/**
 * The day of the address.
 *
 * @param texts values of `date`; undefined or empty: today
 * @throws ProblemError 400 `invalid-query` for a day that does not exist or is outside DAYS
 */
export function askedDay(texts: readonly string[] | undefined, nowMs: number): AskedDay {
  const given = (texts ?? []).filter((text) => text !== '');
  const [text = today(nowMs)] = given;
  const day = given.length > 1 ? undefined : dayOf(text);
  if (day !== undefined) return day;
  throw invalidQuery([
    {
      field: 'date',
      reason: `expected one day from ${DAYS.first} to ${DAYS.last}, such as 2022-12-01; came ${JSON.stringify(given.join(', ').slice(0, 80))}`,
    },
  ]);
}

function dayOf(text: string): AskedDay | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < DAYS.first || text > DAYS.last) return undefined;
  try {
    const next = Temporal.PlainDate.from(text).add({ days: 1 });
    return { day: text, lastMs: next.toZonedDateTime(TIME_ZONE).epochMilliseconds - 1 };
  } catch {
    // Such as 30 February: no day.
    return undefined;
  }
}

function today(nowMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(nowMs)
    .toZonedDateTimeISO(TIME_ZONE)
    .toPlainDate()
    .toString();
}

/** The day of an instant in Europe/Paris; undefined for a text that is none. */
export function dayOfInstant(instant: string): string | undefined {
  const ms = Date.parse(instant);
  return Number.isNaN(ms) ? undefined : today(ms);
}
