import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Cell, ColumnType } from './table.js';
import { VOLUMES, column, tableOf } from './test-tables.js';
import { TableFaultError, numberText, writtenCell, writtenRows } from './written-cell.js';

function written(type: ColumnType, cell: Cell, decimals?: number): Cell {
  const changes = decimals === undefined ? {} : { decimals };
  return writtenCell(VOLUMES, column('it', type, 'value', changes), cell);
}

describe('a cell as every form holds it', () => {
  it.each([
    [0.276, 2, 0.28],
    [0.274, 2, 0.27],
    [-0.001, 2, 0],
    [3.5, 0, 4],
    [1e21, 2, 1e21],
  ])('rounds %p to %p decimals: %p', (value, decimals, expected) => {
    expect(written('decimal', value, decimals)).toBe(expected);
  });

  it('keeps a decimal without decimals as it is, and no minus zero', () => {
    expect(written('decimal', 0.1 + 0.2)).toBe(0.1 + 0.2);
    expect(Object.is(written('decimal', -0), 0)).toBe(true);
    expect(Object.is(written('integer', -0), 0)).toBe(true);
  });

  it('says instants in UTC', () => {
    expect(written('instant', '2024-07-14T22:30:00+02:00')).toBe('2024-07-14T20:30:00.000Z');
    expect(written('instant', '2024-01-15T11:00:00.250Z')).toBe('2024-01-15T11:00:00.250Z');
    // Parquet has no place for the rest.
    expect(written('instant', '2024-01-15T11:00:00.250999Z')).toBe('2024-01-15T11:00:00.250Z');
  });

  it.each<[ColumnType, Cell]>([
    ['integer', 2 ** 53],
    ['integer', 1.5],
    ['integer', '12'],
    ['decimal', Number.NaN],
    ['decimal', Infinity],
    ['decimal', '1.5'],
    ['boolean', 1],
    ['text', 1],
    ['month', 202312],
    ['instant', '2024-01-15 11:00'],
    ['instant', 5],
  ])('refuses as %s %p', (type, cell) => {
    expect(() => written(type, cell)).toThrow(TableFaultError);
    expect(() => written(type, cell)).toThrow('table example: column it: expected');
  });

  it.each<[ColumnType, Cell]>([
    ['integer', 2 ** 53 - 1],
    ['boolean', false],
    ['text', ''],
    ['month', null],
  ])('takes as %s %p', (type, cell) => {
    expect(written(type, cell)).toBe(cell);
  });

  it('refuses a row that is too short or too long, and rows without statuses', () => {
    const columns = [column('a', 'integer', 'value'), column('b', 'integer', 'value')];
    expect(() => writtenRows(tableOf(columns, [[1]]))).toThrow('row 0: expected 2 cells, came 1');
    expect(() => writtenRows(tableOf(columns, [[1, 2, 3]]))).toThrow('came 3');
    expect(() => writtenRows(tableOf(columns, [[1, 2]], []))).toThrow(
      'a status for each of 1 rows',
    );
  });
});

describe('a number as text', () => {
  const free = column('it', 'decimal', 'value');

  it.each([
    [1.5e-7, '0.00000015'],
    [-1.5e-7, '-0.00000015'],
    [1e21, '1000000000000000000000'],
    [1.25e22, '12500000000000000000000'],
    [123.5, '123.5'],
  ])('writes %p as %s', (value, expected) => {
    expect(numberText(free, value)).toBe(expected);
  });

  it('reads back as the same number, without exponent', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = numberText(free, value);
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(text)).toBe(value === 0 ? Number(text) : value);
      }),
    );
  });

  it('has the decimals of its column', () => {
    expect(numberText(column('it', 'decimal', 'value', { decimals: 2 }), 3.5)).toBe('3.50');
    expect(numberText(column('it', 'integer', 'value'), 18_800_000)).toBe('18800000');
  });
});
