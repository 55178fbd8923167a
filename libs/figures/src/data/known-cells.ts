import { inTransaction } from '#libs/store';
import type { ClientBase, Pool } from 'pg';
import { latestPublications } from '../volumes/publications.js';
import { readMonthUpTo } from './read-months.js';
import type { Publication, VolumeData } from './volume-data.js';
import { totalOf, type MonthCells, type Plane } from './volume-planes.js';

/** A month as the revision in force on a day showed it. */
export interface KnownMonth {
  readonly month: number;
  readonly revision: number;
  readonly publishedAtMs: number;
  /** Undefined: the national figure was kept, and which cells it was made of no more. */
  readonly cells: MonthCells | undefined;
}

/** Volumes with those of an earlier day, by month; a month that was not published by then is absent. */
export type KnownVolumes = VolumeData & { readonly known: ReadonlyMap<number, KnownMonth> };

/** Months of earlier revisions that are kept; a national one is about a megabyte. */
const KEPT_MAX = 48;

/**
 * Cells as earlier revisions showed them. Each cell is stored under the revision that it was counted in,
 * and a closing keeps events out until it is done: what a revision published is the sum of the cells up to
 * it. Most months have been published once and not changed since; only those that have are read again.
 */
export class KnownCells {
  /** By what the volumes hold, which is another object once anything was written. */
  readonly #kept = new WeakMap<object, Map<string, MonthCells | undefined>>();

  constructor(private readonly pool: Pool) {}

  /** The volumes with what was known of them before an instant, milliseconds since 1970. */
  async before(data: VolumeData, beforeMs: number): Promise<KnownVolumes> {
    const published = latestPublications(data.publications, beforeMs);
    const known = new Map<number, KnownMonth>();
    for (const [month, measures] of Map.groupBy(published, ({ month: of }) => of)) {
      const [{ revision, publishedAtMs } = NONE] = measures;
      const cells = await this.#cellsOf(data, { month, revision, publishedAtMs, measures });
      known.set(month, { month, revision, publishedAtMs, cells });
    }
    return { ...data, known };
  }

  async #cellsOf(data: VolumeData, revision: PublishedRevision): Promise<MonthCells | undefined> {
    const state = data.state.months.find(({ month }) => month === revision.month);
    if (state?.status === 'closed' && state.publishedRevision === revision.revision) {
      return data.cells.get(revision.month);
    }
    const kept = this.#kept.get(data.content) ?? new Map<string, MonthCells | undefined>();
    this.#kept.set(data.content, kept);
    const key = `${revision.month}/${revision.revision}`;
    if (!kept.has(key)) {
      const read = await inTransaction(this.pool, (client) => readRevision(client, revision));
      kept.set(key, read);
      const [oldest] = kept.keys();
      if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
      return read;
    }
    return kept.get(key);
  }
}

const NONE = { revision: 0, publishedAtMs: 0 };

interface PublishedRevision {
  readonly month: number;
  readonly revision: number;
  readonly publishedAtMs: number;
  /** What it published, by measure. */
  readonly measures: readonly Publication[];
}

/**
 * Undefined when the cells are not those that were published: a rebuild (mes replay --to rebuild) counts a
 * month anew, and puts as many events under the published revision as were published, whichever they were.
 */
async function readRevision(
  client: ClientBase,
  revision: PublishedRevision,
): Promise<MonthCells | undefined> {
  await client.query('set transaction isolation level repeatable read, read only');
  const { rowCount } = await client.query(
    'select from volume_change where month = $1 and rebuilt_at >= to_timestamp($2 / 1000.0)',
    [revision.month, revision.publishedAtMs],
  );
  if (rowCount !== 0) return undefined;
  const cells = await readMonthUpTo(client, revision);
  return isAsPublished(cells, revision) ? cells : undefined;
}

/** Both cubes hold what was published of each measure, and of no other one. */
function isAsPublished(
  { byDepartment, byType }: MonthCells,
  { measures }: PublishedRevision,
): boolean {
  const published = new Map(measures.map(({ measure, events }) => [measure, events]));
  return [byDepartment, byType].every((planes) => isSumOf(planes, published));
}

function isSumOf(
  planes: ReadonlyMap<number, Plane>,
  published: ReadonlyMap<number, number>,
): boolean {
  const measures = new Set([...planes.keys(), ...published.keys()]);
  return [...measures].every(
    (measure) => totalOf(planes.get(measure)) === (published.get(measure) ?? 0),
  );
}
