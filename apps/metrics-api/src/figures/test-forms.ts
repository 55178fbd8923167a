/**
 * Readers of the forms that figures come in, written apart from the writers: each gives the rows as
 * objects of numbers and texts by the columns' names.
 */
import { parquetReadObjects } from 'hyparquet';

export type ReadRow = Readonly<Record<string, string | number | boolean | null>>;

/** A column as the JSON form describes it. */
export interface ReadColumn {
  readonly name: string;
  readonly title: string;
  readonly type: string;
  readonly role: string;
  readonly unit?: string;
}

export interface ReadJson {
  readonly columns: readonly ReadColumn[];
  readonly rows: readonly ReadRow[];
}

/** Rows of a CSV without line ends in its cells. */
export function readCsv(
  text: string,
  columns: readonly ReadColumn[],
  form: { readonly delimiter: string; readonly point: string },
): ReadRow[] {
  const [, ...lines] = text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('\r\n');
  return lines.map((line) => {
    const cells = cellsOf(line, form.delimiter);
    if (cells.length !== columns.length + 1) {
      throw new Error(`expected ${columns.length + 1} cells, came ${cells.length}: ${line}`);
    }
    return Object.fromEntries(
      columns.map(({ name, type }, at) => [name, valueOf(cells[at] ?? '', type, form.point)]),
    );
  });
}

function cellsOf(line: string, delimiter: string): string[] {
  const pattern = new RegExp(`(?:^|${delimiter})(?:"((?:[^"]|"")*)"|([^${delimiter}"]*))`, 'g');
  return [...line.matchAll(pattern)].map(([, quoted, bare = '']) =>
    quoted === undefined ? bare : quoted.replaceAll('""', '"'),
  );
}

function valueOf(cell: string, type: string, point: string): ReadRow[string] {
  if (cell === '') return null;
  if (type === 'integer' || type === 'decimal') return Number(cell.replace(point, '.'));
  if (type === 'boolean') return cell === 'true' || cell === 'VRAI';
  // A text that a spreadsheet would take for a formula has an apostrophe before it.
  return point === ',' && /^'[=+\-@]/.test(cell) ? cell.slice(1) : cell;
}

/** Rows of a Parquet file; whole numbers as numbers. */
export async function readParquet(bytes: ArrayBuffer): Promise<ReadRow[]> {
  const rows = await parquetReadObjects({ file: bytes });
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row as Record<string, unknown>).map(([name, value]) => [name, plain(value)]),
    ),
  );
}

function plain(value: unknown): ReadRow[string] {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') {
    return value;
  }
  return null;
}

/** The cube of a JSON-stat dataset. */
export interface ReadCube {
  readonly id: readonly string[];
  readonly size: readonly number[];
  readonly dimension: Readonly<
    Record<string, { readonly category: { readonly index: readonly string[] | object } }>
  >;
  readonly value: readonly (number | null)[] | Readonly<Record<string, number | null>>;
}

/** The number at a place of the cube; null where there is none. */
export function cubeValue(cube: ReadCube, place: Readonly<Record<string, string>>): number | null {
  let at = 0;
  for (const [axis, name] of cube.id.entries()) {
    const index = cube.dimension[name]?.category.index ?? [];
    const wanted = place[name] ?? '';
    const position = Array.isArray(index)
      ? index.indexOf(wanted)
      : Number(Reflect.get(index, wanted));
    if (!(position >= 0)) throw new Error(`no ${wanted} in ${name}`);
    at = at * (cube.size[axis] ?? 0) + position;
  }
  const value: unknown = Reflect.get(cube.value, String(at));
  return typeof value === 'number' ? value : null;
}
