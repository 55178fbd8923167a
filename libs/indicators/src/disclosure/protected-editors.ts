import { protectColumns } from './protect-columns.js';
import { nodeName } from './protected-nodes.js';
import {
  DEFAULT_DISCLOSURE,
  type CellStatus,
  type DisclosureRules,
  type GuardedCell,
} from './rules.js';
import type { SumLink } from './tables.js';

/**
 * What may be asked of the SONS in public, with its key: none, the couloir, the editor, or both in
 * this order.
 */
export type EditorBreakdown = 'total' | 'couloir' | 'editor' | 'couloir-editor';

/** What one client did for one editor in one couloir. */
export interface EditorRow {
  readonly couloir: string;
  /** Any name or code of the editor; it is the key of its nodes. */
  readonly editor: string;
  /** The enterprise behind the amounts, such as its StructIdNat. */
  readonly client: string;
  /** One for each column that is published: cents of a payout, units of a verdict. Whole numbers. */
  readonly amounts: readonly number[];
}

/** What may be published of one row: all of its columns, or none. */
export interface ProtectedRow {
  /** One for each column; null when the row is suppressed. */
  readonly values: readonly number[] | null;
  readonly status: CellStatus;
}

/** The nodes after suppression. */
export interface ProtectedEditors {
  /** undefined: no row named such a node. */
  at(breakdown: EditorBreakdown, ...key: readonly string[]): ProtectedRow | undefined;
  /** Suppressed nodes, of all. */
  readonly suppressed: number;
}

/** What a reader loses with a node, beside a cell of an editor in a couloir. */
const WEIGHTS: Readonly<Record<EditorBreakdown, number>> = {
  total: 100,
  couloir: 20,
  editor: 4,
  'couloir-editor': 1,
};

/**
 * What may be published of payouts or of usage by editor and couloir, behind which clients stand. A
 * row is hidden as a whole, so that the sum of its columns may be published beside them.
 *
 * @param rows as many amounts each
 */
export function protectedEditors(
  rows: Iterable<EditorRow>,
  rules: DisclosureRules = DEFAULT_DISCLOSURE,
): ProtectedEditors {
  const lattice = new EditorLattice();
  for (const row of rows) lattice.add(row);
  const columns = lattice.columns();
  const statuses = protectColumns({ columns, links: lattice.links() }, rules);
  return {
    at(breakdown, ...key) {
      const node = lattice.indexes.get(nodeName(breakdown, key));
      if (node === undefined) return undefined;
      const status = statuses[node] ?? 'shown';
      const values = columns.map((cells) => cells[node]?.value ?? 0);
      return { values: status === 'shown' ? values : null, status };
    },
    suppressed: statuses.filter((status) => status !== 'shown').length,
  };
}

/** The nodes that the rows name, with what each client holds of them. */
class EditorLattice {
  readonly indexes = new Map<string, number>();
  readonly #breakdowns: EditorBreakdown[] = [];
  /** By node: amounts by client. */
  readonly #clients: Map<string, number[]>[] = [];
  readonly #parts = new Map<number, Set<number>>();
  #columns = 0;

  add({ couloir, editor, client, amounts }: EditorRow): void {
    this.#columns = Math.max(this.#columns, amounts.length);
    const total = this.#node('total');
    const ofCouloir = this.#node('couloir', couloir);
    const ofEditor = this.#node('editor', editor);
    const cell = this.#node('couloir-editor', couloir, editor);
    this.#link(total, ofCouloir);
    this.#link(ofCouloir, cell);
    this.#link(ofEditor, cell);
    for (const node of [total, ofCouloir, ofEditor, cell]) this.#book(node, client, amounts);
  }

  /** Editors add up to the total as well: that follows from these sums. */
  links(): SumLink[] {
    return [...this.#parts].map(([total, parts]) => ({ total, parts: [...parts] }));
  }

  /** One table for each column of amounts. */
  columns(): GuardedCell[][] {
    return Array.from({ length: this.#columns }, (_, column) =>
      this.#breakdowns.map((breakdown, node) => {
        const held = [...(this.#clients[node]?.values() ?? [])];
        const contributions = held.map((amounts) => amounts[column] ?? 0);
        const value = contributions.reduce((sum, amount) => sum + amount, 0);
        return { value, contributions, weight: WEIGHTS[breakdown] };
      }),
    );
  }

  #node(breakdown: EditorBreakdown, ...key: readonly string[]): number {
    const name = nodeName(breakdown, key);
    const found = this.indexes.get(name);
    if (found !== undefined) return found;
    this.indexes.set(name, this.#breakdowns.length);
    this.#clients.push(new Map());
    return this.#breakdowns.push(breakdown) - 1;
  }

  #link(total: number, part: number): void {
    const parts = this.#parts.get(total) ?? new Set();
    this.#parts.set(total, parts.add(part));
  }

  #book(node: number, client: string, amounts: readonly number[]): void {
    const held = this.#clients[node];
    const before = held?.get(client) ?? [];
    held?.set(
      client,
      amounts.map((amount, column) => (before[column] ?? 0) + amount),
    );
  }
}
