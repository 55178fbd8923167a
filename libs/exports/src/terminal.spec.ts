import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { provenanceLines, terminalTable } from './terminal.js';
import { cut, displayWidth, plainText } from './terminal-text.js';
import { PROVENANCE, VOLUMES, anyTable, both, column, tableOf } from './test-tables.js';

const RATES = tableOf(
  [
    column('month', 'month', 'dimension', { title: both('Mois') }),
    column('rate', 'decimal', 'value', {
      title: both('Taux'),
      decimals: 2,
      unit: 'documents/habitant',
    }),
    column('persons', 'integer', 'attribute', { title: both('Personnes') }),
    column('revision', 'integer', 'attribute', { title: both('Révision') }),
  ],
  [
    ['2023-12', 3.3237, 68_014_000, 1],
    ['2024-01', null, 68_014_000, 2],
  ],
  ['', 's'],
);

describe('a table at a terminal', () => {
  it('aligns, sets thousands apart, shows s, and says once what all rows share', () => {
    expect(
      terminalTable(RATES, { about: [{ term: 'Dénominateur', text: 'population légale' }] }),
    ).toBe(
      [
        'Exemple',
        'Une table',
        'Dénominateur : population légale',
        '',
        'Mois                     Taux  Révision',
        '         (documents/habitant)',
        '───────  ────────────────────  ────────',
        '2023-12                  3,32         1',
        '2024-01                     s         2',
        '',
        'Personnes : 68 014 000',
        's : valeurs non publiées, secret statistique. Vide : les valeurs sont publiées.',
        '',
      ].join('\n'),
    );
  });

  it('speaks English with a decimal point when asked', () => {
    const text = terminalTable(RATES, { language: 'en' });
    expect(text).toContain('Exemple (en)');
    expect(text).toMatch(/^2023-12 +3\.32 +1$/m);
    expect(text).toContain('s: values suppressed');
  });

  it('leaves out attributes that do not fit, names them, and keeps what names and measures', () => {
    const fits = terminalTable(RATES, { width: 39 });
    expect(fits).toContain('Révision');
    expect(fits).not.toContain('sans place');
    const narrow = terminalTable(RATES, { width: 38 });
    expect(narrow).toContain('Colonnes sans place ici, présentes dans les fichiers : Révision');
    expect(narrow).toMatch(/^2023-12 +3,32$/m);
    expect(terminalTable(RATES, { width: 1 })).toMatch(/^2023-12 +3,32$/m);
  });

  it('says that there are no rows', () => {
    expect(terminalTable({ ...RATES, rows: [], statuses: [] })).toContain('Aucune ligne.');
  });

  it('aligns every line of any table, and lets no control character through', () => {
    fc.assert(
      fc.property(anyTable, (table) => {
        const text = terminalTable(table);
        // eslint-disable-next-line no-control-regex -- these are what must not come through
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
        const rule = text.split('\n').find((line) => /^─[─ ]*$/.test(line)) ?? '';
        const at = text.split('\n').indexOf(rule);
        const rows = rule === '' ? [] : text.split('\n').slice(at + 1, at + 1 + table.rows.length);
        for (const row of rows) expect(displayWidth(row)).toBeLessThanOrEqual(displayWidth(rule));
      }),
    );
  });

  it('shows texts without what would move a cursor', () => {
    expect(plainText('a\u001b[31mb\nc\u202ed')).toBe('a [31mb cd');
    expect(terminalTable(VOLUMES)).toContain('été; "neige" verglas, 🧊');
  });
});

describe('the width of a text', () => {
  it.each([
    ['été', 3],
    ['e\u0301te\u0301', 3],
    ['🧊', 2],
    ['日本', 4],
    ['', 0],
  ])('of %p is %p', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it('is kept by cutting', () => {
    expect(cut('12345', 5)).toBe('12345');
    expect(cut('123456', 5)).toBe('1234…');
    expect(cut('🧊🧊🧊', 5)).toBe('🧊🧊…');
    expect(cut('🧊🧊🧊', 4)).toBe('🧊…');
  });
});

describe('where figures come from, at a terminal', () => {
  it('names seed, freshness, rules, view and sources', () => {
    expect(provenanceLines(PROVENANCE, { language: 'en' })).toEqual([
      'Simulated, synthetic data',
      'Simulation: smoke, seed 7',
      'Freshness: everything registered before 2024-01-02T03:04:05Z',
      'Counted at 2024-01-02T03:04:09.250Z',
      'As known on: now',
      'View: public, under disclosure control',
      'Rules sons-2024-1, calendar calendar-2, data v-42',
      'Sources: Assurance Maladie, janvier 2024',
      'Cells under 11 suppressed',
    ]);
  });

  it('says that nothing was read', () => {
    const freshness = { watermarkAt: null, countedAt: null };
    expect(provenanceLines({ ...PROVENANCE, freshness })).toContain(
      'Fraîcheur : rien n’est encore lu',
    );
  });
});
