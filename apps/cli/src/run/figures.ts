import type { Pool } from 'pg';
import { count, type Output } from '../output.js';

interface VolumeRow {
  month: string;
  channel: string;
  measure: string;
  events: string;
  revision: number;
  status: string;
}

interface RateRow {
  month: string;
  numerator_window: string;
  /** Months of the window that the database holds. */
  months_in_window: number;
  numerator: string;
  denominator_label: string;
  denominator_persons: string;
  denominator_vintage: string;
  rate_display: string;
}

/** National monthly volumes, each channel by itself: they are never added up. */
export async function readVolumes(pool: Pool): Promise<VolumeRow[]> {
  const { rows } = await pool.query<VolumeRow>(
    `select month, channel, measure, sum(events) events, max(revision) revision, max(status) status
     from monthly_volumes group by 1, 2, 3 order by 1, 2, 3`,
  );
  return rows;
}

/** National rates per inhabitant, each with its window and its denominator. */
export async function readRates(pool: Pool, month?: string): Promise<RateRow[]> {
  const { rows } = await pool.query<RateRow>(
    `select month, numerator_window, months_in_window, numerator, denominator_label, denominator_persons, denominator_vintage, rate_display
     from per_capita_rates where perimeter = 'national' and ($1::text is null or month = $1)
     order by month, numerator_window, denominator_persons`,
    [month ?? null],
  );
  return rows;
}

/** Prints the figures for a person. Scaled runs say so: their rates are a fraction of the country's. */
export async function printFigures(pool: Pool, output: Output): Promise<void> {
  output.line(
    'Monthly volumes (registered in the month, Europe/Paris; channels are never added up)',
  );
  for (const row of await readVolumes(pool)) {
    output.line(
      `  ${row.month}  ${row.channel.padEnd(13)} ${row.measure.padEnd(28)} ${count(Number(row.events)).padStart(12)}  ${row.status}, revision ${String(row.revision)}`,
    );
  }
  output.line('DMP documents per inhabitant');
  for (const row of await readRates(pool)) {
    output.line(
      `  ${row.month}  ${row.numerator_window.padEnd(16)} ${count(Number(row.numerator)).padStart(13)} / ${count(Number(row.denominator_persons)).padStart(11)} = ${row.rate_display.padStart(6)}  ${row.denominator_label}, ${row.denominator_vintage}${row.numerator_window === 'calendar_year' ? ` (${String(row.months_in_window)} of 12 months)` : ''}`,
    );
  }
}
