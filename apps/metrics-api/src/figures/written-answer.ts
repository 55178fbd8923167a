import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Table } from '#libs/exports';
import { isPaged, type Asked } from './asked.js';
import { FIGURES_LIMITS } from './figures-limits.js';
import { tooManyRowsProblem } from './figures-problems.js';

const compressed = promisify(gzip);

/** The bytes of an answer, ready to be sent any number of times. */
export interface WrittenAnswer {
  readonly plain: Buffer;
  /** Null where compressing is not worth its while. */
  readonly gzip: Buffer | null;
  /** Rows before the next page; null at the end and for a file. */
  readonly nextOffset: number | null;
  /** Version of the data that are in it. */
  readonly dataVersion: string;
}

/**
 * Writes an answer, or the page of it that is asked for.
 *
 * @throws ProblemError 400 for more rows than a file may have
 */
export async function writeAnswer(table: Table, asked: Asked): Promise<WrittenAnswer> {
  const { format, language } = asked;
  const page = pageOf(table, asked);
  const written = format.write(page.table, { language });
  const plain = typeof written === 'string' ? Buffer.from(written) : Buffer.from(written);
  const isWorthIt =
    typeof written === 'string' && plain.length >= FIGURES_LIMITS.compressedBytesMin;
  return {
    plain,
    gzip: isWorthIt ? await compressed(plain) : null,
    nextOffset: page.nextOffset,
    dataVersion: table.provenance.dataVersion,
  };
}

function pageOf(
  table: Table,
  { format, limit, cursor }: Asked,
): { readonly table: Table; readonly nextOffset: number | null } {
  const { rows, statuses } = table;
  if (!isPaged(format) || limit === null) {
    // A description has as many fields as there are columns, however many rows there are.
    const isDescription = format.extension.endsWith('schema.json');
    if (!isDescription && rows.length > FIGURES_LIMITS.fileRowsMax) {
      throw tooManyRowsProblem(rows.length);
    }
    return { table, nextOffset: null };
  }
  const first = cursor?.offset ?? 0;
  const end = first + limit;
  return {
    table: { ...table, rows: rows.slice(first, end), statuses: statuses.slice(first, end) },
    nextOffset: end < rows.length ? end : null,
  };
}
