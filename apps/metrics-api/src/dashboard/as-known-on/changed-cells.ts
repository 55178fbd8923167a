import { rowsOf } from '../shell/table-rows.js';
import type { Table } from '#libs/exports';

/** Documents of a couloir in a month, on two days. */
export interface ChangedCell {
  /** `2023-12` */
  readonly month: string;
  readonly couloir: string;
  readonly then: number;
  readonly until: number;
}

/**
 * What changed between two answers of `volumes` by couloir: months that the first one holds, without
 * the cells that are the same. By month, then by the size of the change.
 */
export function changedCells(then: Table, until: Table): ChangedCell[] {
  const before = eventsOf(then);
  const after = eventsOf(until);
  const months = new Set(rowsOf(then).map((row) => row.text('month')));
  return [...new Set([...before.keys(), ...after.keys()])]
    .flatMap((key): ChangedCell[] => {
      const [month = '', couloir = ''] = key.split('/');
      const cell = { month, couloir, then: before.get(key) ?? 0, until: after.get(key) ?? 0 };
      return months.has(month) && cell.then !== cell.until ? [cell] : [];
    })
    .sort((a, b) => (a.month === b.month ? sizeOf(b) - sizeOf(a) : a.month < b.month ? -1 : 1));
}

/** A cell that is absent holds nothing. */
function eventsOf(table: Table): Map<string, number> {
  return new Map(
    rowsOf(table).map((row) => [
      `${row.text('month')}/${row.text('couloir')}`,
      row.number('events') ?? 0,
    ]),
  );
}

function sizeOf({ then, until }: ChangedCell): number {
  return Math.abs(until - then);
}
