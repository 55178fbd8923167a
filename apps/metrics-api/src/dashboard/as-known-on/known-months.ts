import { rowsOf, type TableRow } from '../shell/table-rows.js';
import type { Table } from '#libs/exports';

/** A month as it was published by a day, beside what is known of it today. */
export interface KnownMonth {
  /** `2023-12` */
  readonly month: string;
  /** The revision in force that day; null while nothing of the month was published. */
  readonly then: KnownRevision | null;
  /** The latest, published or still being counted. */
  readonly now: KnownRevision;
  /** Whether the figure of that day is another one today; told also where both are suppressed. */
  readonly isRevised: boolean;
}

export interface KnownRevision {
  readonly revision: number;
  /** null: suppressed. */
  readonly documents: number | null;
  /** ISO 8601; null while not published. */
  readonly publishedAt: string | null;
}

/**
 * Joins the answers of `months` for a day and for today: every month of today, ascending.
 *
 * @param then answered with `known_on`
 * @param now answered without
 */
export function knownMonths(then: Table, now: Table): KnownMonth[] {
  const published = latestByMonth(rowsOf(then));
  return [...latestByMonth(rowsOf(now))].map(([month, latest]) => {
    const before = published.get(month);
    const known = before === undefined ? null : revisionOf(before);
    const today = revisionOf(latest);
    return {
      month,
      then: known,
      now: today,
      isRevised:
        known !== null &&
        (known.revision !== today.revision || known.documents !== today.documents),
    };
  });
}

/** Days on which something was published, ascending: where the figures change. */
export function publicationInstants(now: Table): string[] {
  const instants = rowsOf(now).map((row) => row.text('published_at'));
  return [...new Set(instants.filter((instant) => instant !== ''))].sort();
}

function latestByMonth(rows: readonly TableRow[]): Map<string, TableRow> {
  const latest = new Map<string, TableRow>();
  for (const row of rows) {
    const before = latest.get(row.text('month'));
    const isLater = (row.number('revision') ?? 0) >= (before?.number('revision') ?? 0);
    if (isLater) latest.set(row.text('month'), row);
  }
  return new Map([...latest].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function revisionOf(row: TableRow): KnownRevision {
  const publishedAt = row.text('published_at');
  return {
    revision: row.number('revision') ?? 0,
    documents: row.number('documents'),
    publishedAt: publishedAt === '' ? null : publishedAt,
  };
}
