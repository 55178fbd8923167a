/**
 * npm run test:office: both CSVs opened in a real LibreOffice, without a window. It needs LibreOffice
 * Calc, fails without, and is no part of npm test.
 */
import { formatNamed, type Cell, type Column, type Table } from '#libs/exports';
import { describe, expect, it } from '@jest/globals';
import { LIBRE_OFFICE_IMPORTS, openedInLibreOffice, type OfficeCell } from './libre-office.js';

const TIMEOUT_MS = 180_000;

const column = (
  name: string,
  type: Column['type'],
  role: Column['role'],
  decimals?: number,
): Column => ({
  name,
  type,
  role,
  title: { fr: `Titre ${name}`, en: name },
  description: { fr: name, en: name },
  ...(decimals === undefined ? {} : { decimals }),
});

const COLUMNS: readonly Column[] = [
  column('month', 'month', 'dimension'),
  column('department', 'text', 'dimension'),
  column('documents', 'integer', 'value'),
  column('rate', 'decimal', 'value', 2),
  column('share', 'decimal', 'value'),
  column('is_complete', 'boolean', 'attribute'),
  column('closed_at', 'instant', 'attribute'),
  column('comment', 'text', 'attribute'),
];

const ROWS: readonly (readonly Cell[])[] = [
  ['2023-12', '01', 18_800_000, 3.3237, 1e-7, true, '2024-01-15T11:00:00Z', 'été; "neige", 🧊'],
  ['2023-12', '2A', null, null, null, false, null, '=1+1'],
  ['2024-01', '01', -1234, -0.5, 123456.789, true, '2024-07-14T20:30:00Z', '+33'],
  ['2024-01', '2A', 0, 0, -2.5, true, null, '-1'],
  ['2024-02', '01', 2 ** 53 - 1, 1000, 0.1, true, null, '@SUM(A1)'],
  ['2024-02', '2A', 1, 1, 1, true, null, '<b>gras</b>\r\n=1+1'],
];

const TABLE: Table = {
  name: 'office',
  title: { fr: 'Exemple', en: 'Example' },
  description: { fr: 'Exemple', en: 'Example' },
  columns: COLUMNS,
  rows: ROWS,
  statuses: ROWS.map((row) => (row[2] === null ? 's' : '')),
  provenance: {
    notice: { fr: 'Simulé', en: 'Simulated' },
    simulations: [],
    dataVersion: '1',
    ruleVersion: '1',
    calendarVersion: '1',
    freshness: { watermarkAt: null, countedAt: null },
    view: 'owner',
    knownOn: null,
    sources: [],
    notes: [],
  },
};

function opened(name: string, importAs: keyof typeof LIBRE_OFFICE_IMPORTS): OfficeCell[][] {
  const csv = formatNamed(name)?.write(TABLE);
  if (csv === undefined) throw new Error(`no format ${name}`);
  return openedInLibreOffice(csv, LIBRE_OFFICE_IMPORTS[importAs]);
}

/** Every number of the table is a number in the sheet, the same one; what has no value is empty. */
function expectNumbers([, ...rows]: readonly OfficeCell[][]): void {
  expect(rows).toHaveLength(ROWS.length);
  for (const [index, row] of ROWS.entries()) {
    for (const at of [2, 3, 4]) {
      const [cell, expected] = [rows[index]?.[at], row[at] ?? null];
      const decimals = COLUMNS[at]?.decimals;
      if (typeof expected !== 'number') {
        expect(cell?.type).toBe('');
        continue;
      }
      expect(cell?.type).toBe('float');
      expect(Number(cell?.value)).toBe(
        decimals === undefined ? expected : Number(expected.toFixed(decimals)),
      );
    }
  }
}

describe('the French spreadsheet in a French LibreOffice', () => {
  let cells: OfficeCell[][];

  it(
    'opens as numbers, not texts',
    () => {
      cells = opened('fr-csv', 'french');
      expectNumbers(cells);
    },
    TIMEOUT_MS,
  );

  it('has the French titles, the truth values, and the status of suppressed rows', () => {
    expect(cells[0]?.map(({ value }) => value)).toEqual([
      ...COLUMNS.map(({ name, title }) =>
        name === 'closed_at' ? `${title.fr} (heure de Paris)` : title.fr,
      ),
      'Statut',
    ]);
    expect(cells[1]?.[5]).toMatchObject({ type: 'boolean', value: 'true' });
    expect(cells[2]?.[5]).toMatchObject({ type: 'boolean', value: 'false' });
    expect(cells[2]?.[8]).toMatchObject({ type: 'string', value: 's' });
    expect(cells[1]?.[8]?.type ?? '').toBe('');
  });

  it('shows a month as 2023-12 and an instant as Paris time', () => {
    expect(cells[1]?.[0]).toMatchObject({ type: 'string', value: '2023-12' });
    expect(cells[1]?.[6]).toMatchObject({ type: 'date', value: '2024-01-15T12:00:00' });
    expect(cells[3]?.[6]).toMatchObject({ type: 'date', value: '2024-07-14T22:30:00' });
  });

  it('runs no text as a formula, and shows each behind an apostrophe', () => {
    expect(cells.flat().filter(({ isFormula }) => isFormula)).toEqual([]);
    expect(cells.slice(1).map((row) => row[7]?.value)).toEqual([
      'été; "neige", 🧊',
      "'=1+1",
      "'+33",
      "'-1",
      "'@SUM(A1)",
      '<b>gras</b>\n=1+1',
    ]);
  });

  it(
    'gives department 01 as text, and numbers as numbers, when quoted cells are kept as text',
    () => {
      const asText = opened('fr-csv', 'frenchQuotedAsText');
      expect(asText[1]?.[1]).toMatchObject({ type: 'string', value: '01' });
      expectNumbers(asText);
    },
    TIMEOUT_MS,
  );
});

describe('the CSV in an English LibreOffice', () => {
  it(
    'opens as numbers, not texts',
    () => {
      const cells = opened('csv', 'english');
      expectNumbers(cells);
      expect(cells[0]?.map(({ value }) => value)).toEqual([
        ...COLUMNS.map(({ name }) => name),
        'status',
      ]);
      expect(cells[1]?.[0]).toMatchObject({ type: 'string', value: '2023-12' });
    },
    TIMEOUT_MS,
  );

  it(
    'is seen as texts when a spreadsheet opens it in the wrong language: the reason for the other one',
    () => {
      const csv = formatNamed('csv')?.write(TABLE) ?? '';
      const cells = openedInLibreOffice(csv, LIBRE_OFFICE_IMPORTS.french);
      expect(() => {
        expectNumbers(cells);
      }).toThrow();
    },
    TIMEOUT_MS,
  );
});
