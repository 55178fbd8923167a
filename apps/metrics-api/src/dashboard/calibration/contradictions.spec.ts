import { describe, expect, it } from '@jest/globals';
import { Formats } from '../shell/formats.js';
import { columnOf, tableOf } from '../../test-figures.js';
import { mainContradictions, otherClaims } from './contradictions.js';

const formats = { fr: new Formats('fr'), en: new Formats('en') };
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('the contradictions of the press', () => {
  it.each([
    ['hospital-share-51', '53.9%, not 51%', '90 / 167 = 53.9% ; 51% → 176.5'],
    ['hospital-share-38', '38% of about 237, not of 167', '90 / 0.38 = 236.8 ≈ 167 + 59 + 11'],
    [
      'annualised-226',
      '226 million: an annualised rhythm, not a year',
      '12 × 18.8 M = 225.6 M ≈ 226 M',
    ],
    [
      'rate-article',
      '3.5 per person against 3.32',
      '225.6 M / 3.5 = 64.5 M ; 225.6 M / 68,017,091 = 3.32',
    ],
  ])('recompute %s', (id, title, computed) => {
    const found = mainContradictions(formats).find((each) => each.id === id);
    expect(plain(found?.title.en ?? '')).toBe(title);
    expect(plain(found?.computed.en ?? '')).toBe(computed);
  });

  it('are told once each in the language of the page, those told at length left out', () => {
    const columns = [
      'inconsistency',
      'quantity',
      'claim_fr',
      'claim_en',
      'check_en',
      'handling_en',
    ];
    const table = tableOf(
      'inconsistencies',
      columns.map((name) => columnOf(name, 'text', 'attribute')),
      [
        ['hospital-share-51', 'share', 'x', 'x', 'x', 'x'],
        ['pharmacy-703', 'one', 'en français', 'in English', 'check', 'handling'],
        ['pharmacy-703', 'two', 'en français', 'in English', 'check', 'handling'],
        ['lgc-envelope', '', null, 'in English alone', 'check', 'handling'],
      ],
    );
    const told = { check: 'check', handling: 'handling' };
    expect(otherClaims(table, 'fr')).toEqual([
      { id: 'pharmacy-703', claim: 'en français', ...told },
      { id: 'lgc-envelope', claim: 'in English alone', ...told },
    ]);
    expect(otherClaims(table, 'en')[0]?.claim).toBe('in English');
  });
});
