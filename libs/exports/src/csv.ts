import { stringify } from 'csv-stringify/sync';
import { statusName } from './added-names.js';
import type { Format } from './format.js';
import type { Table } from './table.js';
import { numberText, writtenRows } from './written-cell.js';

/**
 * RFC 4180 for programs: UTF-8 without mark, comma, decimal point, CRLF, stable names as header.
 * Nothing is put before a text that begins like a formula: a program must read the text that is
 * there. The variant that a spreadsheet opens does that. An empty text reads as no value.
 */
export const CSV_FORMAT: Format = {
  name: 'csv',
  extension: 'csv',
  mediaType: 'text/csv; charset=utf-8; header=present',
  write: writeCsv,
};

function writeCsv(table: Table): string {
  const { columns, statuses } = table;
  const header = [...columns.map(({ name }) => name), statusName(table)];
  const rows = writtenRows(table).map((row, index) => [...row, statuses[index]]);
  return stringify([header, ...rows], {
    record_delimiter: 'windows',
    // A line feed alone inside a text has to be quoted too.
    quote_record_delimiter: true,
    cast: {
      number: (value, { index }) => numberText(columns[index], value),
      boolean: String,
    },
  });
}
