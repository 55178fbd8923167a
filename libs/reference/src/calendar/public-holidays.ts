import { yearMonthOf } from './months.js';

/** A calendar day; month 1 to 12, as in ISO 8601. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Legal holidays with a fixed date: month, day. Code du travail, article L3133-1. */
const FIXED_HOLIDAYS: readonly (readonly [number, number])[] = [
  [1, 1],
  [5, 1],
  [5, 8],
  [7, 14],
  [8, 15],
  [11, 1],
  [11, 11],
  [12, 25],
];

/** Holidays that follow Easter Sunday, in days: Easter Monday, Ascension, Whit Monday. */
const EASTER_OFFSETS_DAYS = [1, 39, 50];

/**
 * Easter Sunday of a year in the Gregorian calendar, by the lunar tables that the churches use:
 * the golden number, the century's solar and lunar corrections, then the Sunday after the full moon.
 */
export function easterSunday(year: number): CalendarDate {
  const golden = (year % 19) + 1;
  const century = Math.floor(year / 100) + 1;
  const skippedLeapDays = Math.floor((3 * century) / 4) - 12;
  const moonCorrection = Math.floor((8 * century + 5) / 25) - 5;
  const sundayShift = Math.floor((5 * year) / 4) - skippedLeapDays - 10;
  const ageOfMoon = (((11 * golden + 20 + moonCorrection - skippedLeapDays) % 30) + 30) % 30;
  // Two exceptions keep the full moon on or before 18 April.
  const isException = (ageOfMoon === 25 && golden > 11) || ageOfMoon === 24;
  const early = 44 - (isException ? ageOfMoon + 1 : ageOfMoon);
  const fullMoon = early < 21 ? early + 30 : early;
  const marchDay = fullMoon + 7 - ((sundayShift + fullMoon) % 7);
  return marchDay > 31 ? { year, month: 4, day: marchDay - 31 } : { year, month: 3, day: marchDay };
}

/**
 * The eleven legal holidays of a year, ascending. The two extra days of Alsace-Moselle (Good Friday
 * and 26 December) and the days on which the overseas departments remember the abolition of slavery
 * are not modelled: the calendar is one for the whole country.
 */
export function publicHolidaysOfYear(year: number): CalendarDate[] {
  const easter = Temporal.PlainDate.from(easterSunday(year));
  const days = [
    ...FIXED_HOLIDAYS.map(([month, day]) => Temporal.PlainDate.from({ year, month, day })),
    ...EASTER_OFFSETS_DAYS.map((offset) => easter.add({ days: offset })),
  ];
  return days
    .sort((a, b) => Temporal.PlainDate.compare(a, b))
    .map(({ month, day }) => ({ year, month, day }));
}

/** Whether a day is one of the eleven legal holidays. */
export function isPublicHoliday({ year, month, day }: CalendarDate): boolean {
  return publicHolidaysOfYear(year).some(
    (holiday) => holiday.month === month && holiday.day === day,
  );
}

/** Days of a month (months since 2000-01) that are neither Saturday, Sunday nor legal holiday. */
export function workingDaysOfMonth(month: number): number {
  const first = Temporal.PlainDate.from({ ...yearMonthOf(month), day: 1 });
  const holidays = new Set(
    publicHolidaysOfYear(first.year)
      .filter((holiday) => holiday.month === first.month)
      .map(({ day }) => day),
  );
  let workingDays = 0;
  for (let day = 1; day <= first.daysInMonth; day++) {
    const isWeekend = first.with({ day }).dayOfWeek > 5;
    if (!isWeekend && !holidays.has(day)) workingDays += 1;
  }
  return workingDays;
}
