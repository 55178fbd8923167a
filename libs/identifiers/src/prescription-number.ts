import { IdentifierError, accepts, assertOrdinal } from './identifier-error.js';

/** Crockford's base 32: no I, L, O or U, which are read wrongly. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RADIX = 32;
const LENGTH = 10;
const PREFIX = 'SIM-';

/** Number of an electronic prescription, in a form of our own. */
export interface PrescriptionNumber {
  /** `SIM-`, ten characters of base 32 and a check character. */
  readonly text: string;
  readonly ordinal: number;
}

/** A text that is not a simulated prescription number. */
export class PrescriptionNumberError extends IdentifierError {
  constructor(text: string, expected: string) {
    super('not a prescription number', {
      expected,
      came: JSON.stringify(text),
      where: 'docs/glossary.md, numéro d’ordonnance',
    });
  }
}

/**
 * Parses a prescription number. The real form is not published (décret 2023-1222 names the number
 * only), so ours is openly fictitious. Throws PrescriptionNumberError.
 */
export function parsePrescriptionNumber(text: string): PrescriptionNumber {
  const match = /^SIM-([0-9A-HJKMNP-TV-Z]{10})([0-9A-HJKMNP-TV-Z])$/.exec(text);
  const [, digits = '', check = ''] = match ?? [];
  if (match === null) {
    throw new PrescriptionNumberError(text, 'SIM- and 11 characters of Crockford’s base 32');
  }
  if (checkCharacter(digits) !== check) {
    throw new PrescriptionNumberError(text, `check character ${checkCharacter(digits)}`);
  }
  const ordinal = Array.from(digits).reduce((sum, c) => sum * RADIX + ALPHABET.indexOf(c), 0);
  return { text, ordinal };
}

/** Whether a text is a simulated prescription number. */
export function isPrescriptionNumber(text: string): boolean {
  return accepts(parsePrescriptionNumber, text);
}

/** The prescription number of an ordinal below 32^10. Throws OrdinalOutOfRangeError. */
export function makePrescriptionNumber(ordinal: number): string {
  assertOrdinal('prescription number', ordinal, RADIX ** LENGTH);
  let digits = '';
  for (let rest = ordinal; digits.length < LENGTH; rest = Math.floor(rest / RADIX)) {
    digits = ALPHABET.charAt(rest % RADIX) + digits;
  }
  return PREFIX + digits + checkCharacter(digits);
}

/** Luhn's rule in base 32: one wrong character is always found. */
function checkCharacter(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const value = ALPHABET.indexOf(digits.charAt(digits.length - 1 - i));
    const weighed = i % 2 === 0 ? value * 2 : value;
    sum += Math.floor(weighed / RADIX) + (weighed % RADIX);
  }
  return ALPHABET.charAt((RADIX - (sum % RADIX)) % RADIX);
}
