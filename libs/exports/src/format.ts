import type { Language, Table } from './table.js';

/** How a table is written. */
export interface WriteOptions {
  /** Of titles, descriptions and notes. Omitted: French. The French spreadsheet is French whatever is asked. */
  readonly language?: Language;
}

/** A form that a table is written in. */
export interface Format {
  /** What `--format` and `?format=` take. */
  readonly name: string;
  /** Behind the name of the file, without the dot. */
  readonly extension: string;
  /** With its parameters, as `Content-Type` says it. */
  readonly mediaType: string;
  /**
   * The whole file: a text is UTF-8.
   *
   * @throws TableFaultError when a cell is not what its column says
   */
  write(table: Table, options?: WriteOptions): string | Uint8Array;
}
