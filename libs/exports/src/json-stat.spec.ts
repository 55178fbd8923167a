import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JSON_STAT_FORMAT } from './json-stat.js';
import type { Cell, Table } from './table.js';
import { VOLUMES, anyTable, column, tableOf } from './test-tables.js';
import { TableFaultError, writtenRows } from './written-cell.js';

interface Dataset {
  readonly version: string;
  readonly class: string;
  readonly updated?: string;
  readonly note: readonly string[];
  readonly id: readonly string[];
  readonly size: readonly number[];
  readonly role: Readonly<Record<string, readonly string[]>>;
  readonly dimension: Readonly<
    Record<
      string,
      {
        readonly label: string;
        readonly category: {
          readonly index: readonly string[];
          readonly label: Readonly<Record<string, string>>;
          readonly unit?: Readonly<Record<string, { label?: string; decimals?: number }>>;
        };
      }
    >
  >;
  readonly value: readonly Cell[] | Readonly<Record<string, Cell>>;
  readonly status?: Readonly<Record<string, string>>;
  readonly extension: {
    readonly attributes: Readonly<Record<string, { value: Readonly<Record<string, Cell>> }>>;
    readonly provenance: { readonly dataVersion: string };
  };
}

function datasetOf(table: Table): Dataset {
  return JSON.parse(String(JSON_STAT_FORMAT.write(table, { language: 'en' }))) as Dataset;
}

/** What breaks the rules of https://json-stat.org/full/ and of its schema 2.0. */
function faultsOf(dataset: Dataset): string[] {
  const faults: string[] = [];
  const rule = (what: string, holds: boolean): void => {
    if (!holds) faults.push(what);
  };
  const length = dataset.size.reduce((product, one) => product * one, 1);
  rule('version is 2.0', dataset.version === '2.0');
  rule('class is dataset', dataset.class === 'dataset');
  rule('id and size are as long', dataset.id.length === dataset.size.length);
  rule('ids differ', new Set(dataset.id).size === dataset.id.length);
  rule('dimension has what id has', sameTexts(Object.keys(dataset.dimension), dataset.id));
  rule('notes differ', new Set(dataset.note).size === dataset.note.length);
  rule('updated is an instant', !Number.isNaN(Date.parse(dataset.updated ?? '2024-01-01')));
  for (const [at, id] of dataset.id.entries()) {
    const { index = [], label = {}, unit = {} } = dataset.dimension[id]?.category ?? {};
    rule(`${id}: size`, dataset.size[at] === index.length);
    rule(`${id}: categories differ`, new Set(index).size === index.length);
    rule(`${id}: labels`, sameTexts(Object.keys(label), index));
    rule(
      `${id}: labels are texts`,
      Object.values(label).every((text) => text !== ''),
    );
    rule(
      `${id}: units`,
      Object.keys(unit).every((name) => index.includes(name)),
    );
  }
  const roles = Object.entries(dataset.role);
  rule(
    'roles are known',
    roles.every(([role]) => ['time', 'geo', 'metric'].includes(role)),
  );
  rule(
    'roles name ids',
    roles.every(([, ids]) => ids.length > 0 && ids.every((id) => dataset.id.includes(id))),
  );
  const isPosition = (key: string): boolean => Number(key) < length && String(Number(key)) === key;
  rule(
    'an array of values is whole, an object names positions',
    Array.isArray(dataset.value)
      ? dataset.value.length === length
      : Object.keys(dataset.value).every(isPosition),
  );
  rule(
    'values are numbers or null',
    Object.values(dataset.value).every((one) => one === null || typeof one === 'number'),
  );
  rule('statuses are at positions', Object.keys(dataset.status ?? {}).every(isPosition));
  rule(
    'what has a status has no value',
    Object.keys(dataset.status ?? {}).every((key) => cellAt(dataset, Number(key)) === null),
  );
  return faults;
}

function sameTexts(some: readonly string[], others: readonly string[]): boolean {
  return JSON.stringify([...some].sort()) === JSON.stringify([...others].sort());
}

function cellAt({ value }: Dataset, position: number): Cell {
  return new Map(Object.entries(value)).get(String(position)) ?? null;
}

/** A value by the identifiers of its categories, as a reader of the format finds it. */
function valueAt(dataset: Dataset, categories: readonly string[]): [Cell, string | undefined] {
  let position = 0;
  for (const [at, category] of categories.entries()) {
    const index = dataset.dimension[dataset.id[at] ?? '']?.category.index.indexOf(category) ?? -1;
    if (index < 0) throw new Error(`no category ${category} in ${String(dataset.id[at])}`);
    position = position * (dataset.size[at] ?? 0) + index;
  }
  return [cellAt(dataset, position), dataset.status?.[position]];
}

