import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FORMATS, FORMAT_NAMES, formatNamed } from './formats.js';
import { formatOf, type WantedFormat } from './negotiation.js';

function nameOf(wanted: WantedFormat): string {
  const negotiated = formatOf(wanted);
  return negotiated.kind === 'format' ? negotiated.format.name : negotiated.fault;
}

describe('the form of an answer', () => {
  it.each([
    [undefined, 'json'],
    ['', 'json'],
    ['*/*', 'json'],
    ['application/json', 'json'],
    ['text/csv', 'csv'],
    ['TEXT/CSV; Charset=UTF-8', 'csv'],
    ['text/csv; dialect=fr', 'fr-csv'],
    ['text/csv; dialect="fr"', 'fr-csv'],
    ['text/*', 'csv'],
    ['application/vnd.apache.parquet', 'parquet'],
    ['application/vnd.json-stat+json', 'json-stat'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'json'],
    ['text/csv;q=0.5, application/vnd.apache.parquet;q=0.6', 'parquet'],
    ['text/csv, application/json', 'csv'],
    ['application/json;q=0, */*', 'csv'],
    ['*/*, text/csv', 'csv'],
    ['text/csv;q=2, application/json', 'json'],
    ['text/csv;q=none, */*;q=0.1', 'json'],
    ['text/html', 'accept'],
    ['text/csv;q=0', 'accept'],
    ['text/csv; dialect=de', 'accept'],
    ['nonsense', 'accept'],
    [',;,=;q', 'accept'],
  ])('Accept %p gets %s', (accept, expected) => {
    expect(nameOf({ accept })).toBe(expected);
  });

  it('takes every form by its own extension and its own media type', () => {
    for (const { name, extension, mediaType } of FORMATS) {
      expect(nameOf({ extension })).toBe(name);
      expect(nameOf({ accept: mediaType })).toBe(name);
      expect(formatNamed(name)?.name).toBe(name);
    }
    expect(formatNamed('xlsx')).toBeUndefined();
    expect(FORMAT_NAMES).toEqual(['json', 'csv', 'fr-csv', 'parquet', 'json-stat']);
  });

  it('lets the extension win, also that of a schema beside a CSV', () => {
    expect(nameOf({ extension: 'csv', accept: 'application/json' })).toBe('csv');
    expect(nameOf({ extension: 'schema.json' })).toBe('table-schema');
    expect(nameOf({ extension: 'fr.schema.json' })).toBe('fr-table-schema');
  });

  it('lists what is accepted where the fault lies', () => {
    expect(formatOf({ extension: 'xlsx' })).toEqual({
      kind: 'unknown',
      fault: 'extension',
      accepted: [
        'json',
        'csv',
        'fr.csv',
        'parquet',
        'json-stat.json',
        'schema.json',
        'fr.schema.json',
      ],
    });
    const refused = formatOf({ accept: 'text/html' });
    expect(refused.kind === 'unknown' && refused.accepted).toEqual(
      FORMATS.map(({ mediaType }) => mediaType),
    );
  });

  it('answers any header', () => {
    const part = fc.constantFrom(
      'text',
      'csv',
      '*',
      '/',
      ';',
      ',',
      'q',
      '=',
      '1',
      '0.5',
      '"',
      ' ',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        expect(['format', 'unknown']).toContain(formatOf({ accept: parts.join('') }).kind);
      }),
    );
  });
});
