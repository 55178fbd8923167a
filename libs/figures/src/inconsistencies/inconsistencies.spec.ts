import { describe, expect, it } from '@jest/globals';
import { INCONSISTENCIES } from '#libs/reference';
import { FRENCH } from './french.js';
import { recomputedNumbers } from './recomputed.js';

const computed = (inconsistency: string, quantity: string): number | undefined =>
  recomputedNumbers().find(
    (number) => number.inconsistency === inconsistency && number.quantity === quantity,
  )?.computed;

describe('the recomputed inconsistencies', () => {
  it.each([
    ['hospital-share-51', 'hospital share', '53.9'],
    ['hospital-share-51', 'solutions that 51 % needs', '176.5'],
    ['hospital-share-38', 'solutions that 38 % implies', '236.8'],
    ['hospital-share-38', 'solutions of all couloirs', '237.0'],
    ['annualised-226', 'December 2023 times twelve', '225.6'],
    ['calendar-231', 'persons that 3.5 implies', '66.0'],
    ['calendar-231', 'rate on the profiles of January 2024', '3.4'],
    ['lgc-284-or-200', '120 doctors at the cap', '34080.0'],
    ['lgc-284-or-200', '120 doctors at 200 €', '24000.0'],
    ['start-6-or-10', 'year at the launch', '6.3'],
    ['rhythm-or-stock', 'July to August 2023', '-5.3'],
    ['lgc-284-or-200', 'balance of the cap', '198.8'],
    ['lgc-envelope', 'doctors', '88028.0'],
    ['pharmacy-703', '40 % of the market', '5.9'],
  ])('give %s, %s: %s', (inconsistency, quantity, value) => {
    expect(computed(inconsistency, quantity)?.toFixed(1)).toBe(value);
  });

  it('give 3.32 on the legal population and 3.50 on the article’s persons', () => {
    expect(computed('annualised-226', 'rate on the legal population')?.toFixed(2)).toBe('3.32');
    expect(computed('annualised-226', 'rate on the implied persons')?.toFixed(2)).toBe('3.50');
    expect(computed('annualised-226', 'persons that 3.5 implies')?.toFixed(2)).toBe('64.46');
  });

  it('have French words for every inconsistency, and none for another', () => {
    expect(Object.keys(FRENCH).sort()).toEqual(INCONSISTENCIES.map(({ id }) => id).sort());
  });
});
