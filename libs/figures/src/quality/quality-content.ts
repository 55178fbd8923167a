import type { Pool } from 'pg';
import type { Content } from '../data/content.js';
import { readDataState } from '../data/data-state.js';

/** Records of a topic that a consumer has not read yet. */
export interface LagOfTopic {
  readonly consumer: string;
  readonly topic: string;
  readonly records: number;
}

/** Asks the broker: the ends of topics are not in the database. Undefined: nobody can say now. */
export type LagReader = () => Promise<readonly LagOfTopic[] | undefined>;

/** Events of a consumer by the upper bound of their age, ascending. */
export interface FreshnessBucket {
  readonly consumer: string;
  readonly bucketMs: number;
  readonly events: number;
}

/** A run as its row says. */
export interface LastRun {
  readonly id: string;
  readonly scenario: string;
  readonly seed: string;
  readonly state: string;
  readonly cells: number | null;
  readonly wrong: number | null;
  readonly endedAt: string | null;
}

export interface QualityContent extends Content {
  readonly freshness: readonly FreshnessBucket[];
  /** The run that ended last; undefined when none did, or where runs are not kept. */
  readonly lastRun: LastRun | undefined;
  readonly lag: readonly LagOfTopic[] | undefined;
}

export async function readQuality(
  pool: Pool,
  readLag: LagReader | undefined,
): Promise<QualityContent> {
  const state = await readDataState(pool);
  const { rows } = await pool.query<{ consumer: string; bucket_ms: number; events: string }>(
    'select consumer, bucket_ms, events from freshness_bucket order by consumer, bucket_ms',
  );
  return {
    state,
    content: {},
    freshness: rows.map(({ consumer, bucket_ms, events }) => ({
      consumer,
      bucketMs: bucket_ms,
      events: Number(events),
    })),
    lastRun: await readLastRun(pool),
    lag: await readLag?.(),
  };
}

/** Databases of an earlier version have no runs. */
async function readLastRun(pool: Pool): Promise<LastRun | undefined> {
  const { rows: tables } = await pool.query<{ is_there: boolean }>(
    `select to_regclass('run') is not null as is_there`,
  );
  if (tables[0]?.is_there !== true) return undefined;
  const { rows } = await pool.query<{
    id: string;
    scenario: string;
    seed: string;
    state: string;
    cells: string | null;
    wrong: string | null;
    ended_at: Date | null;
  }>(
    `select id, scenario, seed, state, cells, wrong, ended_at from run
     where ended_at is not null order by ended_at desc, id limit 1`,
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { id, scenario, seed, state, cells, wrong, ended_at } = row;
  return {
    ...{ id, scenario, seed, state },
    cells: cells === null ? null : Number(cells),
    wrong: wrong === null ? null : Number(wrong),
    endedAt: ended_at?.toISOString() ?? null,
  };
}
