import {
  confidentialityOf,
  type CellStatus,
  type DisclosureRules,
  type GuardedCell,
} from './rules.js';
import { UnguardableCellError, type Exchange, type SumTable } from './tables.js';

/** What is hidden so far, and how far the exchanges found so far move each cell. */
export class HiddenCells {
  readonly values: Float64Array;
  readonly isHidden: Uint8Array;
  /** What a reader loses when a cell is hidden; 0 once it is, Infinity for what may not be. */
  readonly costs: Float64Array;
  readonly exchanges: Exchange[] = [];
  readonly #statuses: CellStatus[];
  readonly #widthMin: Float64Array;
  readonly #raised: Float64Array;
  readonly #lowered: Float64Array;

  /**
   * @param alsoHidden cells that another table hides; each must not be told here, unless it is zero
   * @throws UnguardableCellError
   */
  constructor({ cells }: SumTable, rules: DisclosureRules, alsoHidden: ReadonlySet<number>) {
    this.values = Float64Array.from(cells, ({ value }) => value);
    this.isHidden = new Uint8Array(cells.length);
    this.costs = new Float64Array(cells.length);
    this.#raised = new Float64Array(cells.length);
    this.#lowered = new Float64Array(cells.length);
    this.#widthMin = new Float64Array(cells.length);
    this.#statuses = cells.map((cell, index) => {
      if (!Number.isSafeInteger(cell.value)) throw new UnguardableCellError(index, cell);
      const { rule, widthMin } = confidentialityOf(cell, rules);
      const isForced = rule === undefined && alsoHidden.has(index);
      this.#widthMin[index] = isForced && cell.value !== 0 ? 1 : widthMin;
      if (rule !== undefined || isForced) this.isHidden[index] = 1;
      this.costs[index] = this.isHidden[index] === 1 ? 0 : costOf(cell);
      return rule ?? (isForced ? 'secondary' : 'shown');
    });
  }

  get statuses(): readonly CellStatus[] {
    return this.#statuses;
  }

  /** Whole numbers between the ends of the interval that the cell needs. */
  widthMin(cell: number): number {
    return this.#widthMin[cell] ?? 0;
  }

  /** Whole numbers that are still missing to the width that the cell needs. */
  missingWidth(cell: number): number {
    const width = (this.#raised[cell] ?? 0) + (this.#lowered[cell] ?? 0);
    return Math.max(0, (this.#widthMin[cell] ?? 0) - width);
  }

  /** By how much the exchanges so far raise the cell, or lower it. */
  movedBy(cell: number, sign: 1 | -1): number {
    return (sign > 0 ? this.#raised[cell] : this.#lowered[cell]) ?? 0;
  }

  /** Cells that need a width they do not have yet, the widest first: theirs often serve the others. */
  unproven(): number[] {
    const cells: number[] = [];
    for (let cell = 0; cell < this.isHidden.length; cell++) {
      if (this.missingWidth(cell) > 0) cells.push(cell);
    }
    return cells.sort(
      (a, b) =>
        (this.#widthMin[b] ?? 0) - (this.#widthMin[a] ?? 0) ||
        (this.values[b] ?? 0) - (this.values[a] ?? 0) ||
        a - b,
    );
  }

  /** Keeps an exchange, and hides every cell that it moves. */
  accept(exchange: Exchange): void {
    const { cells, deltas } = exchange;
    this.exchanges.push(exchange);
    cells.forEach((cell, place) => {
      const delta = deltas[place] ?? 0;
      if (this.isHidden[cell] === 0) {
        this.isHidden[cell] = 1;
        this.costs[cell] = 0;
        this.#statuses[cell] = 'secondary';
      }
      if (delta > 0) this.#raised[cell] = Math.max(this.#raised[cell] ?? 0, delta);
      else this.#lowered[cell] = Math.max(this.#lowered[cell] ?? 0, -delta);
    });
  }
}

/**
 * More with a larger cell, but not in proportion. A zero is never hidden to protect another cell:
 * tables leave zeros out, and readers know that many must be, such as a couloir without a site.
 */
function costOf({ value, weight = 1 }: GuardedCell): number {
  return value === 0 ? Infinity : weight * (1 + Math.sqrt(Math.abs(value)));
}
