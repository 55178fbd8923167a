import type { TableRow } from '../shell/table-rows.js';

/** People reached in a window and a place, as figures show it. */
export interface Reached {
  /** Month that the row is shown under. */
  readonly month: string;
  /** Code of a department, or `national`. */
  readonly place: string;
  readonly name: string;
  /** Of the inhabitants, with the ends of its 95 % interval. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
  /** Documents of those reached; null where too few of the sample lie beyond. */
  readonly mean: number | null;
  readonly median: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  /** Of all inhabitants, those who were not reached included. */
  readonly inhabitantMedian: number | null;
  readonly sampled: number;
  readonly monthsInWindow: number;
}

/** The rows that have values. */
export function reachedOf(rows: readonly TableRow[]): Reached[] {
  return rows.flatMap((row): Reached[] => {
    const [share, low, high] = ['share', 'share_low', 'share_high'].map((name) => row.number(name));
    if (share == null || low == null || high == null) return [];
    return [
      {
        ...{ month: row.text('month'), place: row.text('perimeter') },
        ...{ name: row.text('perimeter_name'), share, low, high },
        mean: row.number('documents_per_person_reached'),
        median: row.number('documents_median_per_person_reached'),
        p90: row.number('documents_p90_per_person_reached'),
        p99: row.number('documents_p99_per_person_reached'),
        inhabitantMedian: row.number('documents_median_per_inhabitant'),
        sampled: row.number('sampled_persons') ?? 0,
        monthsInWindow: row.number('months_in_window') ?? 0,
      },
    ];
  });
}

/** Whether events are counted in every month that a window has. */
export function isComplete(window: string, { monthsInWindow }: Reached): boolean {
  return window === 'calendar_month' || monthsInWindow === MONTHS_A_YEAR;
}

const MONTHS_A_YEAR = 12;

/** Places whose interval leaves a share out, above it and below: the others cannot be told from it. */
export function apartFrom(
  share: number,
  places: readonly Reached[],
): { readonly above: readonly Reached[]; readonly below: readonly Reached[] } {
  return {
    above: places.filter(({ low }) => low > share),
    below: places.filter(({ high }) => high < share),
  };
}
