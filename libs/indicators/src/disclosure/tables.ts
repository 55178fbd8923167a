import type { CellStatus, GuardedCell } from './rules.js';

/** A published sum: the value of `total` is that of its parts added up. Cells are named by their index. */
export interface SumLink {
  readonly total: number;
  readonly parts: readonly number[];
}

/**
 * What would have to be added to cells to get another table that says the same in public: every sum
 * holds, no shown cell differs, none falls below zero. It proves that a reader cannot tell the two.
 */
export interface Exchange {
  readonly cells: readonly number[];
  /** Added to the value of each of them; whole, never 0. */
  readonly deltas: readonly number[];
}

/** What was decided for each cell, and the proof that it hides what it must. */
export interface Protection {
  /** As long as the cells. */
  readonly statuses: readonly CellStatus[];
  /** Together they move every suppressed cell, each confidential one over its required width. */
  readonly exchanges: readonly Exchange[];
}

/** A sum that does not hold, or a link that names no cell: a bug of the caller. */
export class BrokenLinkError extends Error {
  constructor(
    readonly link: SumLink,
    reason: string,
  ) {
    super(`disclosure: link of total ${link.total} over ${link.parts.length} parts: ${reason}`);
    this.name = new.target.name;
  }
}

/** A value that is no safe integer: a bug of the caller. */
export class UnguardableCellError extends Error {
  constructor(
    readonly index: number,
    readonly cell: GuardedCell,
  ) {
    super(`disclosure: cell ${index}: expected a safe integer, came ${cell.value}`);
    this.name = new.target.name;
  }
}

/** Layers that are not all as long as the first: a bug of the caller. */
export class UnequalLayersError extends Error {
  constructor(readonly lengths: readonly number[]) {
    super(`disclosure: expected layers and totals of one length, came ${lengths.join(', ')}`);
    this.name = new.target.name;
  }
}

/** A table of cells and the sums that link them. */
export interface SumTable {
  readonly cells: readonly GuardedCell[];
  readonly links: readonly SumLink[];
}

/**
 * Tables of one shape, such as the months of a year, that add up to another, cell by cell. Without
 * `totals` nothing links the layers.
 */
export interface LayeredTable {
  readonly layers: readonly (readonly GuardedCell[])[];
  readonly totals?: readonly GuardedCell[];
  /** Of each layer and of the totals. */
  readonly links: readonly SumLink[];
}

/** What was decided for each cell of each layer. */
export interface LayeredProtection {
  readonly layers: readonly (readonly CellStatus[])[];
  /** Empty without totals. */
  readonly totals: readonly CellStatus[];
  /** Over the cells of the flat table. */
  readonly exchanges: readonly Exchange[];
}

/** The layers one behind the other, then the totals, with every link: what a reader knows. Throws UnequalLayersError. */
export function flatTable({ layers, totals, links }: LayeredTable): SumTable {
  const tables = totals === undefined ? layers : [...layers, totals];
  const size = layers[0]?.length ?? 0;
  const lengths = tables.map((cells) => cells.length);
  if (lengths.some((length) => length !== size)) throw new UnequalLayersError(lengths);
  const own = tables.flatMap((_, layer) => links.map((link) => shifted(link, layer * size)));
  const across = (totals ?? []).map((_, cell) => ({
    total: layers.length * size + cell,
    parts: layers.map((_layer, layer) => layer * size + cell),
  }));
  return { cells: tables.flat(), links: [...own, ...across] };
}

function shifted({ total, parts }: SumLink, by: number): SumLink {
  return { total: total + by, parts: parts.map((part) => part + by) };
}
