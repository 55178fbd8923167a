import type { Metrics } from '#libs/platform';
import type { Pool } from 'pg';

interface LastRun {
  readonly cells: string;
  readonly wrong: string;
}

/**
 * Tells what the last run that came to its end has proved, as its row says. No run yet: nothing is told.
 *
 * @param pool asked at each scrape, for one row by its index
 */
export function registerLastRun(metrics: Metrics, pool: Pick<Pool, 'query'>): void {
  metrics.asked(
    {
      name: 'mes_last_run_cells',
      help: 'Aggregated cells that the last completed run compared with what the generator made.',
    },
    async () => (await lastRun(pool)).map(({ cells }) => ({ value: Number(cells) })),
  );
  metrics.asked(
    {
      name: 'mes_last_run_wrong_cells',
      help: 'Cells of the last completed run that differ; anything but 0 is a bug or lost data.',
    },
    async () => (await lastRun(pool)).map(({ wrong }) => ({ value: Number(wrong) })),
  );
}

/** The newest run that compared its cells; none, or one. */
async function lastRun(pool: Pick<Pool, 'query'>): Promise<readonly LastRun[]> {
  const { rows } = await pool.query<LastRun>(
    `select cells::text as cells, wrong::text as wrong from run
     where state = 'COMPLETED' and cells is not null and wrong is not null
     order by requested_at desc, id desc limit 1`,
  );
  return rows;
}
