import type { GuardedCell } from './rules.js';
import type { LayeredTable, SumLink } from './tables.js';

/** Whole numbers below a bound, the same for the same seed (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }
}

/** What the random tables look like. */
export const TABLE_KINDS = [
  'one dimension',
  'two dimensions',
  'three dimensions',
  'tree',
  'tree by column',
  'linked by a margin',
  'linked by a column',
  'layers with totals',
] as const;

export type TableKind = (typeof TABLE_KINDS)[number];

/** Nodes made by name, with what each base cell adds to, so that every sum holds. */
class TableBuilder {
  readonly #indexes = new Map<string, number>();
  readonly #parts = new Map<string, { total: number; parts: Set<number> }>();
  readonly #values: number[] = [];
  readonly #contributions: number[][] = [];

  constructor(
    readonly dice: Dice,
    readonly isOfPatients: boolean,
    readonly isOfEnterprises: boolean,
  ) {}

  node(name: string): number {
    const found = this.#indexes.get(name);
    if (found !== undefined) return found;
    this.#indexes.set(name, this.#values.length);
    this.#contributions.push([]);
    return this.#values.push(0) - 1;
  }

  link(along: string, total: string, part: string): void {
    const name = `${along}|${total}`;
    const sum = this.#parts.get(name) ?? { total: this.node(total), parts: new Set() };
    sum.parts.add(this.node(part));
    this.#parts.set(name, sum);
  }

  /** Adds a base amount, held by a few enterprises, to nodes. */
  add(value: number, nodes: readonly string[]): void {
    const enterprises = this.dice.between(1, 5);
    const first = this.dice.below(4);
    for (const name of new Set(nodes)) {
      const node = this.node(name);
      this.#values[node] = (this.#values[node] ?? 0) + value;
      let left = value;
      for (let enterprise = 0; enterprise < enterprises && left > 0; enterprise++) {
        const isLast = enterprise === enterprises - 1;
        const part = isLast ? left : Math.ceil(left / 2);
        const held = this.#contributions[node];
        if (held) held[first + enterprise] = (held[first + enterprise] ?? 0) + part;
        left -= part;
      }
    }
  }

  cells(): GuardedCell[] {
    return this.#values.map((value, node) => ({
      value,
      ...(this.isOfPatients && { patientsMax: value }),
      ...(this.isOfEnterprises && {
        contributions: Array.from(
          this.#contributions[node] ?? [],
          (held: number | undefined) => held ?? 0,
        ),
      }),
      weight: 1 + (node % 3),
    }));
  }

  links(): SumLink[] {
    return [...this.#parts.values()].map(({ total, parts }) => ({ total, parts: [...parts] }));
  }
}

/** Many zeros, many small, some large. */
function amount(dice: Dice): number {
  const kind = dice.below(20);
  if (kind < 8) return 0;
  if (kind < 16) return dice.between(1, 13);
  return dice.between(14, 400);
}

/** A random table. The same seed gives the same table. */
export function randomTable(kind: TableKind, seed: number): LayeredTable {
  const dice = new Dice(seed);
  const rules = dice.below(3);
  const builder = (): TableBuilder => new TableBuilder(dice, rules !== 1, rules !== 0);
  if (kind === 'layers with totals') return layeredTable(dice, builder);
  const table = builder();
  fillTable(kind, dice, table);
  return { layers: [table.cells()], links: table.links() };
}

function fillTable(
  kind: Exclude<TableKind, 'layers with totals'>,
  dice: Dice,
  table: TableBuilder,
): void {
  switch (kind) {
    case 'one dimension':
      for (let part = dice.between(2, 8); part > 0; part--) {
        table.link('parts', 'all', `${part}`);
        table.add(amount(dice), ['all', `${part}`]);
      }
      return;
    case 'two dimensions':
      fillGrid(dice, table, 'g', dice.between(2, 5), dice.between(2, 5));
      return;
    case 'three dimensions':
      fillCube(dice, table, [dice.between(2, 3), dice.between(2, 3), dice.between(2, 3)]);
      return;
    case 'tree':
      fillTree(dice, table, 1);
      return;
    case 'tree by column':
      fillTree(dice, table, dice.between(2, 3));
      return;
    case 'linked by a margin':
      fillLinked(dice, table, 'all');
      return;
    case 'linked by a column':
      fillLinked(dice, table, 'columns');
      return;
  }
}

