import { PARQUET_FORMAT } from './parquet.js';
import type { Table } from './table.js';

/** The table's Parquet as a file in memory, for hyparquet. */
export function parquetFileOf(table: Table): ArrayBuffer {
  const bytes = PARQUET_FORMAT.write(table);
  if (typeof bytes === 'string') throw new Error('expected bytes, came a text');
  return new Uint8Array(bytes).buffer;
}

/**
 * Reads CSV as RFC 4180 has it, written apart from the writer: quotes double inside quotes, a
 * record ends with CRLF outside of them, and anything else is a fault.
 */
export function readCsv(text: string, delimiter: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length) {
    let field = '';
    if (text[at] === '"') {
      for (at += 1; ; at += 1) {
        if (at >= text.length) throw new Error('a quote is not closed');
        if (text.startsWith('""', at)) at += 1;
        else if (text[at] === '"') break;
        field += text.charAt(at);
      }
      at += 1;
    } else {
      const rest = text.slice(at);
      const length = rest.search(new RegExp(`[${delimiter}\\r\\n"]`));
      field = length < 0 ? rest : rest.slice(0, length);
      at += field.length;
    }
    record.push(field);
    if (text[at] === delimiter) {
      at += 1;
    } else if (text.startsWith('\r\n', at)) {
      at += 2;
      records.push(record);
      record = [];
    } else {
      throw new Error(
        `expected ${delimiter} or CRLF at ${at}, came ${JSON.stringify(text.slice(at, at + 9))}`,
      );
    }
  }
  return records;
}
