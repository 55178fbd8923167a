import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UnknownDepartmentError } from '#libs/reference';
import { AmountError, formatEuros, parseEuros } from './euros.js';
import { roundHalfUp } from './rounding.js';
import { taxed } from './taxed.js';
import { VAT_RATES, vatPermilleOf } from './vat.js';

const AMOUNT_CENTS_MAX = 999_999_999_999;
const cents = fc.integer({ min: 0, max: AMOUNT_CENTS_MAX });

function reasonOf(text: string): string {
  try {
    return `accepted as ${parseEuros(text)}`;
  } catch (error) {
    if (error instanceof AmountError) return error.reason;
    throw error;
  }
}

describe('amounts in euros', () => {
  it('reads back every amount that it writes, and writes every amount as it was read', () => {
    fc.assert(fc.property(cents, (amount) => parseEuros(formatEuros(amount)) === amount));
  });

  it.each([
    ['0.00', 0],
    ['0.01', 1],
    ['284.00', 28_400],
    ['198.80', 19_880],
    ['9999999999.99', AMOUNT_CENTS_MAX],
  ])('reads %s', (text, amount) => {
    expect(parseEuros(text)).toBe(amount);
    expect(formatEuros(amount)).toBe(text);
  });

  it.each([
    ['three decimals', '284.001'],
    ['one decimal', '284.0'],
    ['no decimals', '284'],
    ['a comma', '284,00'],
    ['an exponent', '1e3'],
    ['an exponent with decimals', '1e3.00'],
    ['nothing', ''],
    ['nothing before the point', '.50'],
    ['a space', ' 284.00'],
    ['a line feed', '284.00\n'],
    ['a thousands separator', '1 000.00'],
    ['a plus sign', '+284.00'],
    ['a leading zero', '0284.00'],
    ['a currency', '284.00 €'],
    ['no number', 'NaN'],
    ['digits of another script', '٢٨٤.٠٠'],
    ['eleven digits of euros', '10000000000.00'],
    ['two signs', '--1.00'],
  ])('refuses %s', (_what, text) => {
    expect(reasonOf(text)).toBe('AMOUNT_MALFORMED');
  });

  it.each(['-284.00', '-0.01', '-0.00'])('refuses %s as negative', (text) => {
    expect(reasonOf(text)).toBe('AMOUNT_NEGATIVE');
  });

  it('names what was expected and what came', () => {
    expect(() => parseEuros('284,00')).toThrow(/exactly two decimals.*came "284,00"/);
  });

  it('shortens a text of any length in its message', () => {
    expect(() => parseEuros('9'.repeat(100_000))).toThrow(/came "9{32}"/);
  });

  it('writes reversals with a sign, zero without', () => {
    expect(formatEuros(-28_405)).toBe('-284.05');
    expect(formatEuros(-5)).toBe('-0.05');
    expect(formatEuros(-0)).toBe('0.00');
  });

  it.each([0.5, Number.NaN, Infinity, 2 ** 53])('takes %d cents for a bug', (amount) => {
    expect(() => formatEuros(amount)).toThrow(RangeError);
  });
});

describe('rounding', () => {
  const numerator = fc.integer({ min: -(2 ** 52), max: 2 ** 52 });
  const denominator = fc.integer({ min: 1, max: 2 ** 40 });

  it.each([
    [0, 1000, 0],
    [499, 1000, 0],
    [500, 1000, 1],
    [501, 1000, 1],
    [1499, 1000, 1],
    [1500, 1000, 2],
    [2500, 1000, 3],
    [-499, 1000, 0],
    [-500, 1000, -1],
    [-2500, 1000, -3],
    [1, 3, 0],
    [2, 3, 1],
    [Number.MAX_SAFE_INTEGER, 1, Number.MAX_SAFE_INTEGER],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 1],
  ])('takes %d / %d to %d', (top, bottom, expected) => {
    expect(roundHalfUp(top, bottom)).toBe(expected);
  });

  it('is never more than half a unit off, and goes away from zero at exactly a half', () => {
    fc.assert(
      fc.property(numerator, denominator, (top, bottom) => {
        const rounded = BigInt(roundHalfUp(top, bottom)) * BigInt(bottom);
        const twiceError = 2n * (rounded - BigInt(top));
        const towardsZero = top >= 0 ? -BigInt(bottom) : BigInt(bottom);
        return (
          twiceError <= BigInt(bottom) &&
          twiceError >= -BigInt(bottom) &&
          twiceError !== towardsZero
        );
      }),
    );
  });

  it('makes a reversal the exact opposite', () => {
    fc.assert(
      fc.property(numerator, denominator, (top, bottom) => {
        expect(roundHalfUp(top, bottom) + roundHalfUp(-top, bottom)).toBe(0);
      }),
    );
  });

  it.each([
    [1, 0],
    [1, -1],
    [0.5, 1],
    [2 ** 53, 1],
    [1, Number.NaN],
  ])('takes %d / %d for a bug', (top, bottom) => {
    expect(() => roundHalfUp(top, bottom)).toThrow(RangeError);
  });
});

describe('tax', () => {
  const rates = VAT_RATES.map(({ permille }) => permille);

  it.each([
    [28_400, 200, 5_680, 34_080],
    [28_400, 85, 2_414, 30_814],
    [28_400, 0, 0, 28_400],
    // 8.5 % of 1.00 € is 8.5 cents: half a cent goes up.
    [100, 85, 9, 109],
    [-100, 85, -9, -109],
    [0, 200, 0, 0],
  ])(
    'on %d cents at %d ‰ is %d, %d with it',
    (exclTaxCents, vatPermille, vatCents, inclTaxCents) => {
      expect(taxed(exclTaxCents, vatPermille)).toEqual({
        exclTaxCents,
        vatPermille,
        vatCents,
        inclTaxCents,
      });
    },
  );

  it('adds up for every amount and rate, within half a cent of the exact tax, and reverses exactly', () => {
    fc.assert(
      fc.property(cents, fc.constantFrom(...rates), (amount, rate) => {
        const { exclTaxCents, vatCents, inclTaxCents } = taxed(amount, rate);
        expect(exclTaxCents + vatCents).toBe(inclTaxCents);
        expect(Math.abs(vatCents * 1000 - amount * rate)).toBeLessThanOrEqual(500);
        expect(taxed(-amount, rate).inclTaxCents + inclTaxCents).toBe(0);
      }),
    );
  });

  it.each([
    ['75', 200],
    ['2A', 200],
    ['971', 85],
    ['972', 85],
    ['973', 0],
    ['974', 85],
    ['976', 0],
  ])('in department %s is %d ‰', (department, permille) => {
    expect(vatPermilleOf(department)).toBe(permille);
  });

  it.each(['20', '975', '', '75001'])('refuses the department %j', (department) => {
    expect(() => vatPermilleOf(department)).toThrow(UnknownDepartmentError);
  });

  it('says that the overseas rates are assumed', () => {
    expect(VAT_RATES.filter(({ assumed }) => assumed).map(({ zone }) => zone)).toEqual([
      'overseas_reduced',
      'overseas_exempt',
    ]);
  });
});
