import type { HiddenCells } from './hidden-cells.js';
import type { Exchange, SumLink, SumTable } from './tables.js';

/** Multiplications that one elimination may take; a larger table falls back to the last resort. */
const ELIMINATION_STEPS_MAX = 20_000_000;
/** Circuits tried for one cell, each without the cells that had no room in the one before. */
const CIRCUITS_MAX = 12;
/** A circuit's factors are whole numbers once multiplied by one of 1 to this. */
const DENOMINATOR_MAX = 12;
const ROUNDING = 1e-6;

/**
 * An exchange where cells are in more than two sums, such as a cube of three dimensions: the first
 * cells, taken by rising cost, whose columns of the system of sums together cancel that of the cell
 * (a circuit of its matroid), found by elimination. The result is checked in whole numbers.
 *
 * @returns undefined when none with room enough was found
 */
export function circuitExchange(
  { cells, links }: SumTable,
  hidden: HiddenCells,
  cell: number,
  widthMin: number,
): Exchange | undefined {
  if (links.length * links.length * cells.length > ELIMINATION_STEPS_MAX) return undefined;
  const banned = new Set<number>();
  for (let tries = 0; tries < CIRCUITS_MAX; tries++) {
    const order = candidates(hidden, cell, banned);
    const factors = circuit(links, order, cell);
    if (factors === undefined) return undefined;
    const exchange = withRoom(factors, hidden.values, cell, widthMin);
    if (exchange !== undefined) return isBalanced(links, exchange) ? exchange : undefined;
    const tight = tightest(factors, hidden.values, cell);
    if (tight === undefined || banned.has(tight)) return undefined;
    banned.add(tight);
  }
  return undefined;
}

/** Hidden cells first, then by cost. */
function candidates({ costs }: HiddenCells, cell: number, banned: ReadonlySet<number>): number[] {
  const cost = (index: number): number => costs[index] ?? Infinity;
  return [...costs.keys()]
    .filter((index) => index !== cell && !banned.has(index) && cost(index) < Infinity)
    .sort((a, b) => cost(a) - cost(b) || a - b);
}

/** By cell: what is added to it when one is added to `cell`; undefined when its sums fix it. */
function circuit(
  links: readonly SumLink[],
  order: readonly number[],
  cell: number,
): Map<number, number> | undefined {
  const columns = [...order, cell];
  const rows = matrixOf(links, columns);
  const last = columns.length - 1;
  const pivots: { row: Float64Array; cell: number }[] = [];
  const free = new Set(rows);
  for (let column = 0; column < last; column++) {
    if (![...free].some((row) => Math.abs(row[last] ?? 0) > ROUNDING)) break;
    const pivot = [...free].find((row) => Math.abs(row[column] ?? 0) > ROUNDING);
    if (pivot === undefined) continue;
    free.delete(pivot);
    eliminate(rows, pivot, column);
    pivots.push({ row: pivot, cell: columns[column] ?? 0 });
  }
  if ([...free].some((row) => Math.abs(row[last] ?? 0) > ROUNDING)) return undefined;
  const factors = new Map([[cell, 1]]);
  for (const { row, cell: moved } of pivots) {
    const factor = -(row[last] ?? 0);
    if (Math.abs(factor) > ROUNDING) factors.set(moved, factor);
  }
  return wholeFactors(factors);
}

function matrixOf(links: readonly SumLink[], columns: readonly number[]): Float64Array[] {
  const places = new Map(columns.map((cell, column) => [cell, column]));
  return links.map(({ total, parts }) => {
    const row = new Float64Array(columns.length);
    const set = (cell: number, sign: number): void => {
      const column = places.get(cell);
      if (column !== undefined) row[column] = sign;
    };
    set(total, -1);
    for (const part of parts) set(part, 1);
    return row;
  });
}

/** Makes the pivot's column 1 in its row and 0 in all others. */
function eliminate(rows: readonly Float64Array[], pivot: Float64Array, column: number): void {
  const by = pivot[column] ?? 1;
  for (let at = column; at < pivot.length; at++) pivot[at] = (pivot[at] ?? 0) / by;
  for (const row of rows) {
    const times = row[column] ?? 0;
    if (row === pivot || times === 0) continue;
    for (let at = column; at < row.length; at++)
      row[at] = (row[at] ?? 0) - times * (pivot[at] ?? 0);
  }
}

function wholeFactors(factors: Map<number, number>): Map<number, number> | undefined {
  for (let by = 1; by <= DENOMINATOR_MAX; by++) {
    const isWhole = [...factors.values()].every(
      (factor) => Math.abs(factor * by - Math.round(factor * by)) < ROUNDING,
    );
    if (isWhole) return new Map([...factors].map(([of, factor]) => [of, Math.round(factor * by)]));
  }
  return undefined;
}

/** The circuit so many times that the cell moves by the width, up or down; undefined without room. */
function withRoom(
  factors: ReadonlyMap<number, number>,
  values: Float64Array,
  cell: number,
  widthMin: number,
): Exchange | undefined {
  const times = Math.ceil(widthMin / (factors.get(cell) ?? 1));
  for (const sign of [1, -1]) {
    const hasRoom = [...factors].every(
      ([of, factor]) => roomOf(of, factor * sign, values) >= times,
    );
    if (!hasRoom) continue;
    const moved = [...factors];
    return {
      cells: moved.map(([of]) => of),
      deltas: moved.map(([, factor]) => factor * sign * times),
    };
  }
  return undefined;
}

/** How many times a factor can be added to a cell before it falls below zero. */
function roomOf(cell: number, factor: number, values: Float64Array): number {
  const value = values[cell] ?? 0;
  return factor > 0 || value < 0 ? Infinity : Math.floor(value / -factor);
}

/** The cell that leaves least room when `cell` is raised. */
function tightest(
  factors: ReadonlyMap<number, number>,
  values: Float64Array,
  cell: number,
): number | undefined {
  let tight: number | undefined;
  let least = Infinity;
  for (const [of, factor] of factors) {
    const room = roomOf(of, factor, values);
    if (of !== cell && room < least) {
      tight = of;
      least = room;
    }
  }
  return tight;
}

function isBalanced(links: readonly SumLink[], { cells, deltas }: Exchange): boolean {
  const by = new Map(cells.map((cell, place) => [cell, deltas[place] ?? 0]));
  return links.every(({ total, parts }) => {
    const sum = parts.reduce((added, part) => added + (by.get(part) ?? 0), 0);
    return sum === (by.get(total) ?? 0);
  });
}