describe('JSON-stat', () => {
  it('keeps the rules of the format and holds every number of the table', () => {
    fc.assert(
      fc.property(anyTable, (table) => {
        const dataset = datasetOf(table);
        expect(faultsOf(dataset)).toEqual([]);
        for (const [index, row] of writtenRows(table).entries()) {
          const key = row.flatMap((cell, at) =>
            table.columns[at]?.role === 'dimension' ? [String(cell)] : [],
          );
          for (const [at, { name, type, role }] of table.columns.entries()) {
            if (role === 'dimension' || (type !== 'integer' && type !== 'decimal')) continue;
            const cell = row[at] ?? null;
            const isSuppressed = cell === null && table.statuses[index] === 's';
            expect(valueAt(dataset, [...key, name])).toEqual([
              cell,
              isSuppressed ? 's' : undefined,
            ]);
          }
        }
      }),
    );
  });

  it('names the roles of months, places and metrics, with unit and decimals of each metric', () => {
    const dataset = datasetOf(VOLUMES);
    expect(dataset.id).toEqual(['month', 'department', 'metric']);
    expect(dataset.size).toEqual([2, 2, 2]);
    expect(dataset.role).toEqual({ time: ['month'], geo: ['department'], metric: ['metric'] });
    expect(dataset.dimension['metric']?.category).toMatchObject({
      index: ['documents', 'per_inhabitant'],
      label: { documents: 'Documents deposited' },
      unit: {
        documents: { label: 'documents', decimals: 0 },
        per_inhabitant: { label: 'documents/habitant', decimals: 2 },
      },
    });
    expect(dataset.value).toEqual([18_800_000, 0.28, null, null, -1234, -3.33, null, null]);
    expect(dataset.status).toEqual({ '2': 's', '3': 's' });
    expect(dataset.updated).toBe('2024-01-02T03:04:09.250Z');
    expect(dataset.extension.provenance.dataVersion).toBe('v-42');
    expect(dataset.extension.attributes['comment']?.value).toMatchObject({ '1': '=cmd()' });
  });

  it('writes an object of positions when most places are empty, an array when they are not', () => {
    const columns = [
      column('a', 'text', 'dimension'),
      column('b', 'text', 'dimension'),
      column('n', 'integer', 'value'),
    ];
    const diagonal = (length: number): Table =>
      tableOf(
        columns,
        Array.from({ length }, (_, at) => [`a${at}`, `b${at}`, at]),
      );
    expect(datasetOf(diagonal(2)).value).toEqual([0, null, null, 1]);
    expect(datasetOf(diagonal(3)).value).toEqual({ '0': 0, '4': 1, '8': 2 });
    expect(faultsOf(datasetOf(diagonal(3)))).toEqual([]);
  });

  it('sorts months and numbers, and keeps codes in the order of the answer', () => {
    const columns = [
      column('month', 'month', 'dimension'),
      column('quantile', 'integer', 'dimension'),
      column('couloir', 'text', 'dimension'),
      column('n', 'integer', 'value'),
    ];
    const dataset = datasetOf(
      tableOf(columns, [
        ['2024-01', 10, 'ville', 1],
        ['2023-12', 9, 'hôpital', 2],
      ]),
    );
    expect(dataset.dimension['month']?.category.index).toEqual(['2023-12', '2024-01']);
    expect(dataset.dimension['quantile']?.category.index).toEqual(['9', '10']);
    expect(dataset.dimension['couloir']?.category.index).toEqual(['ville', 'hôpital']);
  });

  it('takes the labels of a dimension from its name column, if each category has one name', () => {
    const columns = [
      column('department', 'text', 'dimension'),
      column('month', 'month', 'dimension'),
      column('department_name', 'text', 'attribute'),
      column('n', 'integer', 'value'),
    ];
    const named = (second: string): Dataset =>
      datasetOf(
        tableOf(columns, [
          ['2A', '2023-12', 'Corse-du-Sud', 1],
          ['2A', '2024-01', second, 2],
        ]),
      );
    expect(named('Corse-du-Sud').dimension['department']?.category.label).toEqual({
      '2A': 'Corse-du-Sud',
    });
    expect(named('Corse-du-Sud').extension.attributes).toEqual({});
    expect(named('Corse').dimension['department']?.category.label).toEqual({ '2A': '2A' });
    expect(named('Corse').extension.attributes['department_name']?.value).toEqual({
      '0': 'Corse-du-Sud',
      '1': 'Corse',
    });
  });

  it('gives a row without a category of a dimension a place', () => {
    const columns = [column('editor', 'text', 'dimension'), column('n', 'integer', 'value')];
    const dataset = datasetOf(
      tableOf(columns, [
        [null, 1],
        ['e1', 2],
      ]),
    );
    expect(dataset.dimension['editor']?.category).toEqual({
      index: ['', 'e1'],
      label: { '': '–', e1: 'e1' },
    });
    expect(dataset.value).toEqual([1, 2]);
  });

  it('refuses two rows of one combination of dimensions, and more places than numbers count', () => {
    const columns = [column('month', 'month', 'dimension'), column('n', 'integer', 'value')];
    const twice = tableOf(columns, [
      ['2023-12', 1],
      ['2023-12', 2],
    ]);
    expect(() => datasetOf(twice)).toThrow(TableFaultError);
    expect(() => datasetOf(twice)).toThrow('came two for (2023-12)');
    const many = Array.from({ length: 14 }, (_, at) => column(`d${at}`, 'text', 'dimension'));
    const rows = Array.from({ length: 14 }, (_, index) => [...many.map(() => String(index)), 1]);
    expect(() => datasetOf(tableOf([...many, column('n', 'integer', 'value')], rows))).toThrow(
      'expected fewer than 2^53 places',
    );
  });
});
