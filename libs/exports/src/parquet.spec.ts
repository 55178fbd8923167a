import { describe, expect, it } from '@jest/globals';
import { parquetMetadata, type FileMetaData, type SchemaElement } from 'hyparquet';
import type { Table } from './table.js';
import { parquetFileOf } from './test-readers.js';
import { PROVENANCE, VOLUMES, column, tableOf } from './test-tables.js';

function metadataOf(table: Table): FileMetaData {
  return parquetMetadata(parquetFileOf(table));
}

function typesOf(table: Table): unknown[] {
  return metadataOf(table)
    .schema.slice(1)
    .map(({ name, type, converted_type, repetition_type }: SchemaElement) => [
      name,
      converted_type ?? type,
      repetition_type,
    ]);
}

describe('Parquet', () => {
  it('has typed columns; what names a row is there, what is said of it may be missing', () => {
    expect(typesOf(VOLUMES)).toEqual([
      ['month', 'UTF8', 'REQUIRED'],
      ['department', 'UTF8', 'REQUIRED'],
      ['documents', 'INT64', 'OPTIONAL'],
      ['per_inhabitant', 'DOUBLE', 'OPTIONAL'],
      ['is_complete', 'BOOLEAN', 'OPTIONAL'],
      ['closed_at', 'TIMESTAMP_MILLIS', 'OPTIONAL'],
      ['comment', 'UTF8', 'OPTIONAL'],
      ['status', 'UTF8', 'REQUIRED'],
    ]);
  });

  it('says that instants are in UTC', () => {
    expect(
      metadataOf(VOLUMES).schema.find(({ name }) => name === 'closed_at')?.logical_type,
    ).toEqual({
      type: 'TIMESTAMP',
      isAdjustedToUTC: true,
      unit: 'MILLIS',
    });
  });

  it('has the same types without rows', () => {
    const empty = { ...VOLUMES, rows: [], statuses: [] };
    expect(typesOf(empty)).toEqual(typesOf(VOLUMES));
    expect(metadataOf(empty).num_rows).toBe(0n);
  });

  it('lets a dimension be missing where a row has none', () => {
    const table = tableOf([column('editor', 'text', 'dimension')], [[null], ['e1']]);
    expect(typesOf(table)[0]).toEqual(['editor', 'UTF8', 'OPTIONAL']);
  });

  it('carries the provenance and the meaning of its columns', () => {
    const pairs = metadataOf(VOLUMES).key_value_metadata ?? [];
    const byKey = new Map(pairs.map(({ key, value = '' }) => [key, JSON.parse(value) as unknown]));
    expect(byKey.get('provenance')).toEqual({
      ...PROVENANCE,
      notice: 'Données simulées et synthétiques',
      notes: ['Cellules de moins de 11 documents masquées'],
    });
    expect(byKey.get('table')).toMatchObject({
      name: 'example',
      title: 'Exemple',
      language: 'fr',
      columns: { 2: { name: 'documents', unit: 'documents', title: 'Documents déposés' } },
    });
  });
});
