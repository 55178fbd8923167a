import { formatMonth, notableMonth, parseMonth, type NotableMonth } from '#libs/reference';
import type { TableRow } from '../shell/table-rows.js';

/** A month of a series, as a chart draws it; a suppressed one is not among them. */
export interface MonthPoint {
  readonly month: string;
  readonly events: number;
  readonly perWorkingDay: number;
  readonly workingDays: number;
  /** Couloir or measure. */
  readonly series: string;
}

/** The rows that have a value, by month. */
export function pointsOf(rows: readonly TableRow[], series: string): MonthPoint[] {
  return rows.flatMap((row) => {
    const events = row.number('events');
    const perWorkingDay = row.number('events_per_working_day');
    if (events === null || perWorkingDay === null) return [];
    const workingDays = row.number('working_days') ?? 0;
    return [
      { month: row.text('month'), events, perWorkingDay, workingDays, series: row.text(series) },
    ];
  });
}

/** Every month from the first to the last, also those without events: an axis has no holes. */
export function monthsBetween(points: readonly { readonly month: string }[]): string[] {
  const found = points.map(({ month }) => month).sort();
  const [first, last] = [found[0], found.at(-1)];
  if (first === undefined || last === undefined) return [];
  const months: string[] = [];
  for (let at = parseMonth(first); at <= parseMonth(last); at++) months.push(formatMonth(at));
  return months;
}

/** What is known of the months of an axis. */
export function notableIn(
  months: readonly string[],
): { readonly month: string; readonly notable: NotableMonth }[] {
  return months.flatMap((month) => {
    const notable = notableMonth(parseMonth(month));
    return notable === undefined ? [] : [{ month, notable }];
  });
}

/** Change from one month to the next, as shares; null where there is nothing to compare with. */
export interface MonthChange {
  readonly from: MonthPoint;
  readonly to: MonthPoint;
  readonly inAll: number;
  readonly perWorkingDay: number;
}

/** The change into a month; undefined when either is missing or the first is zero. */
export function changeInto(points: readonly MonthPoint[], month: string): MonthChange | undefined {
  const before = formatMonth(parseMonth(month) - 1);
  const from = points.find((point) => point.month === before);
  const to = points.find((point) => point.month === month);
  if (from === undefined || to === undefined || from.events === 0) return undefined;
  return {
    from,
    to,
    inAll: to.events / from.events - 1,
    perWorkingDay: to.perWorkingDay / from.perWorkingDay - 1,
  };
}

/** Months whose value is suppressed: a chart says so where it would draw nothing. */
export function hiddenMonths(rows: readonly TableRow[]): string[] {
  return [...new Set(rows.filter((row) => row.isSuppressed).map((row) => row.text('month')))];
}

/** The points of a series over all months, null where there is none: a line breaks there. */
export function withGaps(
  points: readonly MonthPoint[],
  months: readonly string[],
): { readonly month: string; readonly events: number | null }[] {
  const byMonth = new Map(points.map((point) => [point.month, point.events]));
  return months.map((month) => ({ month, events: byMonth.get(month) ?? null }));
}
