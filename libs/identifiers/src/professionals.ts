import { IdentifierError, accepts, assertOrdinal, masked } from './identifier-error.js';
import { luhnCheckDigit, passesLuhn } from './luhn.js';

/** A professional's number in the Répertoire partagé des professionnels de santé. */
export interface Rpps {
  /** 11 digits, the last one by Luhn's rule. */
  readonly text: string;
  /** Whether it lies in the range that `makeRpps` uses. */
  readonly isSynthetic: boolean;
}

/** A number of the former ADELI directory. */
export interface Adeli {
  /** 9 digits. It has no reliable check digit. */
  readonly text: string;
  /** First two digits: the department. */
  readonly department: string;
}

/** A text that is not an RPPS number. */
export class RppsError extends IdentifierError {
  constructor(text: string, expected: string) {
    super('not an RPPS number', { expected, came: masked(text), where: 'docs/glossary.md, RPPS' });
  }
}

/** A text without the form of an ADELI number. */
export class AdeliError extends IdentifierError {
  constructor(text: string) {
    super('not an ADELI number', {
      expected: '9 digits, the first two a department 01 to 99 (format only, no check digit)',
      came: masked(text),
      where: 'docs/glossary.md, ADELI',
    });
  }
}

/**
 * Beginning of every synthetic RPPS number. Assumed to be free: real numbers begin with 10 or 8,
 * and the ANS's test cards with 0, 899 and 997.
 */
const SYNTHETIC_RPPS_PREFIX = '98';

/** Synthetic RPPS numbers that can be made. */
export const SYNTHETIC_RPPS_COUNT = 100_000_000;

/** Parses an RPPS number. Throws RppsError. */
export function parseRpps(text: string): Rpps {
  if (!/^\d{11}$/.test(text)) throw new RppsError(text, '11 digits');
  if (!passesLuhn(text)) throw new RppsError(text, 'a last digit that fits Luhn’s rule');
  return { text, isSynthetic: text.startsWith(SYNTHETIC_RPPS_PREFIX) };
}

/** Whether a text is an RPPS number. */
export function isRpps(text: string): boolean {
  return accepts(parseRpps, text);
}

/** The synthetic RPPS number of an ordinal, below SYNTHETIC_RPPS_COUNT. Throws OrdinalOutOfRangeError. */
export function makeRpps(ordinal: number): string {
  assertOrdinal('RPPS number', ordinal, SYNTHETIC_RPPS_COUNT);
  const digits = SYNTHETIC_RPPS_PREFIX + String(ordinal).padStart(8, '0');
  return digits + luhnCheckDigit(digits);
}

/** Parses an ADELI number. Throws AdeliError. */
export function parseAdeli(text: string): Adeli {
  if (!/^(?!00)\d{9}$/.test(text)) throw new AdeliError(text);
  return { text, department: text.slice(0, 2) };
}

/** Whether a text has the form of an ADELI number. */
export function isAdeli(text: string): boolean {
  return accepts(parseAdeli, text);
}

/**
 * The synthetic ADELI number of an ordinal from 0 to 9,999,999: department 99, which is nobody's.
 * Throws OrdinalOutOfRangeError.
 */
export function makeAdeli(ordinal: number): string {
  assertOrdinal('ADELI number', ordinal, 10_000_000);
  return `99${String(ordinal).padStart(7, '0')}`;
}
