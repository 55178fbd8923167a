import { IdentifierError, accepts, assertOrdinal, masked } from './identifier-error.js';

/** The number of a bank account (ISO 13616), in its electronic form: without spaces, in capitals. */
export interface Iban {
  readonly text: string;
  /** ISO 3166 code of the country, such as `FR`. */
  readonly country: string;
  /** What follows the check digits; in France bank, branch, account and RIB key. */
  readonly accountNumber: string;
  /** Whether it has the bank code that `makeIban` uses. */
  readonly isSynthetic: boolean;
}

/** A text that is not an IBAN. */
export class IbanError extends IdentifierError {
  constructor(text: string, expected: string) {
    super('not an IBAN', { expected, came: masked(text), where: 'docs/glossary.md, IBAN' });
  }
}

/** Characters of a French IBAN. */
const FRENCH_LENGTH = 27;

/**
 * Bank code of every synthetic IBAN. Fictitious on purpose: with the code of a real bank, a made-up
 * number may be somebody's account, and a file of payments might be taken at its word. Assumed to
 * be free: the published codes met so far begin with 1 to 4.
 */
const SYNTHETIC_BANK = '99999';
const SYNTHETIC_BRANCH = '00000';

/** Synthetic IBANs that can be made. */
export const SYNTHETIC_IBAN_COUNT = 1_000_000;

/**
 * Parses an IBAN: country, two check digits by mod 97 (ISO 7064, so 02 to 98), account number; 27
 * characters for France, 15 to 34 for any other country. The lengths of the other countries and the
 * key inside a French account number (RIB) are not checked. Throws IbanError.
 */
export function parseIban(text: string): Iban {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text)) {
    throw new IbanError(
      text,
      'two capital letters, two digits and 11 to 30 capitals or digits, no spaces',
    );
  }
  const country = text.slice(0, 2);
  if (country === 'FR' && !/^FR\d{12}[A-Z0-9]{11}\d{2}$/.test(text)) {
    throw new IbanError(
      text,
      `${FRENCH_LENGTH} characters for France: digits but for the 11 of the account`,
    );
  }
  const accountNumber = text.slice(4);
  if (text.slice(2, 4) !== checkDigits(country, accountNumber)) {
    throw new IbanError(text, 'check digits that fit the rule of mod 97');
  }
  const isSynthetic = country === 'FR' && accountNumber.startsWith(SYNTHETIC_BANK);
  return { text, country, accountNumber, isSynthetic };
}

/** Whether a text is an IBAN. */
export function isIban(text: string): boolean {
  return accepts(parseIban, text);
}

/**
 * The synthetic French IBAN of an ordinal below SYNTHETIC_IBAN_COUNT, its RIB key included. Distinct
 * ordinals give distinct numbers. Throws OrdinalOutOfRangeError.
 */
export function makeIban(ordinal: number): string {
  assertOrdinal('IBAN', ordinal, SYNTHETIC_IBAN_COUNT);
  const withoutKey = SYNTHETIC_BANK + SYNTHETIC_BRANCH + String(ordinal).padStart(11, '0');
  // The RIB key makes the whole number, key included, a multiple of 97: 01 to 97.
  const key = String(97 - mod97(`${withoutKey}00`)).padStart(2, '0');
  return `FR${checkDigits('FR', withoutKey + key)}${withoutKey}${key}`;
}

/** 98 less the remainder of account number, country and 00, letters read as 10 to 35. */
function checkDigits(country: string, accountNumber: string): string {
  return String(98 - mod97(`${accountNumber}${country}00`)).padStart(2, '0');
}

/** Remainder by 97 of a number of any length, in which A stands for 10 and Z for 35. */
function mod97(text: string): number {
  let remainder = 0;
  for (const character of text) {
    const value = parseInt(character, 36);
    remainder = (remainder * (value < 10 ? 10 : 100) + value) % 97;
  }
  return remainder;
}
