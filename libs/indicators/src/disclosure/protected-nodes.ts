import type { CellStatus } from './rules.js';

/** What may be published of a node of a lattice. */
export interface ProtectedCell {
  /** null when it is suppressed. */
  readonly value: number | null;
  readonly status: CellStatus;
}

/** A node that the lattice does not have: a bug of the caller. */
export class UnknownNodeError extends Error {
  constructor(readonly node: string) {
    super(`disclosure: unknown node ${JSON.stringify(node)}; see the breakdowns of the lattice`);
    this.name = new.target.name;
  }
}

/** Name of a node: its breakdown and the codes that choose it. */
export function nodeName(breakdown: string, key: readonly string[]): string {
  return [breakdown, ...key].join('/');
}

/** The nodes of a lattice after suppression, asked by breakdown and key. */
export class ProtectedNodes<Breakdown extends string> {
  readonly #indexes: ReadonlyMap<string, number>;
  readonly #values: readonly number[];
  readonly #statuses: readonly CellStatus[];

  constructor(
    indexes: ReadonlyMap<string, number>,
    values: readonly number[],
    statuses: readonly CellStatus[],
  ) {
    this.#indexes = indexes;
    this.#values = values;
    this.#statuses = statuses;
  }

  /**
   * @param key the codes that choose the node, in the order in which the breakdown names them; none
   *   for the grand total
   * @throws UnknownNodeError
   */
  at(breakdown: Breakdown, ...key: readonly string[]): ProtectedCell {
    const name = nodeName(breakdown, key);
    const index = this.#indexes.get(name);
    const status = index === undefined ? undefined : this.#statuses[index];
    if (index === undefined || status === undefined) throw new UnknownNodeError(name);
    return { value: status === 'shown' ? (this.#values[index] ?? 0) : null, status };
  }

  /** Every node's name, such as `couloir-department/pharmacy/75`, with what may be published of it. */
  *nodes(): Generator<readonly [name: string, cell: ProtectedCell]> {
    for (const [name, index] of this.#indexes) {
      const status = this.#statuses[index] ?? 'shown';
      yield [name, { value: status === 'shown' ? (this.#values[index] ?? 0) : null, status }];
    }
  }

  /** Suppressed nodes, of all. */
  get suppressed(): number {
    return this.#statuses.filter((status) => status !== 'shown').length;
  }
}
