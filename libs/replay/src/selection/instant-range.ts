import { TIME_ZONE } from '#libs/reference';
import type { Range } from './selection.js';

const MONTH = /^\d{4}-\d{2}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Reads a range of instants: a month or a day such as 2023-12 or 2023-12-24, or FROM/BEFORE where each
 * side is a month, a day, an instant in RFC 3339, or nothing. Months and days begin at midnight in
 * Europe/Paris.
 *
 * @param faults takes what is wrong
 * @returns undefined when it cannot be read
 */
export function instantRange(option: string, text: string, faults: string[]): Range | undefined {
  const sides = text.split('/');
  const range = sides.length === 1 ? wholeOf(text) : betweenOf(sides);
  if (range === undefined) {
    faults.push(
      `${option}: expected a month (2023-12), a day (2023-12-24) or FROM/BEFORE, with instants such as 2023-12-24T08:00:00Z; came "${text}"`,
    );
    return undefined;
  }
  if ((range.from ?? -Infinity) >= (range.before ?? Infinity)) {
    faults.push(`${option}: expected FROM to come before BEFORE, came "${text}"`);
  }
  return range;
}

/** All of a month or of a day. */
function wholeOf(text: string): Range | undefined {
  const day = firstDayOf(text);
  if (day === undefined) return undefined;
  const next = day.add(MONTH.test(text) ? { months: 1 } : { days: 1 });
  return { from: midnightMs(day), before: midnightMs(next) };
}

function betweenOf(sides: readonly string[]): Range | undefined {
  const [fromText = '', beforeText = ''] = sides;
  if (sides.length !== 2 || (fromText === '' && beforeText === '')) return undefined;
  const from = instantMs(fromText);
  const before = instantMs(beforeText);
  if ((fromText !== '' && from === undefined) || (beforeText !== '' && before === undefined)) {
    return undefined;
  }
  return { ...(from !== undefined && { from }), ...(before !== undefined && { before }) };
}

function instantMs(text: string): number | undefined {
  if (text === '') return undefined;
  const day = firstDayOf(text);
  if (day !== undefined) return midnightMs(day);
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    // The text is no such instant: the caller says what was expected.
    return undefined;
  }
}

function firstDayOf(text: string): Temporal.PlainDate | undefined {
  if (!MONTH.test(text) && !DAY.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(MONTH.test(text) ? `${text}-01` : text);
  } catch {
    // The text is no such instant: the caller says what was expected.
    return undefined;
  }
}

function midnightMs(day: Temporal.PlainDate): number {
  return day.toZonedDateTime(TIME_ZONE).epochMilliseconds;
}
