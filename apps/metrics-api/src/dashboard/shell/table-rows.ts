import type { Cell, Column, RowStatus, Table } from '#libs/exports';

/** A row of a table, read by the names of its columns. */
export class TableRow {
  constructor(
    private readonly places: ReadonlyMap<string, number>,
    readonly cells: readonly Cell[],
    readonly status: RowStatus,
  ) {}

  get isSuppressed(): boolean {
    return this.status === 's';
  }

  /** null for a column that the table does not have. */
  cell(column: string): Cell {
    return this.cells[this.places.get(column) ?? -1] ?? null;
  }

  /** null when there is no value. */
  number(column: string): number | null {
    const cell = this.cell(column);
    return typeof cell === 'number' ? cell : null;
  }

  /** Empty when there is no value. */
  text(column: string): string {
    const cell = this.cell(column);
    return cell === null ? '' : String(cell);
  }
}

/** The rows of a table, in its order. */
export function rowsOf(table: Table): TableRow[] {
  const places = new Map(table.columns.map(({ name }, place) => [name, place]));
  return table.rows.map((cells, i) => new TableRow(places, cells, table.statuses[i] ?? ''));
}

/** The table with only these columns, in this order; names that it does not have are left out. */
export function withColumns(table: Table, names: readonly string[]): Table {
  const places = names.flatMap((name) => {
    const place = table.columns.findIndex((column) => column.name === name);
    return place < 0 ? [] : [place];
  });
  const pick = <T>(values: readonly T[], otherwise: T): T[] =>
    places.map((place) => values[place] ?? otherwise);
  return {
    ...table,
    columns: places.flatMap((place): Column[] => {
      const column = table.columns[place];
      return column === undefined ? [] : [column];
    }),
    rows: table.rows.map((row) => pick(row, null)),
  };
}

/** The table with the rows that are wanted. */
export function withRows(table: Table, isWanted: (row: TableRow) => boolean): Table {
  const wanted = rowsOf(table).map(isWanted);
  return {
    ...table,
    rows: table.rows.filter((_, i) => wanted[i]),
    statuses: table.statuses.filter((_, i) => wanted[i]),
  };
}
