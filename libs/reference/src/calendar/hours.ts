import { TIME_ZONE, monthStartMs, yearMonthOf } from './months.js';
import { publicHolidaysOfYear } from './public-holidays.js';

const HOUR_MS = 3_600_000;

/** One real hour of a month, as a clock in Paris shows it. */
export interface HourOfMonth {
  /** Day of the month, from 1. */
  readonly day: number;
  /** 1 is Monday, 7 is Sunday. */
  readonly weekday: number;
  /** 0 to 23. On the last Sunday of October 2 comes twice, on that of March never. */
  readonly hourOfDay: number;
  readonly isPublicHoliday: boolean;
}

export interface HoursOfMonth {
  /** First millisecond of the month since the Unix epoch; hour *i* starts *i* × 3,600,000 later. */
  readonly startMs: number;
  /** 672 to 745 hours: 743 in March and 745 in October, when the clock changes. */
  readonly hours: readonly HourOfMonth[];
}

// One entry a month of the calendar at most: the plan asks for the same months for each couloir.
const known = new Map<number, HoursOfMonth>();

/**
 * The real hours of a Europe/Paris month (months since 2000-01), in order; kept after the first call.
 * Throws MonthOutOfRangeError.
 */
export function hoursOfMonth(month: number): HoursOfMonth {
  const kept = known.get(month);
  if (kept !== undefined) return kept;
  const first = Temporal.PlainDate.from({ ...yearMonthOf(month), day: 1 });
  const holidays = publicHolidaysOfYear(first.year);
  const hours: HourOfMonth[] = [];
  for (let day = 1; day <= first.daysInMonth; day++) {
    const date = first.with({ day });
    const isPublicHoliday = holidays.some(
      (holiday) => holiday.month === date.month && holiday.day === day,
    );
    for (const hourOfDay of hoursOfDay(date)) {
      hours.push({ day, weekday: date.dayOfWeek, hourOfDay, isPublicHoliday });
    }
  }
  const built = { startMs: monthStartMs(month), hours };
  known.set(month, built);
  return built;
}

/** What the clock shows in each real hour of a day: 0 to 23, but for the two days it is changed. */
function hoursOfDay(date: Temporal.PlainDate): number[] {
  const startMs = date.toZonedDateTime(TIME_ZONE).epochMilliseconds;
  const endMs = date.add({ days: 1 }).toZonedDateTime(TIME_ZONE).epochMilliseconds;
  return Array.from({ length: (endMs - startMs) / HOUR_MS }, (_, hour) =>
    endMs - startMs === 24 * HOUR_MS
      ? hour
      : Temporal.Instant.fromEpochMilliseconds(startMs + hour * HOUR_MS).toZonedDateTimeISO(
          TIME_ZONE,
        ).hour,
  );
}
