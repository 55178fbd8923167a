import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { confidentialityOf, DEFAULT_DISCLOSURE, DISCLOSURE_SOURCES } from './rules.js';

const RULES = DEFAULT_DISCLOSURE;

describe('confidentialityOf', () => {
  it.each([
    [1, 'patients'],
    [9, 'patients'],
    [10, 'patients'],
    [11, undefined],
    [12, undefined],
  ])('of %i patients at most: %s', (patientsMax, rule) => {
    expect(confidentialityOf({ value: 40, patientsMax }, RULES).rule).toBe(rule);
  });

  it.each([
    ['no enterprise', [], 'enterprises'],
    ['one', [50], 'enterprises'],
    ['two', [50, 50], 'enterprises'],
    ['two, and one that holds nothing', [50, 50, 0], 'enterprises'],
    ['three', [40, 30, 30], undefined],
    ['84 % in one', [84, 8, 8], undefined],
    ['85 % in one exactly', [85, 8, 7], undefined],
    ['85.01 % in one', [8501, 800, 699], 'dominance'],
    ['86 % in one', [86, 7, 7], 'dominance'],
    ['86 % paid to one, of which some is taken back', [-86, 7, 7], 'dominance'],
  ])('of %s: %p is %s', (_, contributions, rule) => {
    expect(confidentialityOf({ value: 100, contributions }, RULES).rule).toBe(rule);
  });

  it('holds a cell without contributions to the rule of patients alone, and the reverse', () => {
    expect(confidentialityOf({ value: 3 }, RULES).rule).toBeUndefined();
    expect(confidentialityOf({ value: 3, contributions: [1, 1, 1] }, RULES).rule).toBeUndefined();
    expect(confidentialityOf({ value: 90, patientsMax: 90 }, RULES).rule).toBeUndefined();
  });

  it('shows a zero, whatever the rules would say of it', () => {
    const zero = confidentialityOf({ value: 0, patientsMax: 0, contributions: [] }, RULES);
    expect(zero).toEqual({ rule: undefined, widthMin: 0 });
  });

  it.each([
    ['a small cell', { value: 3, patientsMax: 3 }, 10],
    ['an amount of one enterprise', { value: 1000, contributions: [1000] }, 150],
    ['an amount of one enterprise, rounded up', { value: 1001, contributions: [1001] }, 151],
    ['both', { value: 9, patientsMax: 9, contributions: [9] }, 10],
    ['neither', { value: 900, patientsMax: 900, contributions: [300, 300, 300] }, 0],
  ])('asks for a width for %s', (_, cell, widthMin) => {
    expect(confidentialityOf(cell, RULES).widthMin).toBe(widthMin);
  });

  it('follows the rules that are given', () => {
    const cell = { value: 5, patientsMax: 5, contributions: [3, 2] };
    const rules = { ...RULES, patientsMin: 6, enterprisesMin: 2, dominancePercentMax: 60 };
    expect(confidentialityOf(cell, rules).rule).toBe('patients');
    expect(confidentialityOf(cell, { ...rules, patientsMin: 5 }).rule).toBeUndefined();
    expect(
      confidentialityOf(cell, { ...rules, patientsMin: 5, dominancePercentMax: 59 }).rule,
    ).toBe('dominance');
  });

  it('never shows what one enterprise holds alone, and never cares for their order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1 }), (held) => {
        const value = held.reduce((sum, of) => sum + of, 0);
        const { rule } = confidentialityOf({ value, contributions: held }, RULES);
        const isConfidential = held.length < 3 || Math.max(...held) / value > 0.85;
        expect(rule !== undefined).toBe(isConfidential);
        expect(confidentialityOf({ value, contributions: held.toReversed() }, RULES).rule).toBe(
          rule,
        );
      }),
    );
  });

  it('names where each rule comes from, and that it is assumed', () => {
    for (const name of Object.keys(RULES) as (keyof typeof RULES)[]) {
      expect(DISCLOSURE_SOURCES[name]).toMatchObject({ assumed: true });
      expect(DISCLOSURE_SOURCES[name].source).not.toBe('');
    }
  });
});