/** Rows by columns with both margins; all four families of sums, though one follows from the others. */
function fillGrid(
  dice: Dice,
  table: TableBuilder,
  name: string,
  rows: number,
  columns: number,
): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const nodes = [`${name}${row}.${column}`, `${name}${row}.`, `${name}.${column}`, `${name}.`];
      const [cell = '', ofRow = '', ofColumn = '', all = ''] = nodes;
      table.link('column', ofRow, cell);
      table.link('row', ofColumn, cell);
      table.link('row', all, ofRow);
      table.link('column', all, ofColumn);
      table.add(amount(dice), nodes);
    }
  }
}

function fillCube(dice: Dice, table: TableBuilder, sizes: readonly number[]): void {
  const [rows = 0, columns = 0, depths = 0] = sizes;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let depth = 0; depth < depths; depth++) addToCube(dice, table, [row, column, depth]);
    }
  }
}

/** A cell and its seven margins, with every sum between two of them. */
function addToCube(dice: Dice, table: TableBuilder, key: readonly number[]): void {
  const nodes: string[] = [];
  const name = (margin: number): string =>
    key.map((at, dimension) => ((margin >> dimension) & 1 ? '+' : `${at}`)).join('.');
  for (let margin = 0; margin < 1 << key.length; margin++) {
    nodes.push(name(margin));
    for (let dimension = 0; dimension < key.length; dimension++) {
      const above = margin | (1 << dimension);
      if (above !== margin) table.link(`${dimension}`, name(above), name(margin));
    }
  }
  table.add(amount(dice), nodes);
}

/** Nation, regions and departments, by columns when there are several. */
function fillTree(dice: Dice, table: TableBuilder, columns: number): void {
  for (let region = dice.between(1, 3); region > 0; region--) {
    for (let department = dice.between(1, 4); department > 0; department--) {
      for (let column = 0; column < columns; column++) {
        const places = [`d${region}.${department}`, `r${region}`, 'n'];
        const [low = '', middle = '', high = ''] = places;
        const of = columns === 1 ? '' : `/${column}`;
        table.link('department', `${middle}${of}`, `${low}${of}`);
        table.link('region', `${high}${of}`, `${middle}${of}`);
        if (columns > 1) {
          table.link('department', middle, low);
          table.link('region', high, middle);
          for (const place of places) table.link('column', place, `${place}${of}`);
        }
        const crossed = places.map((place) => `${place}${of}`);
        table.add(amount(dice), [...places, ...crossed]);
      }
    }
  }
}

/** A grid, and a list that holds the same amounts along another dimension. */
function fillLinked(dice: Dice, table: TableBuilder, by: 'all' | 'columns'): void {
  const rows = dice.between(2, 4);
  const columns = dice.between(2, 3);
  const others = dice.between(2, 4);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const other = `o${dice.below(others)}${by === 'columns' ? `/${column}` : ''}`;
      const total = by === 'columns' ? `c${column}` : 'all';
      table.link('others', total, other);
      table.link('columns', `r${row}`, `${row}.${column}`);
      table.link('rows', `c${column}`, `${row}.${column}`);
      table.link('columns', 'all', `c${column}`);
      table.link('rows', 'all', `r${row}`);
      table.add(amount(dice), [`${row}.${column}`, `r${row}`, `c${column}`, 'all', other]);
    }
  }
}

function layeredTable(dice: Dice, builder: () => TableBuilder): LayeredTable {
  const rows = dice.between(1, 3);
  const columns = dice.between(2, 3);
  const tables = Array.from({ length: dice.between(1, 4) }, () => {
    const table = builder();
    fillGrid(dice, table, 'g', rows, columns);
    return table;
  });
  const layers = tables.map((table) => table.cells());
  const totals = (layers[0] ?? []).map((cell, index): GuardedCell => {
    const held = layers.map((cells) => cells[index]);
    const value = held.reduce((sum, of) => sum + (of?.value ?? 0), 0);
    return {
      value,
      weight: 5,
      ...(cell.patientsMax !== undefined && { patientsMax: value }),
      ...(cell.contributions !== undefined && { contributions: sumsOf(held) }),
    };
  });
  return { layers, totals, links: tables[0]?.links() ?? [] };
}

function sumsOf(cells: readonly (GuardedCell | undefined)[]): number[] {
  const sums: number[] = [];
  for (const cell of cells) {
    cell?.contributions?.forEach((held, enterprise) => {
      sums[enterprise] = (sums[enterprise] ?? 0) + held;
    });
  }
  return Array.from(sums, (held: number | undefined) => held ?? 0);
}
