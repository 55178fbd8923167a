import type { Exchange, SumLink } from './tables.js';

/**
 * The exchange that always exists: all cells that sums tie to one another grow by the same factor.
 * It hides every one of them that is not zero, so it is the last resort.
 *
 * @param cell not zero
 * @param widthMin by how much it must move
 */
export function wholeExchange(
  links: readonly SumLink[],
  values: Float64Array,
  cell: number,
  widthMin: number,
): Exchange {
  const times = Math.ceil(widthMin / Math.abs(values[cell] ?? 1));
  const cells = tiedTo(links, values, cell);
  return { cells, deltas: cells.map((tied) => (values[tied] ?? 0) * times) };
}

/** Cells that are not zero and that a chain of sums over such cells ties to one. */
function tiedTo(links: readonly SumLink[], values: Float64Array, cell: number): number[] {
  const linksOf = new Map<number, SumLink[]>();
  for (const link of links) {
    for (const member of [link.total, ...link.parts]) {
      if (values[member] === 0) continue;
      const known = linksOf.get(member);
      if (known === undefined) linksOf.set(member, [link]);
      else known.push(link);
    }
  }
  const seen = new Set([cell]);
  // A set is walked in the order of insertion, also over what is inserted meanwhile.
  for (const tied of seen) {
    for (const link of linksOf.get(tied) ?? []) {
      for (const member of [link.total, ...link.parts]) if (values[member] !== 0) seen.add(member);
    }
  }
  return [...seen];
}
