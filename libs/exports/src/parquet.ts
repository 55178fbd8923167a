import { parquetWriteBuffer, type ColumnSource, type SchemaElement } from 'hyparquet-writer';
import { statusName } from './added-names.js';
import type { Format, WriteOptions } from './format.js';
import { columnsIn } from './json.js';
import { provenanceIn } from './provenance-in.js';
import type { Cell, Column, ColumnType, Table } from './table.js';
import { writtenRows } from './written-cell.js';

const TEXT = {
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  logical_type: { type: 'STRING' },
} as const;

const PARQUET_TYPES = {
  text: TEXT,
  month: TEXT,
  instant: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    // Without it DuckDB and others take the instant for a local time.
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  boolean: { type: 'BOOLEAN' },
  integer: { type: 'INT64' },
  // Not DECIMAL: pandas reads that as objects, with which nobody can calculate.
  decimal: { type: 'DOUBLE' },
} as const satisfies Record<ColumnType, Omit<SchemaElement, 'name'>>;

/**
 * Typed columns by their stable names, the row's status as the last one. The key-value metadata
 * hold `provenance`, and `table` with titles, descriptions and units, both as JSON.
 */
export const PARQUET_FORMAT: Format = {
  name: 'parquet',
  extension: 'parquet',
  mediaType: 'application/vnd.apache.parquet',
  write: writeParquet,
};

function writeParquet(table: Table, { language = 'fr' }: WriteOptions = {}): Uint8Array {
  const rows = writtenRows(table);
  const status = statusName(table);
  const columnData: ColumnSource[] = [
    ...table.columns.map((column, at) => ({
      name: column.name,
      data: rows.map((row) => parquetValue(column, row[at] ?? null)),
    })),
    { name: status, data: [...table.statuses] },
  ];
  const schema: SchemaElement[] = [
    { name: 'root', num_children: columnData.length },
    ...table.columns.map((column, at) => ({
      ...PARQUET_TYPES[column.type],
      name: column.name,
      repetition_type: isRequired(column, at, rows) ? ('REQUIRED' as const) : ('OPTIONAL' as const),
    })),
    { ...TEXT, name: status, repetition_type: 'REQUIRED' },
  ];
  const about = {
    name: table.name,
    title: table.title[language],
    description: table.description[language],
    language,
    columns: columnsIn(language, table),
  };
  return new Uint8Array(
    parquetWriteBuffer({
      columnData,
      schema,
      createdBy: 'mes-flow',
      kvMetadata: [
        { key: 'provenance', value: JSON.stringify(provenanceIn(language, table.provenance)) },
        { key: 'table', value: JSON.stringify(about) },
      ],
    }),
  );
}

/** A dimension names the row; only a value or an attribute may be missing in some other answer. */
function isRequired({ role }: Column, at: number, rows: readonly (readonly Cell[])[]): boolean {
  return role === 'dimension' && !rows.some((row) => row[at] === null);
}

function parquetValue({ type }: Column, cell: Cell): Cell | bigint | Date {
  if (typeof cell === 'number' && type === 'integer') return BigInt(cell);
  if (typeof cell === 'string' && type === 'instant') {
    return new Date(Temporal.Instant.from(cell).epochMilliseconds);
  }
  return cell;
}
