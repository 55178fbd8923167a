import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { XMLParser } from 'fast-xml-parser';

/** A file that LibreOffice does not open within this is a failure, milliseconds. */
const OPEN_TIMEOUT_MS = 120_000;

/** LibreOffice is missing: the specs fail then, they never skip. */
class LibreOfficeMissingError extends Error {
  constructor(cause: unknown) {
    super(
      'expected LibreOffice Calc as soffice on the PATH; it is not there. On Debian: apt-get install libreoffice-calc. npm run test:office does not run without.',
      { cause },
    );
    this.name = 'LibreOfficeMissingError';
  }
}

/** How the import dialogue of a country's LibreOffice is filled in: nothing but the separator and the language. */
export const LIBRE_OFFICE_IMPORTS = {
  // Separator, quote, UTF-8, first line, no column formats, language by its Windows number.
  french: 'CSV:59,34,76,1,,1036',
  /** With the box "format quoted field as text" ticked. */
  frenchQuotedAsText: 'CSV:59,34,76,1,,1036,true',
  english: 'CSV:44,34,76,1,,1033',
} as const;

/** A cell as LibreOffice understood it. */
export interface OfficeCell {
  /** `float`, `string`, `boolean`, `date`; empty: nothing is in the cell. */
  readonly type: string;
  readonly value: string;
  /** True: LibreOffice computes it. */
  readonly isFormula: boolean;
}

/**
 * Opens a CSV in LibreOffice without a window.
 *
 * @throws LibreOfficeMissingError
 */
export function openedInLibreOffice(
  csv: string | Uint8Array,
  importAs: (typeof LIBRE_OFFICE_IMPORTS)[keyof typeof LIBRE_OFFICE_IMPORTS],
): OfficeCell[][] {
  const folder = mkdtempSync(join(tmpdir(), 'mes-office-'));
  try {
    writeFileSync(join(folder, 'table.csv'), csv);
    // A profile of its own: a LibreOffice that is open on this machine is left alone.
    const profile = pathToFileURL(join(folder, 'profile')).href;
    const { status, stdout, stderr, error } = spawnSync(
      'soffice',
      [
        `-env:UserInstallation=${profile}`,
        '--headless',
        `--infilter=${importAs}`,
        ...['--convert-to', 'fods', '--outdir', folder, join(folder, 'table.csv')],
      ],
      { encoding: 'utf8', timeout: OPEN_TIMEOUT_MS },
    );
    if (error !== undefined && 'code' in error && error.code === 'ENOENT') {
      throw new LibreOfficeMissingError(error);
    }
    if (status !== 0) {
      throw new Error(`soffice ended with ${String(status)}\n${stdout}\n${stderr}`, {
        cause: error,
      });
    }
    return cellsOf(readFileSync(join(folder, 'table.fods'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Element = Readonly<Record<string, unknown>>;

/** Rows of a flat OpenDocument sheet; repeated empty cells are written out. */
function cellsOf(fods: string): OfficeCell[][] {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    isArray: (name) => ['table:table-row', 'table:table-cell', 'text:p'].includes(name),
  });
  const { 'office:document': document } = parser.parse(fods) as Element;
  const table = child(child(child(document, 'office:body'), 'office:spreadsheet'), 'table:table');
  return children(table, 'table:table-row').map((row) =>
    children(row, 'table:table-cell').flatMap((cell) => {
      const repeated = Number(cell['@table:number-columns-repeated'] ?? '1');
      return Array.from({ length: repeated }, () => cellOf(cell));
    }),
  );
}

function cellOf(cell: Element): OfficeCell {
  const typed = ['@office:value', '@office:boolean-value', '@office:date-value'];
  const value = typed.map((name) => cell[name]).find((one) => typeof one === 'string');
  const type = cell['@office:value-type'];
  const paragraphs = (cell['text:p'] as string[] | undefined) ?? [];
  return {
    type: typeof type === 'string' ? type : '',
    value: value ?? paragraphs.join('\n'),
    isFormula: cell['@table:formula'] !== undefined,
  };
}

function child(element: unknown, name: string): Element {
  return (element as Element)[name] as Element;
}

function children(element: Element, name: string): Element[] {
  return (element[name] as Element[] | undefined) ?? [];
}
