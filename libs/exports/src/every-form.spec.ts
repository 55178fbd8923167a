import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { statusName } from './added-names.js';
import { CSV_FORMAT } from './csv.js';
import { FRENCH_CSV_FORMAT, neutralised } from './french-csv.js';
import { JSON_FORMAT } from './json.js';
import type { Cell, Column, Table } from './table.js';
import { parquetFileOf, readCsv } from './test-readers.js';
import { VOLUMES, anyTable } from './test-tables.js';
import { writtenRows } from './written-cell.js';

/** What a form has to hold: rows as written, each with its status. */
function expectedOf(table: Table): Cell[][] {
  return writtenRows(table).map((row, index) => [...row, table.statuses[index] ?? '']);
}

function fromJson(table: Table): unknown[][] {
  const { rows } = JSON.parse(String(JSON_FORMAT.write(table))) as { rows: Record<string, Cell>[] };
  const names = [...table.columns.map(({ name }) => name), statusName(table)];
  return rows.map((row) => names.map((name) => row[name]));
}

/** A field of a CSV as a value. An empty text is no value there. */
function valueOf({ type }: Column, field: string): Cell {
  if (field === '') return null;
  if (type === 'integer' || type === 'decimal') return Number(field);
  return type === 'boolean' ? field === 'true' : field;
}

function emptyIsNull(cell: Cell): Cell {
  return cell === '' ? null : cell;
}

async function fromParquet(table: Table): Promise<unknown[][]> {
  const rows = await parquetReadObjects({ file: parquetFileOf(table) });
  const names = [...table.columns.map(({ name }) => name), statusName(table)];
  return rows.map((row) =>
    names.map((name) => {
      const value: unknown = row[name];
      if (typeof value === 'bigint') return Number(value);
      return value instanceof Date ? value.toISOString() : value;
    }),
  );
}

describe('every form of one table', () => {
  it('holds the same values: JSON', () => {
    fc.assert(
      fc.property(anyTable, (table) => {
        expect(fromJson(table)).toEqual(expectedOf(table));
      }),
    );
  });

  it('holds the same values: CSV', () => {
    fc.assert(
      fc.property(anyTable, (table) => {
        const [header, ...records] = readCsv(String(CSV_FORMAT.write(table)), ',');
        expect(header).toEqual([...table.columns.map(({ name }) => name), statusName(table)]);
        const came = records.map((fields) => [
          ...table.columns.map((column, at) => valueOf(column, fields[at] ?? '')),
          fields.at(-1),
        ]);
        expect(came).toEqual(
          writtenRows(table).map((row, index) => [...row.map(emptyIsNull), table.statuses[index]]),
        );
      }),
    );
  });

  it('holds the same values: the French spreadsheet, whose texts begin harmlessly', () => {
    fc.assert(
      fc.property(anyTable, (table) => {
        const text = String(FRENCH_CSV_FORMAT.write(table));
        expect(text.startsWith('\uFEFF')).toBe(true);
        const [header = [], ...records] = readCsv(text.slice(1), ';');
        expect(new Set(header).size).toBe(table.columns.length + 1);
        for (const field of header) expect(field).not.toMatch(/^[=+\-@\t\r]/);
        const rows = writtenRows(table);
        expect(records).toHaveLength(rows.length);
        for (const [index, fields] of records.entries()) {
          expect(fields.at(-1)).toBe(table.statuses[index]);
          for (const [at, column] of table.columns.entries()) {
            const [field, cell] = [fields[at] ?? '', rows[index]?.[at] ?? null];
            if (typeof cell === 'number') {
              expect(field).toMatch(/^-?\d+(,\d+)?$/);
              expect(Number(field.replace(',', '.'))).toBe(cell);
            } else if (typeof cell === 'string' && column.type !== 'instant') {
              expect(field).not.toMatch(/^[=+\-@\t\r]/);
              expect(field).toBe(neutralised(cell));
            }
          }
        }
      }),
    );
  });

  it('holds the same values: Parquet', async () => {
    await fc.assert(
      fc.asyncProperty(anyTable, async (table) => {
        expect(await fromParquet(table)).toEqual(expectedOf(table));
      }),
    );
  });

  it('holds what was suppressed as no value with the status s', async () => {
    expect(fromJson(VOLUMES)[1]).toEqual(['2023-12', '2A', null, null, false, null, '=cmd()', 's']);
    expect(await fromParquet(VOLUMES)).toEqual(fromJson(VOLUMES));
    expect(String(CSV_FORMAT.write(VOLUMES))).toContain('\r\n2023-12,2A,,,false,,=cmd(),s\r\n');
    expect(String(FRENCH_CSV_FORMAT.write(VOLUMES))).toContain(
      '\r\n"2023-12";"2A";;;FAUX;;"\'=cmd()";"s"\r\n',
    );
  });
});
