import { parseSiren, parseSiret } from './companies.js';
import { parseFiness } from './finess.js';
import { IdentifierError, accepts, assertOrdinal, masked } from './identifier-error.js';
import { makeRpps, parseAdeli, parseRpps } from './professionals.js';

/** OID of the domain of PSIdNat. Source: ANS, IG PDSM4DMP. */
export const PS_ID_NAT_OID = '1.2.250.1.71.4.2.1';
/** OID of the domain of StructIdNat. Source: ANS, IG PDSM4DMP. */
export const STRUCT_ID_NAT_OID = '1.2.250.1.71.4.2.2';

export type PsIdNatKind =
  | 'adeli'
  | 'adeli-practice-internal'
  | 'finess-internal'
  | 'siren-internal'
  | 'siret-internal'
  | 'rpps-practice-internal'
  | 'rpps';

/** National identifier of a professional: what an author is named by. */
export interface PsIdNat {
  readonly text: string;
  readonly kind: PsIdNatKind;
  /** The number behind the prefix: RPPS, ADELI, or the structure's. */
  readonly number: string;
  /** The structure's own number for the person, where the national one is the structure's. */
  readonly internal: string | null;
}

export type StructIdNatKind = 'adeli-practice' | 'finess' | 'siren' | 'siret' | 'rpps-practice';

/** National identifier of a structure: what a depositing site is named by, and the key of its events. */
export interface StructIdNat {
  readonly text: string;
  readonly kind: StructIdNatKind;
  /** The number behind the prefix. */
  readonly number: string;
  /** Rank of the practice, for practices named by their professional. */
  readonly rank: string | null;
}

/** A text that is not a PSIdNat. */
export class PsIdNatError extends IdentifierError {
  constructor(text: string, options?: { readonly cause: unknown }) {
    super('not a PSIdNat', {
      expected:
        'a prefix and its number: 0 ADELI, 8 RPPS, or 1 ADELI, 3 FINESS, 4 SIREN, 5 SIRET, 6 RPPS followed by an internal number of 1 to 20 letters or digits, with or without "/" between',
      came: masked(text),
      where: 'docs/glossary.md, PSIdNat',
    });
    if (options !== undefined) this.cause = options.cause;
  }
}

/** A text that is not a StructIdNat. */
export class StructIdNatError extends IdentifierError {
  constructor(text: string, options?: { readonly cause: unknown }) {
    super('not a StructIdNat', {
      expected:
        'a prefix and its number: 1 FINESS, 2 SIREN, 3 SIRET, or 0 ADELI, 4 RPPS followed by a rank of 2 or 3 digits',
      came: masked(text),
      where: 'docs/glossary.md, StructIdNat',
    });
    if (options !== undefined) this.cause = options.cause;
  }
}

interface Form<Kind> {
  readonly kind: Kind;
  readonly length: number;
  readonly check: (number: string) => unknown;
  readonly isFollowed: boolean;
}

/**
 * Source: ANS, IG PDSM4DMP, PSIdNat. Its invariant allows digits alone while its description writes
 * a "/" before the internal number: both are accepted.
 */
const PS_FORMS: Readonly<Record<string, Form<PsIdNatKind>>> = {
  '0': { kind: 'adeli', length: 9, check: parseAdeli, isFollowed: false },
  '1': { kind: 'adeli-practice-internal', length: 9, check: parseAdeli, isFollowed: true },
  '3': { kind: 'finess-internal', length: 9, check: parseFiness, isFollowed: true },
  '4': { kind: 'siren-internal', length: 9, check: parseSiren, isFollowed: true },
  '5': { kind: 'siret-internal', length: 14, check: parseSiret, isFollowed: true },
  '6': { kind: 'rpps-practice-internal', length: 11, check: parseRpps, isFollowed: true },
  '8': { kind: 'rpps', length: 11, check: parseRpps, isFollowed: false },
};

/** Source: ANS, IG PDSM4DMP, StructIdNat. The width of the rank is assumed. */
const STRUCT_FORMS: Readonly<Record<string, Form<StructIdNatKind>>> = {
  '0': { kind: 'adeli-practice', length: 9, check: parseAdeli, isFollowed: true },
  '1': { kind: 'finess', length: 9, check: parseFiness, isFollowed: false },
  '2': { kind: 'siren', length: 9, check: parseSiren, isFollowed: false },
  '3': { kind: 'siret', length: 14, check: parseSiret, isFollowed: false },
  '4': { kind: 'rpps-practice', length: 11, check: parseRpps, isFollowed: true },
};

/** Parses a PSIdNat; the number inside is checked too. Throws PsIdNatError, with the cause. */
export function parsePsIdNat(text: string): PsIdNat {
  const form = PS_FORMS[text.charAt(0)];
  if (form === undefined) throw new PsIdNatError(text);
  const number = text.slice(1, 1 + form.length);
  const rest = text.slice(1 + form.length);
  if (!(form.isFollowed ? /^\/?[A-Za-z0-9]{1,20}$/ : /^$/).test(rest)) throw new PsIdNatError(text);
  checked(form, number, (cause) => new PsIdNatError(text, { cause }));
  return {
    text,
    kind: form.kind,
    number,
    internal: form.isFollowed ? rest.replace('/', '') : null,
  };
}

/** Whether a text is a PSIdNat. */
export function isPsIdNat(text: string): boolean {
  return accepts(parsePsIdNat, text);
}

/** PSIdNat of the synthetic RPPS number of an ordinal: 12 digits. Throws OrdinalOutOfRangeError. */
export function makePsIdNat(ordinal: number): string {
  return `8${makeRpps(ordinal)}`;
}

/** Parses a StructIdNat; the number inside is checked too. Throws StructIdNatError, with the cause. */
export function parseStructIdNat(text: string): StructIdNat {
  const form = STRUCT_FORMS[text.charAt(0)];
  if (form === undefined) throw new StructIdNatError(text);
  const number = text.slice(1, 1 + form.length);
  const rest = text.slice(1 + form.length);
  if (!(form.isFollowed ? /^-?\d{2,3}$/ : /^$/).test(rest)) throw new StructIdNatError(text);
  checked(form, number, (cause) => new StructIdNatError(text, { cause }));
  return { text, kind: form.kind, number, rank: form.isFollowed ? rest.replace('-', '') : null };
}

/** Whether a text is a StructIdNat. */
export function isStructIdNat(text: string): boolean {
  return accepts(parseStructIdNat, text);
}

/** StructIdNat of a structure that has a FINESS number: 10 characters. The number is not checked. */
export function structIdNatOfFiness(finess: string): string {
  return `1${finess}`;
}

/** StructIdNat of a structure that has a SIREN number: 10 digits. The number is not checked. */
export function structIdNatOfSiren(siren: string): string {
  return `2${siren}`;
}

/**
 * StructIdNat of a synthetic practice: the RPPS number of its professional and a rank from 0 to 99.
 * Throws OrdinalOutOfRangeError.
 */
export function makePracticeStructIdNat(professional: number, rank: number): string {
  assertOrdinal('rank of a practice', rank, 100);
  return `4${makeRpps(professional)}${String(rank).padStart(2, '0')}`;
}

function checked(
  form: Form<unknown>,
  number: string,
  errorOf: (cause: IdentifierError) => IdentifierError,
): void {
  try {
    form.check(number);
  } catch (cause) {
    if (cause instanceof IdentifierError) throw errorOf(cause);
    throw cause;
  }
}
