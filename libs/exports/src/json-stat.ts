import { STATUS_DESCRIPTION, freeName } from './added-names.js';
import { cubeOf, isTime, type Cube, type Dimension, type Placed } from './cube.js';
import type { Format, WriteOptions } from './format.js';
import { provenanceIn } from './provenance-in.js';
import type { Cell, Column, Language, Table } from './table.js';

/** Dimensions that are places; a perimeter is the country, a region or a department. */
const PLACES: ReadonlySet<string> = new Set(['department', 'region', 'perimeter']);

/** Fuller than one cell in this many, the values are an array; emptier ones are an object by position. */
const DENSE_CELLS_PER_VALUE_MAX = 2;

/**
 * JSON-stat 2.0, https://json-stat.org/full/: one dataset whose last dimension is the metric, also
 * when there is one metric, so that a reader finds units and decimals in one place. Every number
 * that is no dimension is a metric. What is no number is in `extension.attributes`, by the position
 * of its row among the other dimensions.
 */
export const JSON_STAT_FORMAT: Format = {
  name: 'json-stat',
  extension: 'json-stat.json',
  // Nobody registered a type for JSON-stat: this one is ours to ask for it by.
  mediaType: 'application/vnd.json-stat+json; charset=utf-8',
  write: writeJsonStat,
};

function writeJsonStat(table: Table, { language = 'fr' }: WriteOptions = {}): string {
  const { provenance } = table;
  const { countedAt } = provenance.freshness;
  const cube = cubeOf(table);
  const metricId = freeName(table, 'metric', 'metric_');
  const dataset = {
    version: '2.0',
    class: 'dataset',
    label: table.title[language],
    source: provenance.sources.join('; '),
    ...(countedAt === null ? {} : { updated: countedAt }),
    note: notesIn(language, table),
    id: [...cube.dimensions.map(({ column }) => column.name), metricId],
    size: [...cube.dimensions.map(({ categories }) => categories.length), cube.metrics.length],
    role: rolesOf(cube.dimensions, metricId),
    dimension: {
      ...byName(cube.dimensions, (dimension) => dimensionIn(language, dimension)),
      [metricId]: metricDimension(language, cube.metrics),
    },
    ...valuesOf(table, cube),
    extension: {
      name: table.name,
      language,
      status: { s: STATUS_DESCRIPTION[language] },
      attributes: attributesIn(language, cube),
      provenance: provenanceIn(language, provenance),
    },
  };
  return `${JSON.stringify(dataset)}\n`;
}

function byName<T extends Placed>(
  placed: readonly T[],
  of: (one: T) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(placed.map((one) => [one.column.name, of(one)]));
}

/** Each once, as the format's schema has it. */
function notesIn(language: Language, { description, provenance }: Table): string[] {
  const notes = [description, provenance.notice, ...provenance.notes];
  return [...new Set(notes.map((note) => note[language]))];
}

function rolesOf(dimensions: readonly Dimension[], metricId: string): object {
  const names = (is: (column: Column) => boolean): string[] =>
    dimensions.filter(({ column }) => is(column)).map(({ column }) => column.name);
  const [time, geo] = [names(isTime), names(({ name }) => PLACES.has(name))];
  return {
    ...(time.length === 0 ? {} : { time }),
    ...(geo.length === 0 ? {} : { geo }),
    metric: [metricId],
  };
}

function dimensionIn(language: Language, { column, categories, labels }: Dimension): object {
  const labelOf = (category: string): string => labels.get(category) ?? (category || '–');
  return {
    label: column.title[language],
    note: [column.description[language]],
    category: {
      index: categories,
      label: Object.fromEntries(categories.map((category) => [category, labelOf(category)])),
    },
  };
}

function metricDimension(language: Language, metrics: readonly Placed[]): object {
  return {
    label: language === 'fr' ? 'Mesure' : 'Metric',
    category: {
      index: metrics.map(({ column }) => column.name),
      label: byName(metrics, ({ column }) => column.title[language]),
      note: byName(metrics, ({ column }) => [column.description[language]]),
      unit: byName(metrics, ({ column }) => unitOf(column)),
    },
  };
}

function unitOf({ unit, type, decimals }: Column): object {
  const digits = type === 'integer' ? 0 : decimals;
  return {
    ...(unit === undefined ? {} : { label: unit }),
    ...(digits === undefined ? {} : { decimals: digits }),
  };
}

/** The values and, where one is suppressed, its status. */
function valuesOf(table: Table, { rows, metrics, positions, length }: Cube): object {
  const values = new Map<number, Cell>();
  const status = new Map<number, 's'>();
  for (const [index, row] of rows.entries()) {
    for (const [metric, { at }] of metrics.entries()) {
      const position = (positions[index] ?? 0) * metrics.length + metric;
      const cell = row[at] ?? null;
      if (cell !== null) values.set(position, cell);
      else if (table.statuses[index] === 's') status.set(position, 's');
    }
  }
  // Readers take an object without a position for no data at all, and would not find the statuses.
  if (values.size === 0) values.set(0, null);
  const isDense = length <= rows.length * metrics.length * DENSE_CELLS_PER_VALUE_MAX;
  return {
    value: isDense
      ? Array.from({ length }, (_, position) => values.get(position) ?? null)
      : Object.fromEntries(values),
    ...(status.size === 0 ? {} : { status: Object.fromEntries(status) }),
  };
}

function attributesIn(language: Language, { attributes, rows, positions }: Cube): object {
  return byName(attributes, ({ column, at }) => ({
    label: column.title[language],
    note: column.description[language],
    value: Object.fromEntries(
      rows
        .map((row, index): [number, Cell] => [positions[index] ?? 0, row[at] ?? null])
        .filter(([, cell]) => cell !== null),
    ),
  }));
}
