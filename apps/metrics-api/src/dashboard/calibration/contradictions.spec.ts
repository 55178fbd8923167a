import { INCONSISTENCIES } from '#libs/reference';
import { describe, expect, it } from '@jest/globals';
import { Formats } from '../shell/formats.js';
import { mainContradictions, otherContradictions } from './contradictions.js';

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

  it('are all told, each in both languages', () => {
    const told = [...mainContradictions(formats), ...otherContradictions()].map(({ id }) => id);
    expect(told).toEqual(expect.arrayContaining(INCONSISTENCIES.map(({ id }) => id)));
    for (const { claim, check, handling } of otherContradictions()) {
      for (const text of [claim, check, handling]) expect(text.fr).not.toBe(text.en);
    }
  });
});
