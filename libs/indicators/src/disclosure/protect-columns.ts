import { protect } from './protect.js';
import {
  DEFAULT_DISCLOSURE,
  type CellStatus,
  type DisclosureRules,
  type GuardedCell,
} from './rules.js';
import type { SumLink } from './tables.js';

/** Tables of one shape that are printed side by side: a cell is a row of columns. */
export interface ColumnTable {
  readonly columns: readonly (readonly GuardedCell[])[];
  readonly links: readonly SumLink[];
}

/**
 * Decides which rows are published, each with all of its columns or with none: a row is hidden when
 * one of its columns must be. Because the same rows are hidden in each column, the sum of the columns
 * may be published beside them.
 *
 * @throws BrokenLinkError
 * @throws UnguardableCellError
 */
export function protectColumns(
  { columns, links }: ColumnTable,
  rules: DisclosureRules = DEFAULT_DISCLOSURE,
): CellStatus[] {
  const rows = columns[0]?.length ?? 0;
  const statuses = new Array<CellStatus>(rows).fill('shown');
  const hidden = new Set<number>();
  // Each round but the last hides at least one row more.
  for (let before = -1; before < hidden.size;) {
    before = hidden.size;
    for (const cells of columns) {
      const protection = protect({ cells, links }, rules, hidden);
      protection.statuses.forEach((status, row) => {
        if (status === 'shown') return;
        hidden.add(row);
        const known = statuses[row];
        if (known === 'shown' || known === 'secondary') statuses[row] = status;
      });
    }
  }
  return statuses;
}
