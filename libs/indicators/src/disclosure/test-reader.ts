import loadHighs, { type Model } from 'highs';
import type { CellStatus } from './rules.js';
import type { SumTable } from './tables.js';

/** A hidden cell that the reader narrows down too far. */
export interface FoundInterval {
  readonly cell: number;
  readonly least: number;
  readonly most: number;
}

/** A hidden cell and the width that its interval must have. */
export interface AskedCell {
  readonly cell: number;
  readonly widthMin: number;
}

/** What the solver's arithmetic may miss of a whole number. */
const TOLERANCE = 1e-4;
/** How far above the truth the reader looks: a bound that keeps every programme finite. */
const LOOKED_ABOVE = 5000;

/**
 * A reader of the published table with a linear solver: knows every shown value, every sum, and that
 * no cell is below zero. It shares nothing with the code that it attacks but the table.
 */
export class Reader {
  readonly #model: Model;

  private constructor(
    model: Model,
    readonly senses: { readonly least: Sense; readonly most: Sense },
    readonly optimal: number,
  ) {
    this.#model = model;
  }

  static async load(): Promise<Reader> {
    // The package's types speak of its CommonJS half; a module gets the function itself.
    const load = loadHighs as unknown as typeof loadHighs.default;
    const highs = await load();
    const { objectiveSense, modelStatus } = highs.constants;
    const model = highs.createModel();
    model.options.set({ output_flag: false, presolve: 'off', solver: 'simplex' });
    const senses = { least: objectiveSense.minimize, most: objectiveSense.maximize };
    return new Reader(model, senses, modelStatus.optimal);
  }

  [Symbol.dispose](): void {
    this.#model.dispose();
  }

  /** Those of the hidden cells asked for whose interval is narrower than it must be. */
  narrowed(
    { cells, links }: SumTable,
    statuses: readonly CellStatus[],
    asked: readonly AskedCell[],
  ): FoundInterval[] {
    const hidden = statuses.flatMap((status, cell) => (status === 'shown' ? [] : [cell]));
    const columns = new Map(hidden.map((cell, column) => [cell, column]));
    const rows: { indices: number[]; values: number[]; known: number }[] = [];
    for (const { total, parts } of links) {
      const row = { indices: [] as number[], values: [] as number[], known: 0 };
      for (const [cell, sign] of [[total, -1], ...parts.map((part) => [part, 1])]) {
        const column = columns.get(cell ?? -1);
        if (column === undefined) row.known -= (sign ?? 0) * (cells[cell ?? -1]?.value ?? 0);
        else {
          row.indices.push(column);
          row.values.push(sign ?? 0);
        }
      }
      if (row.indices.length > 0) rows.push(row);
    }
    const starts = [0];
    for (const row of rows) starts.push((starts.at(-1) ?? 0) + row.indices.length);
    this.#model.passModel({
      numCols: hidden.length,
      numRows: rows.length,
      colCost: new Float64Array(hidden.length),
      colLower: new Float64Array(hidden.length),
      colUpper: hidden.map((cell) => (cells[cell]?.value ?? 0) + LOOKED_ABOVE),
      rowLower: rows.map(({ known }) => known),
      rowUpper: rows.map(({ known }) => known),
      matrix: {
        format: 'csr',
        numRows: rows.length,
        numCols: hidden.length,
        starts,
        indices: rows.flatMap(({ indices }) => indices),
        values: rows.flatMap(({ values }) => values),
      },
    });
    return asked.flatMap(({ cell, widthMin }) => {
      const column = columns.get(cell);
      if (column === undefined) throw new Error(`reader: cell ${cell} is shown`);
      this.#model.changeColCost(column, 1);
      const found = this.#narrow(cell, cells[cell]?.value ?? 0, widthMin - TOLERANCE);
      this.#model.changeColCost(column, 0);
      return found === undefined ? [] : [found];
    });
  }

  /** The truth is inside the interval: when one end is far enough from it, the other need not be known. */
  #narrow(cell: number, value: number, widthMin: number): FoundInterval | undefined {
    const least = this.#solve(this.senses.least);
    if (value - least >= widthMin) return undefined;
    const most = this.#solve(this.senses.most);
    return most - least >= widthMin ? undefined : { cell, least, most };
  }

  #solve(sense: Sense): number {
    this.#model.changeObjectiveSense(sense);
    this.#model.run();
    const status = this.#model.getModelStatus();
    if (status !== this.optimal)
      throw new Error(`reader: expected an optimum, came status ${status}`);
    return this.#model.getObjectiveValue();
  }
}

type Sense = Parameters<Model['changeObjectiveSense']>[0];
