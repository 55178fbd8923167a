import { stringify } from 'csv-stringify/sync';
import { STATUS_TITLE } from './added-names.js';
import type { Format } from './format.js';
import type { Cell, Column, Table } from './table.js';
import { unitIn } from './unit-in.js';
import { numberText, writtenRows } from './written-cell.js';

/** Tells a spreadsheet that the file is UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * What a spreadsheet takes for a formula: the signs of the issue, their wide forms, also behind
 * blanks; and a tab or line end at the start, which some spreadsheets drop before they look.
 */
const FORMULA_START = /^(?:[\t\r\n]|[\s\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/u;

/** Words that French spreadsheets read as truth values. */
export const FRENCH_TRUE = 'VRAI';
export const FRENCH_FALSE = 'FAUX';

/**
 * CSV as French spreadsheets open it by double click: semicolon, byte order mark, decimal comma,
 * CRLF, French titles with their units as header. Texts are quoted, numbers are not: whoever asks
 * the spreadsheet to keep quoted cells as text gets department 01, and not 1. A month stays
 * `2023-12`, an instant is Paris time without zone: what a spreadsheet makes of both sorts by time.
 */
export const FRENCH_CSV_FORMAT: Format = {
  name: 'fr-csv',
  extension: 'fr.csv',
  mediaType: 'text/csv; charset=utf-8; header=present; dialect=fr',
  write: writeFrenchCsv,
};

function writeFrenchCsv(table: Table): string {
  const { columns, statuses } = table;
  const rows = writtenRows(table).map((row, index) => [
    ...row.map((cell, at) => spreadsheetCell(columns[at], cell)),
    statuses[index],
  ]);
  const lines = stringify([frenchHeader(table), ...rows], {
    delimiter: ';',
    record_delimiter: 'windows',
    quote_record_delimiter: true,
    quoted_string: true,
    quoted_empty: false,
    cast: {
      number: (value, { index }) => numberText(columns[index], value).replace('.', ','),
      boolean: (value) => (value ? FRENCH_TRUE : FRENCH_FALSE),
      date: parisTime,
    },
  });
  return BYTE_ORDER_MARK + lines;
}

/** Texts become harmless. An instant becomes a date, so that it is not quoted: it is no text. */
function spreadsheetCell(column: Column | undefined, cell: Cell): Cell | Date {
  if (typeof cell !== 'string') return cell;
  return column?.type === 'instant' ? new Date(cell) : neutralised(cell);
}

/**
 * Titles of the columns, each with its unit and each once: a spreadsheet names columns by them.
 * The last one is that of the status.
 */
export function frenchHeader({ columns }: Table): string[] {
  const taken = new Set<string>();
  const once = (title: string, name: string): string => {
    let header = title;
    if (taken.has(header)) header = `${title} [${name}]`;
    while (taken.has(header)) header += '_';
    taken.add(header);
    return header;
  };
  return [
    ...columns.map((column) => once(neutralised(titleWithUnit(column)), column.name)),
    once(STATUS_TITLE.fr, 'status'),
  ];
}

function titleWithUnit({ title, unit, type }: Column): string {
  const told = type === 'instant' ? 'heure de Paris' : unit && unitIn('fr', unit);
  const isSaid = told !== undefined && title.fr.toLowerCase().includes(told.toLowerCase());
  return told === undefined || isSaid ? title.fr : `${title.fr} (${told})`;
}

/** A text that a spreadsheet shows as it is and never runs. */
export function neutralised(value: string): string {
  return FORMULA_START.test(value) ? `'${value}` : value;
}

/** `2023-12-14T13:00:00Z` as `2023-12-14 14:00:00`: what a French reader's clock showed. */
function parisTime(instant: Date): string {
  const local = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(
    'Europe/Paris',
  );
  return local.toPlainDateTime().toString({ fractionalSecondDigits: 0 }).replace('T', ' ');
}
