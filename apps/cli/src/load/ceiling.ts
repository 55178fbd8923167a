/** The bounds of a search. Rates are records per second. */
export interface CeilingBounds {
  /** First rate that is tried. */
  readonly from: number;
  /** No rate above this is tried. */
  readonly to: number;
  /** The ceiling is known when the gap above it is at most this part of it. */
  readonly precision: number;
}

/** What a search knows so far. */
export interface CeilingSearch extends CeilingBounds {
  /** Highest rate that held; 0: none yet. */
  readonly holds: number;
  /** Lowest rate that broke; Infinity: none yet. */
  readonly breaks: number;
}

export function startSearch(bounds: CeilingBounds): CeilingSearch {
  return { ...bounds, holds: 0, breaks: Infinity };
}

/**
 * The rate to try next: doubled until one breaks or the upper bound holds, then halfway between.
 * Undefined once the search is over, also when already the first rate breaks.
 */
export function nextProbe(search: CeilingSearch): number | undefined {
  const { from, to, precision, holds, breaks } = search;
  if (holds === 0) return breaks === Infinity ? Math.min(from, to) : undefined;
  if (holds >= to) return undefined;
  if (breaks === Infinity) return Math.min(2 * holds, to);
  if (breaks - holds <= Math.max(1, precision * holds)) return undefined;
  return Math.round((holds + breaks) / 2);
}

/** What a search knows after a probe. */
export function afterProbe(search: CeilingSearch, rate: number, hasHeld: boolean): CeilingSearch {
  return hasHeld
    ? { ...search, holds: Math.max(search.holds, rate) }
    : { ...search, breaks: Math.min(search.breaks, rate) };
}
