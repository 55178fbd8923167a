/**
 * Months that the calendar knows, from 2000-01 on: as many as the volume cells hold (to 2042-08).
 * A bound, not a forecast.
 */
export const CALENDAR_MONTHS = 512;

/** The zone that months, days and deadlines belong to. */
export const TIME_ZONE = 'Europe/Paris';

const FIRST_YEAR = 2000;
const AVERAGE_MONTH_MS = (365.2425 / 12) * 86_400_000;

/** An instant or a month outside the calendar. */
export class MonthOutOfRangeError extends Error {
  constructor(what: string) {
    super(
      `month outside the calendar: expected ${formatAnyMonth(0)} to ${formatAnyMonth(CALENDAR_MONTHS - 1)} in ${TIME_ZONE}; ` +
        `came ${what}; see CALENDAR_MONTHS in libs/reference`,
    );
    this.name = new.target.name;
  }
}

/** A text that is not a month. */
export class MonthTextError extends Error {
  constructor(readonly text: string) {
    super(`not a month: expected year and month such as 2023-12; came ${JSON.stringify(text)}`);
    this.name = new.target.name;
  }
}

/** Start of each month in Europe/Paris, and of the one after the last, epoch milliseconds. */
const startsMs: Float64Array = Float64Array.from(
  { length: CALENDAR_MONTHS + 1 },
  (_, month) =>
    Temporal.PlainDate.from({
      year: FIRST_YEAR + Math.floor(month / 12),
      month: (month % 12) + 1,
      day: 1,
    }).toZonedDateTime(TIME_ZONE).epochMilliseconds,
);

const calendarStartMs = startOf(0);
const calendarEndMs = startOf(CALENDAR_MONTHS);

// The month found last: records come in time order, so that nearly every call is two comparisons.
let lastMonth = 0;
let lastStartMs = Infinity;
let lastEndMs = -Infinity;

/**
 * The Europe/Paris month of an instant, as months since 2000-01 (2000-01 is 0).
 * Called for each record: it allocates nothing. Throws MonthOutOfRangeError.
 *
 * @param epochMs milliseconds since the Unix epoch
 */
export function monthOfInstant(epochMs: number): number {
  if (epochMs >= lastStartMs && epochMs < lastEndMs) return lastMonth;
  return findMonth(epochMs);
}

/** First millisecond of a month, or the end of the month before it, since the Unix epoch. */
export function monthStartMs(month: number): number {
  if (!Number.isInteger(month) || month < 0 || month > CALENDAR_MONTHS) {
    throw new MonthOutOfRangeError(`month number ${month}`);
  }
  return startOf(month);
}

/** A month as text: 287 is `2023-12`. Throws MonthOutOfRangeError. */
export function formatMonth(month: number): string {
  assertMonth(month);
  return formatAnyMonth(month);
}

/** A month from text such as `2023-12`. Throws MonthTextError or MonthOutOfRangeError. */
export function parseMonth(text: string): number {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text);
  if (match === null) throw new MonthTextError(text);
  const month = (Number(match[1]) - FIRST_YEAR) * 12 + Number(match[2]) - 1;
  if (month < 0 || month >= CALENDAR_MONTHS) throw new MonthOutOfRangeError(text);
  return month;
}

/** Year and month (1 to 12) of a month number. */
export function yearMonthOf(month: number): { readonly year: number; readonly month: number } {
  assertMonth(month);
  return { year: FIRST_YEAR + Math.floor(month / 12), month: (month % 12) + 1 };
}

function findMonth(epochMs: number): number {
  if (!(epochMs >= calendarStartMs && epochMs < calendarEndMs)) {
    throw new MonthOutOfRangeError(`instant ${epochMs} ms since 1970`);
  }
  // The estimate is at most a month off; the boundaries decide.
  let month = Math.min(
    CALENDAR_MONTHS - 1,
    Math.floor((epochMs - calendarStartMs) / AVERAGE_MONTH_MS),
  );
  while (epochMs < startOf(month)) month -= 1;
  while (epochMs >= startOf(month + 1)) month += 1;
  lastMonth = month;
  lastStartMs = startOf(month);
  lastEndMs = startOf(month + 1);
  return month;
}

/** Callers keep the index inside the table; outside it, NaN compares as false and ends their loops. */
function startOf(month: number): number {
  return startsMs[month] ?? Number.NaN;
}

function assertMonth(month: number): void {
  if (!Number.isInteger(month) || month < 0 || month >= CALENDAR_MONTHS) {
    throw new MonthOutOfRangeError(`month number ${month}`);
  }
}

function formatAnyMonth(month: number): string {
  const year = FIRST_YEAR + Math.floor(month / 12);
  return `${year}-${String((month % 12) + 1).padStart(2, '0')}`;
}
