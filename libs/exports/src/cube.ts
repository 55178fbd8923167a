import type { Cell, Column, Table } from './table.js';
import { TableFaultError, writtenRows } from './written-cell.js';

/** An attribute with such a name holds the label of a dimension: `department_name` that of `department`. */
const LABEL_SUFFIXES = ['_name', '_label', '_title'];

/** A column with its place in the rows. */
export interface Placed {
  readonly column: Column;
  readonly at: number;
}

export interface Dimension extends Placed {
  /** Identifiers of the categories in their order. */
  readonly categories: readonly string[];
  /** By category, where an attribute gives exactly one to each. */
  readonly labels: ReadonlyMap<string, string>;
}

/** A table as a cube: each row has its place among all combinations of the dimensions. */
export interface Cube {
  readonly rows: readonly (readonly Cell[])[];
  readonly dimensions: readonly Dimension[];
  /** Every number that is no dimension. */
  readonly metrics: readonly Placed[];
  /** What is neither, and labels nothing. */
  readonly attributes: readonly Placed[];
  /** Of each row, the last dimension fastest. */
  readonly positions: readonly number[];
  /** Places of all dimensions and metrics together. */
  readonly length: number;
}

/**
 * Finds the cube in a table.
 *
 * @throws TableFaultError when two rows have one place, or places are more than numbers count
 */
export function cubeOf(table: Table): Cube {
  const rows = writtenRows(table);
  const placed = table.columns.map((column, at): Placed => ({ column, at }));
  const others = placed.filter(({ column }) => column.role !== 'dimension');
  const labelColumns = new Set<Placed>();
  const dimensions = placed
    .filter(({ column }) => column.role === 'dimension')
    .map((dimension): Dimension => {
      const found = labelsOf(dimension, others, rows);
      if (found) labelColumns.add(found.from);
      const categories = categoriesOf(dimension, rows);
      return { ...dimension, categories, labels: found?.labels ?? new Map<string, string>() };
    });
  const metrics = others.filter(({ column }) => isNumeric(column));
  const length = placesOf(dimensions) * metrics.length;
  if (!Number.isSafeInteger(placesOf(dimensions)) || !Number.isSafeInteger(length)) {
    throw new TableFaultError(table.name, `expected fewer than 2^53 places, came ${length}`);
  }
  return {
    rows,
    dimensions,
    metrics,
    attributes: others.filter((one) => !isNumeric(one.column) && !labelColumns.has(one)),
    positions: rowPositions(table, dimensions, rows),
    length,
  };
}

function placesOf(dimensions: readonly Dimension[]): number {
  return dimensions.reduce((product, { categories }) => product * categories.length, 1);
}

function isNumeric({ type }: Column): boolean {
  return type === 'integer' || type === 'decimal';
}

/** null is a category too, the empty one: such a row has its place like any other. */
function categoryOf(row: readonly Cell[], at: number): string {
  return String(row[at] ?? '');
}

/** Months and numbers ascend; codes stay in the order in which the answer shows them. */
function categoriesOf({ column, at }: Placed, rows: Cube['rows']): string[] {
  const categories = [...new Set(rows.map((row) => categoryOf(row, at)))];
  if (isTime(column)) categories.sort();
  if (isNumeric(column)) categories.sort((a, b) => Number(a) - Number(b));
  return categories;
}

export function isTime({ name, type }: Column): boolean {
  return type === 'month' || type === 'instant' || name === 'year';
}

function rowPositions(
  table: Table,
  dimensions: readonly Dimension[],
  rows: Cube['rows'],
): number[] {
  const indexed = dimensions.map(({ at, categories }) => ({
    at,
    size: categories.length,
    index: new Map(categories.map((category, index) => [category, index])),
  }));
  const seen = new Set<number>();
  return rows.map((row) => {
    let position = 0;
    for (const { at, size, index } of indexed) {
      position = position * size + (index.get(categoryOf(row, at)) ?? 0);
    }
    if (seen.has(position)) {
      const key = dimensions.map(({ at }) => categoryOf(row, at)).join(', ');
      throw new TableFaultError(
        table.name,
        `expected one row for each combination of its dimensions, came two for (${key})`,
      );
    }
    seen.add(position);
    return position;
  });
}

/** Labels of a dimension's categories, and the attribute that they are from. */
function labelsOf(
  { column, at }: Placed,
  others: readonly Placed[],
  rows: Cube['rows'],
): { readonly from: Placed; readonly labels: ReadonlyMap<string, string> } | undefined {
  const names = LABEL_SUFFIXES.map((suffix) => column.name + suffix);
  const from = others.find((one) => one.column.type === 'text' && names.includes(one.column.name));
  if (from === undefined) return undefined;
  const labels = new Map<string, string>();
  for (const row of rows) {
    const [category, label] = [categoryOf(row, at), row[from.at]];
    if (typeof label !== 'string' || label !== (labels.get(category) ?? label)) return undefined;
    if (label !== '') labels.set(category, label);
  }
  return { from, labels };
}
