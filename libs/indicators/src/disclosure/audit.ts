import { confidentialityOf, DEFAULT_DISCLOSURE, type DisclosureRules } from './rules.js';
import type { Exchange, Protection, SumLink, SumTable } from './tables.js';

/** Why a protection does not protect. */
export interface DisclosureGap {
  /** A cell, or the first cell of an exchange that is none. */
  readonly cell: number;
  readonly reason: string;
}

/**
 * Checks a protection by its proofs alone, without repeating how they were found. Each exchange must
 * be another table that reads the same: every sum holds, only hidden cells differ, none is below zero.
 * Then a hidden cell is not told, because two tables differ in it; and the interval of a confidential
 * one is at least as wide as the exchanges move it. Exact, in whole numbers.
 *
 * @returns what is not protected; empty when everything is
 */
export function auditProtection(
  table: SumTable,
  { statuses, exchanges }: Protection,
  rules: DisclosureRules = DEFAULT_DISCLOSURE,
): DisclosureGap[] {
  const gaps: DisclosureGap[] = [];
  const raised = new Map<number, number>();
  const lowered = new Map<number, number>();
  const sumsOf = linksByCell(table.links);
  for (const exchange of exchanges) {
    const reason = faultOf(exchange, table, statuses, sumsOf);
    if (reason !== undefined) gaps.push({ cell: exchange.cells[0] ?? -1, reason });
    exchange.cells.forEach((cell, place) => {
      const delta = exchange.deltas[place] ?? 0;
      const side = delta > 0 ? raised : lowered;
      side.set(cell, Math.max(side.get(cell) ?? 0, Math.abs(delta)));
    });
  }
  table.cells.forEach((cell, index) => {
    const status = statuses[index];
    const { rule, widthMin } = confidentialityOf(cell, rules);
    const width = (raised.get(index) ?? 0) + (lowered.get(index) ?? 0);
    const needed = Math.max(widthMin, status === 'shown' || cell.value === 0 ? 0 : 1);
    if (rule !== undefined && status !== rule) {
      gaps.push({ cell: index, reason: `expected suppressed by ${rule}, came ${status}` });
    } else if (width < needed) {
      gaps.push({ cell: index, reason: `expected a width of ${needed}, proven ${width}` });
    }
  });
  return gaps;
}

function faultOf(
  { cells, deltas }: Exchange,
  table: SumTable,
  statuses: Protection['statuses'],
  sumsOf: ReadonlyMap<number, readonly SumLink[]>,
): string | undefined {
  const added = new Map(cells.map((cell, place) => [cell, deltas[place] ?? 0]));
  for (const [cell, delta] of added) {
    const value = table.cells[cell]?.value ?? 0;
    if (!Number.isSafeInteger(delta)) return `cell ${cell} changes by ${delta}, no whole number`;
    if (statuses[cell] === 'shown') return `cell ${cell} is shown, and changes by ${delta}`;
    if (value >= 0 && value + delta < 0) return `cell ${cell} of ${value} changes by ${delta}`;
  }
  const touched = new Set(cells.flatMap((cell) => sumsOf.get(cell) ?? []));
  for (const { total, parts } of touched) {
    let sum = 0;
    for (const part of parts) sum += added.get(part) ?? 0;
    const expected = added.get(total) ?? 0;
    if (sum !== expected) return `the parts of ${total} change by ${sum}, and it by ${expected}`;
  }
  return undefined;
}

function linksByCell(links: readonly SumLink[]): Map<number, SumLink[]> {
  const byCell = new Map<number, SumLink[]>();
  for (const link of links) {
    for (const cell of [link.total, ...link.parts]) {
      const known = byCell.get(cell);
      if (known === undefined) byCell.set(cell, [link]);
      else known.push(link);
    }
  }
  return byCell;
}
