import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CSV_FORMAT } from './csv.js';
import { FRENCH_CSV_FORMAT } from './french-csv.js';
import type { Table } from './table.js';
import { FRENCH_TABLE_SCHEMA, TABLE_SCHEMA } from './table-schema.js';
import { readCsv } from './test-readers.js';
import { PROVENANCE, VOLUMES, anyTable, column, tableOf } from './test-tables.js';

interface Field {
  readonly name: string;
  readonly type: string;
  readonly title: string;
  readonly format?: string;
  readonly decimalChar?: string;
  readonly trueValues?: readonly string[];
  readonly falseValues?: readonly string[];
  readonly unit?: string;
  readonly constraints?: { readonly required?: boolean; readonly enum?: readonly string[] };
}

interface Schema {
  readonly fields: readonly Field[];
  readonly missingValues: readonly string[];
  readonly primaryKey?: readonly string[];
  readonly provenance: object;
}

const VARIANTS = [
  { csv: CSV_FORMAT, schema: TABLE_SCHEMA, delimiter: ',' },
  { csv: FRENCH_CSV_FORMAT, schema: FRENCH_TABLE_SCHEMA, delimiter: ';' },
] as const;

/** Of each type, what Table Schema lets a field be. */
function isValid(field: Field, value: string): boolean {
  switch (field.type) {
    case 'integer':
      return /^[+-]?\d+$/.test(value);
    case 'number':
      return /^[+-]?\d+(\.\d+)?$/.test(value.replace(field.decimalChar ?? '.', '.'));
    case 'boolean':
      return [...(field.trueValues ?? []), ...(field.falseValues ?? [])].includes(value);
    case 'yearmonth':
      // The French spreadsheet's months are quoted, which a reader of CSV takes away.
      return /^\d{4}-(0[1-9]|1[0-2])$/.test(value);
    case 'datetime':
      return field.format === '%Y-%m-%d %H:%M:%S'
        ? /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value)
        : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value);
    case 'string':
      return field.constraints?.enum?.includes(value) ?? true;
    default:
      return false;
  }
}

function faultsOf(table: Table, { csv, schema, delimiter }: (typeof VARIANTS)[number]): string[] {
  const {
    fields,
    missingValues,
    primaryKey = [],
  } = JSON.parse(String(schema.write(table))) as Schema;
  const text = String(csv.write(table)).replace('\uFEFF', '');
  const [header = [], ...records] = readCsv(text, delimiter);
  const faults: string[] = [];
  if (JSON.stringify(header) !== JSON.stringify(fields.map(({ name }) => name)))
    faults.push('header');
  for (const name of primaryKey) if (!header.includes(name)) faults.push(`no key ${name}`);
  for (const record of records) {
    for (const [at, field] of fields.entries()) {
      const value = record[at] ?? '';
      const isMissing = missingValues.includes(value);
      if (isMissing && field.constraints?.required) faults.push(`${field.name} is missing`);
      if (!isMissing && !isValid(field, value)) faults.push(`${field.name}: ${value}`);
    }
  }
  return faults;
}

describe('the TableSchema beside a CSV', () => {
  it('describes every cell of the CSV that it lies beside', () => {
    fc.assert(
      fc.property(anyTable, fc.constantFrom(...VARIANTS), (table, variant) => {
        expect(faultsOf(table, variant)).toEqual([]);
      }),
    );
  });

  it('is noticed when it is that of the other CSV', () => {
    const [rfc, french] = VARIANTS;
    expect(faultsOf(VOLUMES, { ...rfc, schema: french.schema })).not.toEqual([]);
    expect(faultsOf(VOLUMES, { ...french, schema: rfc.schema })).not.toEqual([]);
  });

  it('has names, types, key and provenance', () => {
    const schema = JSON.parse(String(TABLE_SCHEMA.write(VOLUMES, { language: 'en' }))) as Schema;
    expect(schema.fields.map(({ name, type }) => [name, type])).toEqual([
      ['month', 'yearmonth'],
      ['department', 'string'],
      ['documents', 'integer'],
      ['per_inhabitant', 'number'],
      ['is_complete', 'boolean'],
      ['closed_at', 'datetime'],
      ['comment', 'string'],
      ['status', 'string'],
    ]);
    expect(schema.fields[2]).toMatchObject({ title: 'Documents deposited', unit: 'documents' });
    expect(schema.fields[0]?.constraints).toEqual({ required: true });
    expect(schema.fields[2]?.constraints).toBeUndefined();
    expect(schema.fields[7]?.constraints).toEqual({ enum: ['s'] });
    expect(schema.missingValues).toEqual(['']);
    expect(schema.primaryKey).toEqual(['month', 'department']);
    expect(schema.provenance).toEqual({
      ...PROVENANCE,
      notice: 'Simulated, synthetic data',
      notes: ['Cells under 11 suppressed'],
    });
  });

  it('names the fields of the French spreadsheet by their titles with units', () => {
    const schema = JSON.parse(String(FRENCH_TABLE_SCHEMA.write(VOLUMES))) as Schema;
    expect(schema.fields[2]?.name).toBe('Documents déposés');
    expect(schema.fields[5]?.name).toBe('Titre closed_at (heure de Paris)');
    expect(schema.fields[7]?.name).toBe('Statut');
  });

  it('requires no dimension that a row of this answer is without', () => {
    const table = tableOf([column('editor', 'text', 'dimension')], [[null], ['e1']]);
    const schema = JSON.parse(String(TABLE_SCHEMA.write(table))) as Schema;
    expect(schema.fields[0]?.constraints).toBeUndefined();
  });
});
