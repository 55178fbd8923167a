import { STATUS_DESCRIPTION, STATUS_TITLE, statusName } from './added-names.js';
import { FRENCH_FALSE, FRENCH_TRUE, frenchHeader } from './french-csv.js';
import type { Format, WriteOptions } from './format.js';
import { provenanceIn } from './provenance-in.js';
import type { Column, ColumnType, Table } from './table.js';

/** Types of Table Schema. */
const FIELD_TYPES = {
  text: 'string',
  month: 'yearmonth',
  instant: 'datetime',
  boolean: 'boolean',
  integer: 'integer',
  decimal: 'number',
} as const satisfies Record<ColumnType, string>;

/** How a CSV differs from what Table Schema expects of one. */
interface CsvDialect {
  /** Names of the fields, the status as the last one. */
  readonly header: (table: Table) => readonly string[];
  /** Of the file itself, after Frictionless' Table Dialect. */
  readonly dialect: object;
  /** What is added to a field of a type. */
  readonly fieldOf: Partial<Readonly<Record<ColumnType, object>>>;
}

const RFC_4180: CsvDialect = {
  header: (table) => [...table.columns.map(({ name }) => name), statusName(table)],
  dialect: { delimiter: ',', lineTerminator: '\r\n', quoteChar: '"', doubleQuote: true },
  fieldOf: {
    boolean: { trueValues: ['true'], falseValues: ['false'] },
  },
};

const FRENCH: CsvDialect = {
  header: frenchHeader,
  dialect: { delimiter: ';', lineTerminator: '\r\n', quoteChar: '"', doubleQuote: true },
  fieldOf: {
    boolean: { trueValues: [FRENCH_TRUE], falseValues: [FRENCH_FALSE] },
    instant: { format: '%Y-%m-%d %H:%M:%S' },
    decimal: { decimalChar: ',' },
  },
};

/** Frictionless Table Schema of the CSV, with the provenance that a CSV has no place for. */
export const TABLE_SCHEMA = schemaOf('table-schema', 'schema.json', RFC_4180);

/** The same of the French spreadsheet. */
export const FRENCH_TABLE_SCHEMA = schemaOf('fr-table-schema', 'fr.schema.json', FRENCH);

function schemaOf(name: string, extension: string, csv: CsvDialect): Format {
  return {
    name,
    extension,
    mediaType: 'application/json; charset=utf-8',
    write: (table, options) => writeSchema(table, csv, options),
  };
}

/** Names, titles and types of the fields. What Table Schema has no word for is under words of ours: `unit`, `role`, `dialect`, `provenance`. */
function writeSchema(
  table: Table,
  csv: CsvDialect,
  { language = 'fr' }: WriteOptions = {},
): string {
  const header = csv.header(table);
  const fields = table.columns.map((column, at) => ({
    name: header[at],
    title: column.title[language],
    description: column.description[language],
    type: FIELD_TYPES[column.type],
    ...csv.fieldOf[column.type],
    ...constraintsOf(table, column, at),
    ...(column.unit === undefined ? {} : { unit: column.unit }),
    role: column.role,
  }));
  const status = {
    name: header.at(-1),
    title: STATUS_TITLE[language],
    description: STATUS_DESCRIPTION[language],
    type: 'string',
    constraints: { enum: ['s'] },
    role: 'attribute',
  };
  const key = table.columns.flatMap(({ role }, at) => (role === 'dimension' ? [header[at]] : []));
  const schema = {
    $schema: 'https://datapackage.org/profiles/2.0/tableschema.json',
    name: table.name,
    title: table.title[language],
    description: table.description[language],
    fields: [...fields, status],
    missingValues: [''],
    ...(key.length === 0 ? {} : { primaryKey: key }),
    dialect: csv.dialect,
    provenance: provenanceIn(language, table.provenance),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** A dimension names its row, so it is there, unless this answer has a row without it. */
function constraintsOf(table: Table, { role }: Column, at: number): object {
  const isRequired = role === 'dimension' && !table.rows.some((row) => isMissing(row[at]));
  return isRequired ? { constraints: { required: true } } : {};
}

function isMissing(cell: unknown): boolean {
  return cell === null || cell === '';
}
