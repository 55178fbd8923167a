import { IdentifierError, accepts, assertOrdinal } from './identifier-error.js';
import { luhnCheckDigit, passesLuhn } from './luhn.js';

/** The number of a legal unit: 9 digits, the last one by Luhn's rule. */
export interface Siren {
  readonly text: string;
  /** Whether it lies in the range that `makeSiren` uses. */
  readonly isSynthetic: boolean;
}

/** The number of an establishment: its SIREN and 5 digits more (NIC). */
export interface Siret {
  /** 14 digits. */
  readonly text: string;
  readonly siren: Siren;
  readonly nic: string;
}

/** A text that is not a SIREN number. */
export class SirenError extends IdentifierError {
  constructor(text: string, expected: string) {
    super('not a SIREN number', {
      expected,
      came: JSON.stringify(text),
      where: 'docs/glossary.md, SIREN',
    });
  }
}

/** A text that is not a SIRET number. */
export class SiretError extends IdentifierError {
  constructor(text: string, expected: string, options?: { readonly cause: unknown }) {
    super('not a SIRET number', {
      expected,
      came: JSON.stringify(text),
      where: 'docs/glossary.md, SIRET',
    });
    if (options !== undefined) this.cause = options.cause;
  }
}

/** La Poste has more establishments than check digits allow. */
const LA_POSTE = '356000000';

/**
 * Beginning of every synthetic SIREN number. Assumed to be free: the few real numbers that begin
 * with 0 are old and lie below 010 000 000.
 */
const SYNTHETIC_SIREN_PREFIX = '08';

/** Synthetic SIREN numbers that can be made. */
export const SYNTHETIC_SIREN_COUNT = 1_000_000;

/** Parses a SIREN number. Throws SirenError. */
export function parseSiren(text: string): Siren {
  if (!/^\d{9}$/.test(text)) throw new SirenError(text, '9 digits');
  if (!passesLuhn(text)) throw new SirenError(text, 'a last digit that fits Luhn’s rule');
  return { text, isSynthetic: text.startsWith(SYNTHETIC_SIREN_PREFIX) };
}

/** Whether a text is a SIREN number. */
export function isSiren(text: string): boolean {
  return accepts(parseSiren, text);
}

/** The synthetic SIREN number of an ordinal below SYNTHETIC_SIREN_COUNT. Throws OrdinalOutOfRangeError. */
export function makeSiren(ordinal: number): string {
  assertOrdinal('SIREN number', ordinal, SYNTHETIC_SIREN_COUNT);
  const digits = SYNTHETIC_SIREN_PREFIX + String(ordinal).padStart(6, '0');
  return digits + luhnCheckDigit(digits);
}

/**
 * Parses a SIRET number: a valid SIREN, and Luhn's rule over all 14 digits. For La Poste
 * (SIREN 356000000) a digit sum that is a multiple of 5 does as well. Throws SiretError.
 */
export function parseSiret(text: string): Siret {
  if (!/^\d{14}$/.test(text)) throw new SiretError(text, '14 digits');
  const siren = sirenOf(text);
  if (!passesLuhn(text) && !(siren.text === LA_POSTE && digitSum(text) % 5 === 0)) {
    const exception =
      siren.text === LA_POSTE ? ', or a digit sum that is a multiple of 5 (La Poste)' : '';
    throw new SiretError(text, `a last digit that fits Luhn’s rule${exception}`);
  }
  return { text, siren, nic: text.slice(9) };
}

/** Whether a text is a SIRET number. */
export function isSiret(text: string): boolean {
  return accepts(parseSiret, text);
}

/**
 * The synthetic SIRET number of an ordinal: one establishment of the synthetic SIREN of that ordinal.
 * Throws OrdinalOutOfRangeError.
 *
 * @param establishment from 0 to 9,998; the first one when left out
 */
export function makeSiret(ordinal: number, establishment = 0): string {
  assertOrdinal('SIRET number', establishment, 9_999);
  const digits = makeSiren(ordinal) + String(establishment + 1).padStart(4, '0');
  return digits + luhnCheckDigit(digits);
}

function sirenOf(siret: string): Siren {
  try {
    return parseSiren(siret.slice(0, 9));
  } catch (cause) {
    throw new SiretError(siret, 'a valid SIREN in the first 9 digits', { cause });
  }
}

function digitSum(digits: string): number {
  return Array.from(digits).reduce((sum, digit) => sum + Number(digit), 0);
}
