import { IdentifierError, accepts, assertOrdinal } from './identifier-error.js';
import { luhnCheckDigit, passesLuhn } from './luhn.js';

/** The number of a health establishment, legal entity (EJ) or geographical site (ET): both share the form. */
export interface Finess {
  /** 9 characters. */
  readonly text: string;
  /** First two characters: the department, `2A`, `2B`, or `97` for every overseas one. */
  readonly department: string;
  /** Whether it lies in the range that `makeFiness` uses. */
  readonly isSynthetic: boolean;
}

/** A text that is not a FINESS number. */
export class FinessError extends IdentifierError {
  constructor(text: string, expected: string) {
    super('not a FINESS number', {
      expected,
      came: JSON.stringify(text),
      where: 'docs/glossary.md, FINESS',
    });
  }
}

/** A department that has no FINESS numbers. */
export class FinessDepartmentError extends IdentifierError {
  constructor(department: string) {
    super('no FINESS number for this department', {
      expected: 'a department code 01 to 95, 2A, 2B or 971 to 978',
      came: JSON.stringify(department),
      where: 'docs/glossary.md, FINESS',
    });
  }
}

/**
 * Third character of every synthetic FINESS number. Assumed to be free: after the department, real
 * numbers go on with 0.
 */
const SYNTHETIC_MARK = '9';

/** Synthetic FINESS numbers of one department: 10,000 overseas, where one digit more names it. */
export const SYNTHETIC_FINESS_COUNT = 10_000;

/**
 * Parses a FINESS number. Throws FinessError.
 *
 * The last character follows Luhn's rule: an observation on real numbers, not a published rule.
 * The Corsican letter counts as A = 1, B = 2, so that 2B is read as 22. That is assumed too: it fits
 * the three numbers of Haute-Corse's hospitals in the prefecture's collection 2B-2024-02-015.
 */
export function parseFiness(text: string): Finess {
  if (!/^(?:(?!00|20)\d{2}|2[AB])\d{7}$/.test(text)) {
    throw new FinessError(text, '9 characters: a department (2A and 2B included) and 7 digits');
  }
  if (!passesLuhn(digitsOf(text))) {
    throw new FinessError(text, 'a last digit that fits Luhn’s rule');
  }
  return {
    text,
    department: text.slice(0, 2),
    isSynthetic: text.charAt(2) === SYNTHETIC_MARK,
  };
}

/** Whether a text is a FINESS number. */
export function isFiness(text: string): boolean {
  return accepts(parseFiness, text);
}

/**
 * The synthetic FINESS number of a department and an ordinal below SYNTHETIC_FINESS_COUNT; distinct
 * pairs give distinct numbers. Throws FinessDepartmentError or OrdinalOutOfRangeError.
 *
 * @param department such as `75`, `2A` or `974`
 */
export function makeFiness(department: string, ordinal: number): string {
  if (!/^(?:0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5]|97[1-8])$/.test(department)) {
    throw new FinessDepartmentError(department);
  }
  assertOrdinal('FINESS number', ordinal, SYNTHETIC_FINESS_COUNT);
  const prefix = department.slice(0, 2) + SYNTHETIC_MARK;
  // The overseas departments share the prefix 97; their third digit keeps them apart.
  const withoutCheck = prefix + (department[2] ?? '0') + String(ordinal).padStart(4, '0');
  return withoutCheck + luhnCheckDigit(digitsOf(withoutCheck));
}

function digitsOf(text: string): string {
  return text.replace('A', '1').replace('B', '2');
}
