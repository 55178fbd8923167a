import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  CALENDAR_MONTHS,
  COULOIRS,
  DAY_PROFILE,
  HOUR_PROFILE,
  MonthOutOfRangeError,
  MonthTextError,
  TIME_ZONE,
  TROUGH_PROFILE,
  UnknownCouloirError,
  formatMonth,
  hourWeights,
  hoursOfMonth,
  isPublicHoliday,
  monthOfInstant,
  monthStartMs,
  parseMonth,
  publicHolidaysOfYear,
  workingDaysOfMonth,
  yearMonthOf,
} from '../index.js';
import { easterSunday } from './public-holidays.js';

const MIDNIGHT_DECEMBER_2023 = Date.parse('2023-12-01T00:00:00+01:00');
const MIDNIGHT_JULY_2023 = Date.parse('2023-07-01T00:00:00+02:00');

describe('months of Europe/Paris', () => {
  it('counts from 2000-01 as 0', () => {
    expect(parseMonth('2000-01')).toBe(0);
    expect(parseMonth('2023-12')).toBe(287);
    expect(formatMonth(287)).toBe('2023-12');
    expect(yearMonthOf(287)).toEqual({ year: 2023, month: 12 });
  });

  it.each([
    ['winter', MIDNIGHT_DECEMBER_2023, '2023-11', '2023-12'],
    ['summer', MIDNIGHT_JULY_2023, '2023-06', '2023-07'],
  ])('changes the month at midnight in Paris, in %s', (_season, midnightMs, before, after) => {
    expect(formatMonth(monthOfInstant(midnightMs - 1))).toBe(before);
    expect(formatMonth(monthOfInstant(midnightMs))).toBe(after);
    expect(formatMonth(monthOfInstant(midnightMs + 1))).toBe(after);
  });

  it('puts midnight of UTC into the month that Paris has begun', () => {
    expect(formatMonth(monthOfInstant(Date.parse('2023-11-30T23:30:00Z')))).toBe('2023-12');
    expect(formatMonth(monthOfInstant(Date.parse('2023-06-30T22:30:00Z')))).toBe('2023-07');
  });

  it('agrees with Temporal for any instant, whatever was asked before', () => {
    const instant = fc.integer({ min: monthStartMs(0), max: monthStartMs(CALENDAR_MONTHS) - 1 });
    fc.assert(
      fc.property(instant, (epochMs) => {
        const local = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(TIME_ZONE);
        return monthOfInstant(epochMs) === (local.year - 2000) * 12 + local.month - 1;
      }),
    );
  });

  it('reads back every month that it writes', () => {
    for (let month = 0; month < CALENDAR_MONTHS; month++) {
      expect(parseMonth(formatMonth(month))).toBe(month);
      expect(monthOfInstant(monthStartMs(month))).toBe(month);
      expect(monthOfInstant(monthStartMs(month + 1) - 1)).toBe(month);
    }
  });

  it('refuses an instant one millisecond outside the calendar, on both sides', () => {
    const last = monthStartMs(CALENDAR_MONTHS);
    expect(monthOfInstant(last - 1)).toBe(CALENDAR_MONTHS - 1);
    expect(() => monthOfInstant(last)).toThrow(MonthOutOfRangeError);
    expect(() => monthOfInstant(monthStartMs(0) - 1)).toThrow(/expected 2000-01 to 2042-08/);
    expect(() => monthOfInstant(Number.NaN)).toThrow(MonthOutOfRangeError);
    expect(() => monthStartMs(CALENDAR_MONTHS + 1)).toThrow(MonthOutOfRangeError);
    expect(() => monthStartMs(0.5)).toThrow(MonthOutOfRangeError);
    expect(() => formatMonth(-1)).toThrow(MonthOutOfRangeError);
    expect(() => formatMonth(CALENDAR_MONTHS)).toThrow(MonthOutOfRangeError);
  });

  it.each(['2023-13', '2023-00', '2023-1', '23-12', '2023-12-01', 'décembre', ''])(
    'refuses %j as a month',
    (text) => {
      expect(() => parseMonth(text)).toThrow(MonthTextError);
    },
  );

  it.each(['1999-12', '2042-09'])('refuses %s, which the calendar does not reach', (text) => {
    expect(() => parseMonth(text)).toThrow(MonthOutOfRangeError);
  });
});

describe('public holidays', () => {
  it.each([
    [2000, 4, 23],
    [2008, 3, 23],
    [2011, 4, 24],
    [2021, 4, 4],
    [2023, 4, 9],
    [2024, 3, 31],
    [2025, 4, 20],
    [2038, 4, 25],
  ])('finds Easter of %i', (year, month, day) => {
    expect(easterSunday(year)).toEqual({ year, month, day });
  });

  it('always puts Easter on a Sunday between 22 March and 25 April', () => {
    for (let year = 1900; year <= 2200; year++) {
      const easter = Temporal.PlainDate.from(easterSunday(year));
      expect(easter.dayOfWeek).toBe(7);
      const day = easter.month * 100 + easter.day;
      expect(day).toBeGreaterThanOrEqual(322);
      expect(day).toBeLessThanOrEqual(425);
    }
  });

  it('has eleven of them in 2023', () => {
    const days = publicHolidaysOfYear(2023).map(({ month, day }) => `${month}-${day}`);
    expect(days).toEqual([
      '1-1',
      '4-10',
      '5-1',
      '5-8',
      '5-18',
      '5-29',
      '7-14',
      '8-15',
      '11-1',
      '11-11',
      '12-25',
    ]);
  });

  it('knows the day before and after a holiday as ordinary', () => {
    expect(isPublicHoliday({ year: 2023, month: 5, day: 17 })).toBe(false);
    expect(isPublicHoliday({ year: 2023, month: 5, day: 18 })).toBe(true);
    expect(isPublicHoliday({ year: 2023, month: 5, day: 19 })).toBe(false);
  });

  it.each([
    ['2023-03', 23],
    ['2023-04', 19],
    ['2023-05', 19],
    ['2023-06', 22],
    ['2023-07', 20],
    ['2023-08', 22],
    ['2023-12', 20],
    ['2024-01', 22],
  ])('counts the working days of %s', (month, workingDays) => {
    expect(workingDaysOfMonth(parseMonth(month))).toBe(workingDays);
  });
});

