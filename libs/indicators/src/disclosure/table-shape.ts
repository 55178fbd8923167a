import { BrokenLinkError, type SumLink, type SumTable } from './tables.js';

/** A link that a cell is in. */
export interface CellEnd {
  readonly link: number;
  /** What one more in the cell adds to "parts less total": 1 as a part, -1 as the total. */
  readonly sign: 1 | -1;
}

/**
 * A table's sums as a graph. A link is a place where what was added must be taken away again; a cell
 * in two links is a way from one to the other; a cell in one link leads outside, where nothing must
 * hold. A cell in three links or more is no way.
 */
export interface TableShape {
  readonly links: readonly SumLink[];
  /** By cell: the links it is in. */
  readonly ends: readonly (readonly CellEnd[])[];
  /** By link: the ways that start there. */
  readonly ways: readonly (readonly number[])[];
  /** The ways that lead outside. */
  readonly openWays: readonly number[];
}

/** Ends of a way: two links, or a link and the outside. */
const WAY_ENDS_MAX = 2;

/** @throws BrokenLinkError when a link names no cell, or one twice */
export function tableShape(links: readonly SumLink[], cells: number): TableShape {
  const ends = Array.from({ length: cells }, (): CellEnd[] => []);
  links.forEach((link, index) => {
    endsOf(link, cells).forEach((sign, cell) => ends[cell]?.push({ link: index, sign }));
  });
  const isWay = (cell: number): boolean => (ends[cell]?.length ?? 0) <= WAY_ENDS_MAX;
  return {
    links,
    ends,
    ways: links.map(({ total, parts }) => [total, ...parts].filter(isWay)),
    openWays: ends.flatMap((of, cell) => (of.length === 1 ? [cell] : [])),
  };
}

function endsOf(link: SumLink, cells: number): Map<number, 1 | -1> {
  const { total, parts } = link;
  const signs = new Map<number, 1 | -1>([[total, -1]]);
  for (const part of parts) {
    if (signs.has(part)) throw new BrokenLinkError(link, `cell ${part} is in it twice`);
    signs.set(part, 1);
  }
  for (const cell of signs.keys()) {
    if (!Number.isInteger(cell) || cell < 0 || cell >= cells) {
      throw new BrokenLinkError(link, `expected cells 0 to ${cells - 1}, came ${cell}`);
    }
  }
  return signs;
}

/** @throws BrokenLinkError when a total is not the sum of its parts */
export function checkSums({ cells, links }: SumTable): void {
  for (const link of links) {
    let sum = 0;
    for (const part of link.parts) sum += cells[part]?.value ?? 0;
    const total = cells[link.total]?.value ?? 0;
    if (sum !== total)
      throw new BrokenLinkError(link, `expected ${total}, the parts sum to ${sum}`);
  }
}
