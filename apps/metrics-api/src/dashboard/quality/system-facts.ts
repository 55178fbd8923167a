import type { Table } from '#libs/exports';
import { rowsOf } from '../shell/table-rows.js';

/** Whether the system is healthy, by what its figures say. */
export interface SystemState {
  /** Cells that the last verified run compared with the truth; null: no run was verified. */
  readonly cells: number | null;
  readonly wrong: number | null;
  /** Scenario, seed and id of that run. */
  readonly run: string | null;
  readonly counted: number | null;
  readonly deadLetters: number | null;
  readonly duplicates: number | null;
  readonly lag: number | null;
  readonly verdict: 'healthy' | 'wrong' | 'unknown' | 'empty';
}

/**
 * Reads the table of the indicator `quality`; what it does not say stays null. A figure that differs
 * from the truth is wrong; dead letters are refusals with a reason, and make nothing wrong.
 */
export function systemStateOf(quality: Table | undefined, months: Table): SystemState {
  const rows = quality === undefined ? [] : rowsOf(quality);
  const sum = (area: string, metric: string): number | null => {
    const values = rows
      .filter((row) => row.text('area') === area && row.text('metric') === metric)
      .flatMap((row) => row.number('value') ?? []);
    return values.length === 0 ? null : values.reduce((total, value) => total + value, 0);
  };
  const [cells, wrong] = [sum('verification', 'cells'), sum('verification', 'wrong')];
  return {
    cells,
    wrong,
    run: rows.find((row) => row.text('area') === 'verification')?.text('item') ?? null,
    counted: sum('counting', 'counted'),
    deadLetters: sum('counting', 'dead_lettered'),
    duplicates: sum('counting', 'duplicates'),
    lag: sum('lag', 'records'),
    verdict: verdictOf(cells, wrong, months.rows.length > 0),
  };
}

/** A run without cells was cut short, and proves nothing. */
function verdictOf(
  cells: number | null,
  wrong: number | null,
  hasMonths: boolean,
): SystemState['verdict'] {
  if (wrong !== null && wrong > 0) return 'wrong';
  if (wrong === 0 && cells !== null && cells > 0) return 'healthy';
  return hasMonths ? 'unknown' : 'empty';
}
