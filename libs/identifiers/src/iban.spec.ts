import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  IbanError,
  OrdinalOutOfRangeError,
  SYNTHETIC_IBAN_COUNT,
  isIban,
  makeIban,
  parseIban,
} from './index.js';

const ordinals = fc.integer({ min: 0, max: SYNTHETIC_IBAN_COUNT - 1 });

/** Key of a RIB without letters, by whole-number arithmetic: another way than the code's. */
function ribKeyOf(accountNumber: string): number {
  return 97 - Number((BigInt(accountNumber.slice(0, 21)) * 100n) % 97n);
}

describe('an IBAN', () => {
  it.each([
    ['FR1420041010050500013M02606', 'FR', '20041010050500013M02606'],
    ['FR7630006000011234567890189', 'FR', '30006000011234567890189'],
    ['GB29NWBK60161331926819', 'GB', 'NWBK60161331926819'],
    ['DE89370400440532013000', 'DE', '370400440532013000'],
    ['BE68539007547034', 'BE', '539007547034'],
    ['NO9386011117947', 'NO', '86011117947'],
    ['MT84MALT011000012345MTLCAST001S', 'MT', 'MALT011000012345MTLCAST001S'],
  ])('%s is valid', (text, country, accountNumber) => {
    expect(parseIban(text)).toEqual({ text, country, accountNumber, isSynthetic: false });
  });

  it.each([
    ['an empty text', ''],
    ['spaces', 'FR14 2004 1010 0505 0001 3M02 606'],
    ['small letters', 'fr1420041010050500013m02606'],
    ['no country', '1420041010050500013M02606'],
    ['14 characters', 'NO938601111794'],
    ['35 characters', `DE89${'0'.repeat(31)}`],
    ['a wrong check digit', 'FR1520041010050500013M02606'],
    ['two digits changed places', 'FR1420041010050500103M02606'],
    ['a French number of 26 characters', 'FR142004101005050001302606'],
    ['a letter in a French bank code', 'FR142004A010050500013M02606'],
    ['a line break at the end', 'FR1420041010050500013M02606\n'],
  ])('with %s is refused', (_what, text) => {
    expect(isIban(text)).toBe(false);
    expect(() => parseIban(text)).toThrow(IbanError);
  });

  it('has one pair of check digits: those that leave the same remainder are refused', () => {
    const valid = Array.from({ length: 100 }, (_, digits) => String(digits).padStart(2, '0'))
      .map((digits) => `DE${digits}370400440532013000`)
      .filter(isIban);
    expect(valid).toEqual(['DE89370400440532013000']);
    for (let account = 0; account < 97; account++) {
      const text = (digits: string): string => `NO${digits}${String(account).padStart(11, '0')}`;
      for (const digits of ['00', '01', '99']) expect(isIban(text(digits))).toBe(false);
    }
  });

  it('is not repeated in full by its error', () => {
    const text = 'FR1520041010050500013M02606';
    expect(() => parseIban(text)).toThrow(
      'not an IBAN: expected check digits that fit the rule of mod 97; came "FR1"… (27 characters); see docs/glossary.md, IBAN',
    );
  });
});

describe('a synthetic IBAN', () => {
  it('is French, valid, of the fictitious bank, and has the key of a RIB', () => {
    fc.assert(
      fc.property(ordinals, (ordinal) => {
        const { text, country, accountNumber, isSynthetic } = parseIban(makeIban(ordinal));
        expect([text.length, country, isSynthetic]).toEqual([27, 'FR', true]);
        expect(Number(accountNumber.slice(21))).toBe(ribKeyOf(accountNumber));
      }),
    );
  });

  it('is another one for another ordinal, up to the last', () => {
    const made = new Set(Array.from({ length: 1000 }, (_, ordinal) => makeIban(ordinal)));
    expect(made.size).toBe(1000);
    expect(isIban(makeIban(SYNTHETIC_IBAN_COUNT - 1))).toBe(true);
    for (const ordinal of [-1, 0.5, SYNTHETIC_IBAN_COUNT]) {
      expect(() => makeIban(ordinal)).toThrow(OrdinalOutOfRangeError);
    }
  });

  it('is refused when one digit changes', () => {
    const position = fc.integer({ min: 2, max: 26 });
    const step = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(ordinals, position, step, (ordinal, at, by) => {
        const text = makeIban(ordinal);
        const digit = String((Number(text.charAt(at)) + by) % 10);
        expect(isIban(text.slice(0, at) + digit + text.slice(at + 1))).toBe(false);
      }),
    );
  });
});

describe('the key of a RIB', () => {
  it('as the specs compute it fits a published example', () => {
    expect(ribKeyOf('30006000011234567890189')).toBe(89);
  });
});
