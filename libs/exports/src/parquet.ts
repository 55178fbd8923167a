import { parquetWriteBuffer, type ColumnSource } from 'hyparquet-writer';
import { statusName } from './added-names.js';
import type { Format, WriteOptions } from './format.js';
import { columnsIn } from './json.js';
import { provenanceIn } from './provenance-in.js';
import type { Cell, Column, ColumnType, Table } from './table.js';
import { writtenRows } from './written-cell.js';

const PARQUET_TYPES = {
  text: 'STRING',
  month: 'STRING',
  instant: 'TIMESTAMP',
  boolean: 'BOOLEAN',
  integer: 'INT64',
  // Not DECIMAL: pandas reads that as objects, with which nobody can calculate.
  decimal: 'DOUBLE',
} as const satisfies Record<ColumnType, ColumnSource['type']>;

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
  const columnData: ColumnSource[] = [
    ...table.columns.map((column, at) => {
      const cells = rows.map((row) => row[at] ?? null);
      return {
        name: column.name,
        type: PARQUET_TYPES[column.type],
        // A dimension names the row; only a value or an attribute may be missing in some other answer.
        nullable: column.role !== 'dimension' || cells.includes(null),
        data: cells.map((cell) => parquetValue(column, cell)),
      };
    }),
    { name: statusName(table), type: 'STRING', nullable: false, data: [...table.statuses] },
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
      createdBy: 'mes-flow',
      kvMetadata: [
        { key: 'provenance', value: JSON.stringify(provenanceIn(language, table.provenance)) },
        { key: 'table', value: JSON.stringify(about) },
      ],
    }),
  );
}

function parquetValue({ type }: Column, cell: Cell): Cell | bigint | Date {
  if (typeof cell === 'number' && type === 'integer') return BigInt(cell);
  if (typeof cell === 'string' && type === 'instant') {
    return new Date(Temporal.Instant.from(cell).epochMilliseconds);
  }
  return cell;
}