describe('hours of a month', () => {
  it.each([
    ['2023-03', 743],
    ['2023-10', 745],
    ['2023-12', 744],
    ['2023-11', 720],
    ['2023-02', 672],
    ['2024-02', 696],
  ])('%s has %i real hours', (month, count) => {
    const { hours, startMs } = hoursOfMonth(parseMonth(month));
    expect(hours).toHaveLength(count);
    expect(startMs).toBe(monthStartMs(parseMonth(month)));
  });

  it('has no 2 o’clock when the clock goes forward, and two when it goes back', () => {
    const twoOClock = (month: string, day: number) =>
      hoursOfMonth(parseMonth(month)).hours.filter(
        (hour) => hour.day === day && hour.hourOfDay === 2,
      );
    expect(twoOClock('2023-03', 26)).toHaveLength(0);
    expect(twoOClock('2023-10', 29)).toHaveLength(2);
  });

  it('shows in each hour what a clock in Paris shows', () => {
    const months = fc.integer({ min: 0, max: CALENDAR_MONTHS - 1 });
    fc.assert(
      fc.property(months, fc.nat(), (month, at) => {
        const { hours, startMs } = hoursOfMonth(month);
        const index = at % hours.length;
        const local = Temporal.Instant.fromEpochMilliseconds(
          startMs + index * 3_600_000,
        ).toZonedDateTimeISO(TIME_ZONE);
        const { day, weekday, hourOfDay } = hours[index] ?? {};
        return day === local.day && weekday === local.dayOfWeek && hourOfDay === local.hour;
      }),
      { numRuns: 500 },
    );
  });

  it('starts at midnight of the first and ends at 23 h of the last day', () => {
    const { hours } = hoursOfMonth(parseMonth('2023-12'));
    expect(hours[0]).toEqual({ day: 1, weekday: 5, hourOfDay: 0, isPublicHoliday: false });
    expect(hours.at(-1)).toEqual({ day: 31, weekday: 7, hourOfDay: 23, isPublicHoliday: false });
    expect(hours.filter((hour) => hour.isPublicHoliday)).toHaveLength(24);
  });
});

describe('weights of the hours', () => {
  const ofDay = (month: string, couloir: number, day: number) => {
    const { hours } = hoursOfMonth(parseMonth(month));
    const weights = hourWeights(parseMonth(month), couloir);
    return hours.reduce((sum, hour, i) => sum + (hour.day === day ? (weights[i] ?? 0) : 0), 0);
  };

  it('has a profile for 24 hours and 7 days in each couloir', () => {
    for (const { code } of COULOIRS) {
      expect(HOUR_PROFILE[code]).toHaveLength(24);
      expect(DAY_PROFILE[code]).toHaveLength(7);
    }
  });

  it('adds up to 1 over the real hours of any month', () => {
    for (const month of ['2023-02', '2023-03', '2023-10', '2023-12'].map(parseMonth)) {
      for (const { index } of COULOIRS) {
        const weights = hourWeights(month, index);
        expect(weights).toHaveLength(hoursOfMonth(month).hours.length);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
        expect(weights.every((weight) => weight >= 0)).toBe(true);
      }
    }
  });

  it('treats a legal holiday as a Sunday', () => {
    // 2023-05-18 is Ascension, a Thursday; the 21st is a Sunday.
    expect(ofDay('2023-05', 1, 18)).toBeCloseTo(ofDay('2023-05', 1, 21), 12);
    expect(ofDay('2023-05', 1, 18)).toBeLessThan(ofDay('2023-05', 1, 11) / 10);
  });

  it('lowers city and radiology most in mid August and after Christmas', () => {
    for (const { index, code } of COULOIRS) {
      const { august, christmas } = TROUGH_PROFILE[code];
      // Two Thursdays each: 2023-08-31 and 2023-08-10; 2023-12-14 and 2023-12-28.
      expect(ofDay('2023-08', index, 10)).toBeLessThan(ofDay('2023-08', index, 31));
      const ratio = ofDay('2023-12', index, 28) / ofDay('2023-12', index, 14);
      expect(ratio).toBeCloseTo(christmas, 10);
      expect(TROUGH_PROFILE.city.august).toBeLessThanOrEqual(august);
    }
  });

  it('refuses a couloir that does not exist', () => {
    expect(() => hourWeights(287, 5)).toThrow(UnknownCouloirError);
    expect(() => hourWeights(287, -1)).toThrow(UnknownCouloirError);
  });
});
