import { CALENDAR_MONTHS, workingDaysOfMonth } from '#libs/reference';

/** By month, -1 until it was asked for: a calendar is slow to ask, and every row of an answer does. */
const known = new Int8Array(CALENDAR_MONTHS).fill(-1);

/** Working days of months (since 2000-01) in all. */
export function workingDaysOf(months: readonly number[]): number {
  let days = 0;
  for (const month of months) days += daysOfMonth(month);
  return days;
}

function daysOfMonth(month: number): number {
  const found = known[month] ?? -1;
  if (found >= 0) return found;
  const days = workingDaysOfMonth(month);
  known[month] = days;
  return days;
}
