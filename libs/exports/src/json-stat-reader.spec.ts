/** JSON-stat read by the toolkit of the format's author: every value is found again by its labels. */
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cubeOf } from './cube.js';
import { JSON_STAT_FORMAT } from './json-stat.js';
import type { Cell, Table } from './table.js';
import { VOLUMES, anyTable } from './test-tables.js';

/** What the specs use of jsonstat-toolkit, which has no types. */
interface ReadDataset {
  readonly class: string;
  readonly length: number;
  readonly id: readonly string[];
  readonly n: number;
  readonly role: Readonly<Record<string, readonly string[] | null>>;
  Dimension(id: string): ReadDimension | null;
  /** A cell by categories; null where a category does not exist. */
  Data(
    categories: Readonly<Record<string, string>>,
  ): { readonly value: Cell; readonly status: string | null } | null;
}

interface ReadDimension {
  readonly label: string;
  readonly id: readonly string[];
  readonly length: number;
  Category(id: string): { readonly label: string; readonly unit: ReadUnit | null } | null;
}

interface ReadUnit {
  readonly label?: string;
  readonly decimals?: number;
}

// Cast: the package ships no types.
const read = createRequire(import.meta.url)('jsonstat-toolkit') as (json: unknown) => ReadDataset;

function readBack(table: Table): ReadDataset {
  return read(JSON.parse(String(JSON_STAT_FORMAT.write(table, { language: 'en' }))));
}

/** Cells of a table that the reader does not find, or finds otherwise. */
function lostCells(table: Table): string[] {
  const cube = cubeOf(table);
  const dataset = readBack(table);
  const metric = dataset.id.at(-1) ?? '';
  return cube.rows.flatMap((row, at) =>
    cube.metrics.flatMap(({ column, at: place }) => {
      const categories = Object.fromEntries([
        ...cube.dimensions.map(({ column: { name }, at: index }) => [
          name,
          String(row[index] ?? ''),
        ]),
        [metric, column.name],
      ]) as Record<string, string>;
      const cell = dataset.Data(categories);
      const expected = row[place] ?? null;
      const status = expected === null && table.statuses[at] === 's' ? 's' : null;
      const isFound = cell !== null && Object.is(cell.value ?? null, expected);
      return isFound && (cell.status ?? null) === status
        ? []
        : [JSON.stringify([categories, cell])];
    }),
  );
}

describe('JSON-stat as the toolkit of its author reads it', () => {
  it('is a dataset with its dimensions, labels, units and roles', () => {
    const dataset = readBack(VOLUMES);
    expect(dataset.class).toBe('dataset');
    expect(dataset.id).toEqual(['month', 'department', 'metric']);
    expect(dataset.role['time']).toEqual(['month']);
    expect(dataset.role['geo']).toEqual(['department']);
    const metric = dataset.Dimension('metric')?.Category('documents');
    expect(metric?.label).toBe('Documents deposited');
    expect(metric?.unit).toMatchObject({ label: 'documents', decimals: 0 });
  });

  it('gives every value and status of the example by its labels', () => {
    expect(lostCells(VOLUMES)).toEqual([]);
  });

  it('gives every value and status of any table by its labels', () => {
    fc.assert(
      fc.property(anyTable, (table) => {
        expect(lostCells(table)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('finds the statuses of a table of which nothing is shown', () => {
    const [, hidden] = VOLUMES.rows;
    if (hidden === undefined) throw new Error('a suppressed row is needed');
    const places = ['2024-01', '2024-02', '2024-03'];
    const rows = places.map((month, at) => [month, String(at), ...hidden.slice(2)]);
    expect(lostCells({ ...VOLUMES, rows, statuses: rows.map(() => 's' as const) })).toEqual([]);
  });

  it('would miss a value that stood elsewhere', () => {
    const [first, second, ...others] = VOLUMES.rows;
    if (first === undefined || second === undefined) throw new Error('two rows are needed');
    const dataset = readBack({ ...VOLUMES, rows: [second, first, ...others] });
    const [month, department] = first;
    const cell = dataset.Data({
      month: String(month),
      department: String(department),
      metric: 'documents',
    });
    const place = VOLUMES.columns.findIndex(({ name }) => name === 'documents');
    expect(cell?.value ?? null).toBe(first[place] ?? null);
    expect(dataset.Data({ month: 'never', department: '75', metric: 'documents' })).toBeNull();
  });
});
