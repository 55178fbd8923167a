import { describe, expect, it } from '@jest/globals';
import { Formats } from './formats.js';
import { textIn, withFrenchSpaces } from './language.js';

describe('French typography', () => {
  it.each([
    ['Quoi ?', 'Quoi\u202f?'],
    ['ceci ; cela !', 'ceci\u202f; cela\u202f!'],
    ['Source : « INSEE »', 'Source\u00a0: «\u00a0INSEE\u00a0»'],
    ['85 %', '85\u00a0%'],
    ['1 234 567', '1\u00a0234\u00a0567'],
    ['à 14:00', 'à 14:00'],
    ['un mois sur deux', 'un mois sur deux'],
  ])('keeps the spaces of %j on their line', (text, expected) => {
    expect(withFrenchSpaces(text)).toBe(expected);
  });

  it('leaves English as it is', () => {
    expect(textIn({ fr: 'Quoi ?', en: 'What ?' }, 'en')).toBe('What ?');
  });
});

describe('Formats', () => {
  const french = new Formats('fr');
  const english = new Formats('en');

  it('writes thousands and decimals as each language does', () => {
    expect(french.integer(1_234_567)).toBe('1\u202f234\u202f567');
    expect(french.decimal(3.5, 2)).toBe('3,50');
    expect(english.integer(1_234_567)).toBe('1,234,567');
    expect(english.decimal(3.5, 2)).toBe('3.50');
    expect(french.percent(0.539)).toBe('53,9\u00a0%');
  });

  it('shortens large numbers alone', () => {
    expect(french.compact(18_812_345)).toBe('18,8\u00a0M');
    expect(french.compact(9_999)).toBe('9\u202f999');
    expect(french.compact(10_000)).toBe('10\u00a0k');
    expect(french.rate(0.0008819)).toBe('0,000882');
    expect([french.rate(0.1), french.rate(0)]).toEqual(['0,10', '0,00']);
  });

  it('names months, and leaves what is no month', () => {
    expect(french.month('2023-12')).toBe('décembre 2023');
    expect(english.month('2023-12')).toBe('December 2023');
    expect(french.month('2023-13')).toBe('2023-13');
  });

  it('puts instants into Europe/Paris, on both sides of the change of the hour', () => {
    expect(french.instant('2024-03-31T00:59:00Z')).toContain('01:59');
    expect(french.instant('2024-03-31T01:00:00Z')).toContain('03:00');
  });
});
