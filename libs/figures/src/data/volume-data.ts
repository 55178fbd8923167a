import { inTransaction } from '#libs/store';
import type { ClientBase, Pool } from 'pg';
import { readDataState, type DataState } from './data-state.js';
import { readMonths } from './read-months.js';
import type { MonthCells } from './volume-planes.js';

/** National figures of one month and measure as they were published. */
export interface Publication {
  readonly month: number;
  readonly revision: number;
  readonly measure: number;
  readonly events: number;
  readonly publishedAtMs: number;
}

/** Every cell, and what was published, as of one instant. */
export interface VolumeData {
  readonly state: DataState;
  /** By month since 2000-01. */
  readonly cells: ReadonlyMap<number, MonthCells>;
  /** By month, revision and measure. */
  readonly publications: readonly Publication[];
  /** Another object when cells, months or publications changed: what answers are kept by. */
  readonly content: object;
}

/** Reads the volumes; of those held, months that were not written since are kept. */
export async function readVolumeData(
  pool: Pool,
  held: VolumeData | undefined,
): Promise<VolumeData> {
  const now = await readDataState(pool);
  if (held !== undefined && contentOf(now) === contentOf(held.state))
    return { ...held, state: now };
  return inTransaction(pool, async (client) => {
    // Cells of two months, and what was published of them, are those of one instant.
    await client.query('set transaction isolation level repeatable read, read only');
    const state = await readDataState(client);
    const changed = changedMonths(state, held?.state);
    const read = await readMonths(client, changed);
    const kept = new Map(held?.cells);
    for (const cells of read) kept.set(cells.month, cells);
    return {
      state,
      cells: new Map(state.months.flatMap(({ month }) => entryOf(kept, month))),
      publications: await readPublications(client),
      content: {},
    };
  });
}

function contentOf({ months, publications, graceHours, consumers }: DataState): string {
  const watermarks = consumers.map(({ consumer, watermarkAt }) => [consumer, watermarkAt]);
  return JSON.stringify([months, publications, graceHours, watermarks]);
}

function changedMonths(now: DataState, before: DataState | undefined): number[] {
  const known = new Map(before?.months.map((month) => [month.month, markOf(month)]));
  return now.months
    .filter((month) => known.get(month.month) !== markOf(month))
    .map(({ month }) => month);
}

/** The published revision decides which events came later. */
function markOf({ changes, publishedRevision }: DataState['months'][number]): string {
  return `${changes}/${publishedRevision ?? ''}`;
}

function entryOf(cells: ReadonlyMap<number, MonthCells>, month: number): [number, MonthCells][] {
  const found = cells.get(month);
  return found === undefined ? [] : [[month, found]];
}

async function readPublications(client: ClientBase): Promise<Publication[]> {
  const { rows } = await client.query<{
    month: number;
    revision: number;
    measure: number;
    events: string;
    published_at: Date;
  }>(
    'select month, revision, measure, events, published_at from month_publication order by month, revision, measure',
  );
  return rows.map(({ events, published_at, ...row }) => ({
    ...row,
    events: Number(events),
    publishedAtMs: published_at.getTime(),
  }));
}
