import { CSV_FORMAT } from './csv.js';
import type { Format } from './format.js';
import { FRENCH_CSV_FORMAT } from './french-csv.js';
import { JSON_FORMAT } from './json.js';
import { JSON_STAT_FORMAT } from './json-stat.js';
import { PARQUET_FORMAT } from './parquet.js';
import { FRENCH_TABLE_SCHEMA, TABLE_SCHEMA } from './table-schema.js';

/** Forms that hold the numbers, the one that is given unasked first. */
export const FORMATS: readonly Format[] = [
  JSON_FORMAT,
  CSV_FORMAT,
  FRENCH_CSV_FORMAT,
  PARQUET_FORMAT,
  JSON_STAT_FORMAT,
];

/** Descriptions that lie beside the CSVs: asked for by extension alone. */
export const SCHEMAS_BESIDE: readonly Format[] = [TABLE_SCHEMA, FRENCH_TABLE_SCHEMA];

export const FORMAT_NAMES: readonly string[] = FORMATS.map(({ name }) => name);

/** The form of a name; undefined: there is none, `FORMAT_NAMES` are accepted. */
export function formatNamed(name: string): Format | undefined {
  return FORMATS.find((format) => format.name === name);
}
