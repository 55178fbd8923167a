import { describe, expect, it } from '@jest/globals';
import { FRENCH_CSV_FORMAT, frenchHeader, neutralised } from './french-csv.js';
import { VOLUMES, both, column, tableOf } from './test-tables.js';

describe('the French spreadsheet', () => {
  it('is what a French spreadsheet opens: mark, semicolons, commas, CRLF, titles with units', () => {
    expect(FRENCH_CSV_FORMAT.write(VOLUMES)).toBe(
      '\uFEFF' +
        [
          '"Titre month";"Titre department";"Documents déposés";"Documents par habitant (documents/habitant)";"Titre is_complete";"Titre closed_at (heure de Paris)";"Titre comment";"Statut"',
          '"2023-12";"01";18800000;0,28;VRAI;2024-01-15 12:00:00;"été; ""neige""\r\nverglas, 🧊";',
          '"2023-12";"2A";;;FAUX;;"\'=cmd()";"s"',
          '"2024-01";"01";-1234;-3,33;VRAI;2024-07-14 22:30:00;"<b>gras</b>";',
          '',
        ].join('\r\n'),
    );
  });

  it.each([
    '=cmd()',
    '+33',
    '-1',
    '@x',
    '\t1',
    '\r1',
    '\n1',
    ' =1',
    '\u00a0=1',
    '\uff1d1',
    '\uff0b1',
  ])('makes %p harmless', (text) => {
    expect(neutralised(text)).toBe(`'${text}`);
  });

  it.each(['a=b', '1-2', 'été', "'=1", '', ' a', '2A', '<b>'])('leaves %p as it is', (text) => {
    expect(neutralised(text)).toBe(text);
  });

  it('leaves negative numbers numbers', () => {
    const table = tableOf(
      [column('n', 'integer', 'value'), column('t', 'text', 'value')],
      [[-1, '-1']],
    );
    expect(FRENCH_CSV_FORMAT.write(table)).toContain('\r\n-1;"\'-1";\r\n');
  });

  it('names each column once, also the status, and makes titles harmless', () => {
    const titled = (name: string, title: string) =>
      column(name, 'text', 'attribute', { title: both(title) });
    const table = tableOf(
      [titled('a', 'Nom'), titled('b', 'Nom'), titled('c', 'Statut'), titled('d', '=1+1')],
      [],
    );
    expect(frenchHeader(table)).toEqual(['Nom', 'Nom [b]', 'Statut', "'=1+1", 'Statut [status]']);
  });

  it('says units in French', () => {
    const told = (unit: string) =>
      frenchHeader(
        tableOf([column('n', 'decimal', 'value', { title: both('Taux'), unit })], []),
      )[0];
    expect(told('documents/inhabitant')).toBe('Taux (documents/habitant)');
    expect(told('events/working day')).toBe('Taux (événements/jour ouvré)');
    expect(told('EUR')).toBe('Taux (EUR)');
  });

  it('does not say a unit twice', () => {
    const events = column('n', 'integer', 'value', { title: both('Événements'), unit: 'events' });
    expect(frenchHeader(tableOf([events], []))[0]).toBe('Événements');
    const title = both('Part en %');
    expect(
      frenchHeader(tableOf([column('p', 'decimal', 'value', { title, unit: '%' })], [])),
    ).toEqual(['Part en %', 'Statut']);
  });
});
