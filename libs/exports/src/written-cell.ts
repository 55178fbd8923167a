import type { Cell, Column, Table } from './table.js';

/** A table that its own columns contradict: a bug of whoever made it. */
export class TableFaultError extends Error {
  constructor(table: string, detail: string) {
    super(`table ${table}: ${detail}`);
    this.name = 'TableFaultError';
  }
}

/**
 * The value that every form holds for a cell. Decimals are rounded here and nowhere else, so that
 * no two forms of one figure differ; instants are in UTC.
 *
 * @throws TableFaultError when the cell is not what its column says
 */
export function writtenCell(table: Table, column: Column, cell: Cell): Cell {
  if (cell === null) return null;
  switch (column.type) {
    case 'integer':
      if (!Number.isSafeInteger(cell)) throw cellFault(table, column, cell, 'a whole number');
      return withoutMinusZero(Number(cell));
    case 'decimal':
      if (!Number.isFinite(cell)) throw cellFault(table, column, cell, 'a number');
      return rounded(Number(cell), column.decimals);
    case 'boolean':
      if (typeof cell !== 'boolean') throw cellFault(table, column, cell, 'true or false');
      return cell;
    case 'instant':
      return instantInUtc(table, column, cell);
    case 'text':
    case 'month':
      if (typeof cell !== 'string') throw cellFault(table, column, cell, 'a text');
      // Half of a surrogate pair has no UTF-8: each form would replace it in its own way.
      return cell.toWellFormed();
  }
}

/** Every row as it is written: as long as the columns. */
export function writtenRows(table: Table): Cell[][] {
  const { columns, rows, statuses } = table;
  if (statuses.length !== rows.length) {
    throw new TableFaultError(
      table.name,
      `expected a status for each of ${rows.length} rows, came ${statuses.length}`,
    );
  }
  return rows.map((row, index) => {
    if (row.length !== columns.length) {
      throw new TableFaultError(
        table.name,
        `row ${index}: expected ${columns.length} cells, came ${row.length}`,
      );
    }
    return columns.map((column, at) => writtenCell(table, column, row[at] ?? null));
  });
}

/**
 * A number with a decimal point, without thousands or exponent: with the column's `decimals`, or
 * with the digits that it needs.
 */
export function numberText(column: Column | undefined, value: number): string {
  const isRounded = column?.type === 'decimal' && column.decimals !== undefined;
  return withoutExponent(isRounded ? value.toFixed(column.decimals) : String(value));
}

function rounded(value: number, decimals: number | undefined): number {
  return withoutMinusZero(decimals === undefined ? value : Number(value.toFixed(decimals)));
}

/** JSON writes -0 as 0 and Parquet keeps it: one of them would differ. */
function withoutMinusZero(value: number): number {
  return value === 0 ? 0 : value;
}

/** `1.5e-7` as `0.00000015`: spreadsheets in French do not read the first. */
function withoutExponent(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return point >= digits.length
    ? `${sign}${digits.padEnd(point, '0')}`
    : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function instantInUtc(table: Table, column: Column, cell: Cell): string {
  try {
    // Milliseconds, as Parquet keeps them; always three digits, so that texts sort by time.
    return Temporal.Instant.from(String(cell)).toString({ fractionalSecondDigits: 3 });
  } catch {
    throw cellFault(table, column, cell, 'an ISO 8601 instant with its zone');
  }
}

function cellFault(table: Table, column: Column, cell: Cell, expected: string): TableFaultError {
  return new TableFaultError(
    table.name,
    `column ${column.name}: expected ${expected}, came ${JSON.stringify(cell)} (${typeof cell})`,
  );
}
