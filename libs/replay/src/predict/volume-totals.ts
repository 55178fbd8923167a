import type { VolumeFold } from '#libs/counting';
import type { Pool } from 'pg';

/** Events of one measure in one month. */
export interface VolumeTotal {
  /** Months since 2000-01. */
  readonly month: number;
  readonly measure: number;
  readonly events: number;
}

/** Events by month and measure, as a fold counts them. */
export class VolumeTotals {
  readonly #events = new Map<number, Map<number, number>>();

  /** Adds what a fold counted since its last `takeChanges`. */
  addFrom(fold: Pick<VolumeFold, 'cells'>): void {
    fold.cells.forEach('department', (month, measure, _solution, _department, events) => {
      this.add({ month, measure, events });
    });
  }

  add({ month, measure, events }: VolumeTotal): void {
    let ofMonth = this.#events.get(month);
    if (ofMonth === undefined) {
      ofMonth = new Map<number, number>();
      this.#events.set(month, ofMonth);
    }
    ofMonth.set(measure, (ofMonth.get(measure) ?? 0) + events);
  }

  /** Ascending by month and measure; without those that are zero. */
  all(): VolumeTotal[] {
    return [...this.#events]
      .flatMap(([month, measures]) =>
        [...measures].map(([measure, events]) => ({ month, measure, events })),
      )
      .filter(({ events }) => events !== 0)
      .sort((a, b) => a.month - b.month || a.measure - b.measure);
  }

  /** These less those, by month and measure. */
  minus(others: VolumeTotals): VolumeTotals {
    const difference = new VolumeTotals();
    for (const total of this.all()) difference.add(total);
    for (const { month, measure, events } of others.all()) {
      difference.add({ month, measure, events: -events });
    }
    return difference;
  }
}

/** What is counted at present. */
export async function liveTotals(pool: Pool): Promise<VolumeTotals> {
  const totals = new VolumeTotals();
  const { rows } = await pool.query<VolumeTotal>(
    'select month, measure, sum(events)::float8 as events from volume_by_department group by month, measure',
  );
  for (const row of rows) totals.add(row);
  return totals;
}
