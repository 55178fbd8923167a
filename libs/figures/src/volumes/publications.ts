import type { Publication } from '../data/volume-data.js';

/** Of each month the latest revision that was published before an instant, with all of its measures. */
export function latestPublications(
  publications: readonly Publication[],
  beforeMs: number,
): Publication[] {
  const known = publications.filter(({ publishedAtMs }) => publishedAtMs < beforeMs);
  const latest = new Map<number, number>();
  for (const { month, revision } of known) {
    latest.set(month, Math.max(latest.get(month) ?? 0, revision));
  }
  return known.filter(({ month, revision }) => latest.get(month) === revision);
}
