import fc from 'fast-check';
import type { Cell, Column, ColumnType, Provenance, RowStatus, Table, Text } from './table.js';

export function both(text: string): Text {
  return { fr: text, en: `${text} (en)` };
}

export const PROVENANCE: Provenance = {
  notice: { fr: 'Données simulées et synthétiques', en: 'Simulated, synthetic data' },
  simulations: [{ scenario: 'smoke', seed: '7' }],
  dataVersion: 'v-42',
  ruleVersion: 'sons-2024-1',
  calendarVersion: 'calendar-2',
  freshness: { watermarkAt: '2024-01-02T03:04:05Z', countedAt: '2024-01-02T03:04:09.250Z' },
  view: 'public',
  knownOn: null,
  sources: ['Assurance Maladie, janvier 2024'],
  notes: [{ fr: 'Cellules de moins de 11 documents masquées', en: 'Cells under 11 suppressed' }],
};

export function column(
  name: string,
  type: ColumnType,
  role: Column['role'],
  changes: Partial<Column> = {},
): Column {
  return {
    name,
    title: both(`Titre ${name}`),
    description: both(`Dit ${name}`),
    type,
    role,
    ...changes,
  };
}

export function tableOf(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  statuses: readonly RowStatus[] = rows.map(() => ''),
): Table {
  return {
    name: 'example',
    title: both('Exemple'),
    description: both('Une table'),
    columns,
    rows,
    statuses,
    provenance: PROVENANCE,
  };
}

/** A month of two departments: one row suppressed, one negative, one with every kind of trouble in its text. */
export const VOLUMES = tableOf(
  [
    column('month', 'month', 'dimension'),
    column('department', 'text', 'dimension'),
    column('documents', 'integer', 'value', {
      title: { fr: 'Documents déposés', en: 'Documents deposited' },
      unit: 'documents',
    }),
    column('per_inhabitant', 'decimal', 'value', {
      title: { fr: 'Documents par habitant', en: 'Documents per inhabitant' },
      decimals: 2,
      unit: 'documents/habitant',
    }),
    column('is_complete', 'boolean', 'attribute'),
    column('closed_at', 'instant', 'attribute'),
    column('comment', 'text', 'attribute'),
  ],
  [
    [
      '2023-12',
      '01',
      18_800_000,
      0.276,
      true,
      '2024-01-15T11:00:00.000Z',
      'été; "neige"\r\nverglas, 🧊',
    ],
    ['2023-12', '2A', null, null, false, null, '=cmd()'],
    ['2024-01', '01', -1234, -3.325, true, '2024-07-14T22:30:00+02:00', '<b>gras</b>'],
  ],
  ['', 's', ''],
);

const TROUBLE = fc.constantFrom(
  '=cmd()',
  '+33',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r',
  ' =1+1',
  'a;b',
  'a,b',
  '"',
  'été',
  '🧊',
  "l'an",
  'a\nb',
  'a\r\nb',
  '<script>alert(1)</script>',
  '2023-12',
  '01',
  '1,5',
  '1.5',
  'VRAI',
  '\u001b[31m',
);
const anyText = fc.oneof(
  TROUBLE,
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const anyMonth = fc
  .tuple(fc.integer({ min: 1990, max: 2100 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, month]) => `${year}-${String(month).padStart(2, '0')}`);
/** With as many digits behind the second as a database may give, and in any zone. */
const anyInstant = fc
  .tuple(
    fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
    fc.constantFrom('Z', '001Z', '999Z', '+02:00', '-11:30'),
  )
  .map(([date, end]) => date.toISOString().replace('Z', end));

function anyCell(type: ColumnType): fc.Arbitrary<Cell> {
  switch (type) {
    case 'text':
      return anyText;
    case 'month':
      return anyMonth;
    case 'instant':
      return anyInstant;
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.maxSafeInteger();
    case 'decimal':
      return fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
      );
  }
}

const anyType = fc.constantFrom<ColumnType>(
  'text',
  'month',
  'instant',
  'boolean',
  'integer',
  'decimal',
);

/** Columns of every type; at most three dimensions, at least one other column. */
const anyColumns = fc
  .record({
    dimensions: fc.array(fc.constantFrom<ColumnType>('text', 'month', 'integer'), { maxLength: 3 }),
    others: fc.array(
      fc.record({
        type: anyType,
        role: fc.constantFrom<Column['role']>('value', 'attribute'),
        decimals: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }),
        title: anyText,
      }),
      { minLength: 1, maxLength: 5 },
    ),
    hasStatus: fc.boolean(),
  })
  .map(({ dimensions, others, hasStatus }) => [
    ...dimensions.map((type, at) => column(`by_${at}`, type, 'dimension')),
    ...others.map(({ type, role, decimals, title }, at) =>
      column(hasStatus && at === 0 ? 'status' : `column_${at}`, type, role, {
        title: both(title),
        ...(type === 'decimal' && decimals !== undefined ? { decimals } : {}),
      }),
    ),
  ]);

/** Tables of up to twelve rows, each combination of dimensions once, some suppressed. */
export const anyTable: fc.Arbitrary<Table> = anyColumns.chain((columns) =>
  fc
    .uniqueArray(
      fc.record({
        cells: fc.tuple(
          ...columns.map(({ type, role }) =>
            role === 'dimension' ? anyCell(type) : fc.option(anyCell(type), { nil: null, freq: 6 }),
          ),
        ),
        isSuppressed: fc.boolean(),
      }),
      {
        maxLength: columns.some(({ role }) => role === 'dimension') ? 12 : 1,
        selector: ({ cells }) =>
          JSON.stringify(
            // Half surrogates are all written as the same replacement.
            cells
              .filter((_, at) => columns[at]?.role === 'dimension')
              .map((cell) => String(cell).toWellFormed()),
          ),
      },
    )
    .map((rows) =>
      tableOf(
        columns,
        rows.map(({ cells, isSuppressed }) =>
          cells.map((cell, at) => (isSuppressed && columns[at]?.role === 'value' ? null : cell)),
        ),
        rows.map(({ isSuppressed }) => (isSuppressed ? 's' : '')),
      ),
    ),
);
