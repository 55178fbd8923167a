import type { Table } from '#libs/exports';
import { rowsOf } from '../shell/table-rows.js';

/** Whether the system is healthy, by what its figures say. */
export interface SystemState {
  /** Cells that the last verified run compared with the truth; null: no run was verified. */
  readonly cells: number | null;
  readonly wrong: number | null;
  readonly deadLetters: number | null;
  readonly duplicates: number | null;
  readonly lag: number | null;
  /** Latest instant before which everything is counted, ISO 8601. */
  readonly watermarkAt: string | null;
  readonly verdict: 'healthy' | 'wrong' | 'unknown' | 'empty';
}

/**
 * Reads the table of the indicator `quality`; what it does not say stays null. A figure that differs
 * from the truth is wrong; dead letters are refusals with a reason, and make nothing wrong.
 */
export function systemStateOf(quality: Table | undefined, months: Table): SystemState {
  const facts = quality === undefined ? new Map<string, number>() : factsOf(quality);
  const fact = (name: string): number | null => facts.get(name) ?? null;
  const [cells, wrong] = [fact('verification_cells'), fact('verification_wrong')];
  return {
    cells,
    wrong,
    deadLetters: fact('dead_letters'),
    duplicates: fact('duplicates_ignored'),
    lag: fact('lag'),
    watermarkAt: (quality ?? months).provenance.freshness.watermarkAt,
    verdict: verdictOf(wrong, months.rows.length > 0),
  };
}

function verdictOf(wrong: number | null, hasMonths: boolean): SystemState['verdict'] {
  if (wrong !== null) return wrong === 0 ? 'healthy' : 'wrong';
  return hasMonths ? 'unknown' : 'empty';
}

/** Sums by name: the table may have a row for each stream or consumer. */
function factsOf(table: Table): Map<string, number> {
  const facts = new Map<string, number>();
  for (const row of rowsOf(table)) {
    const value = row.number('value');
    const name = row.text('check') || row.text('fact');
    if (value !== null && name !== '') facts.set(name, (facts.get(name) ?? 0) + value);
  }
  return facts;
}
