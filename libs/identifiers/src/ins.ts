import { IdentifierError, accepts, assertOrdinal, masked } from './identifier-error.js';
import { parseInsOid, type InsOid } from './ins-oid.js';

const WHERE = 'docs/glossary.md, matricule INS';

/** The number of a national health identity: 13 characters and a key of 2 digits. */
export interface MatriculeIns {
  /** The 15 characters. Never kept as a number: it may start with letters inside and is no quantity. */
  readonly text: string;
  /** 1 and 2 in a NIR; 3, 4, 7 and 8 in provisional numbers. */
  readonly sex: string;
  /** Last two digits of the birth year. */
  readonly birthYear: string;
  /**
   * 01 to 12; normally 20 to 42 or 50 to 99 where the civil record is incomplete. Not checked: no
   * source gives the whole rule, and refusing a real number would be worse than reading an odd one.
   */
  readonly birthMonth: string;
  /** Birthplace on 5 characters as in the Code officiel géographique, such as `51215` or `2A004`; 99 and a country for births abroad. */
  readonly birthplace: string;
  /** Order in the register of that month and commune. */
  readonly order: string;
  /** `97 − (the 13 characters mod 97)`, 01 to 97. */
  readonly key: string;
}

/** A matricule with the domain that issued it. Without its OID and traits a matricule identifies nobody. */
export interface Ins {
  readonly matricule: MatriculeIns;
  readonly oid: InsOid;
}

/** A text without the form of a matricule INS. */
export class InsFormatError extends IdentifierError {
  constructor(text: string) {
    super('not a matricule INS', {
      expected:
        '15 characters: sex (1-4, 7, 8), year 2, month 2, department 2 (2A and 2B included), commune 3, order 3, key 2',
      came: masked(text),
      where: WHERE,
    });
  }
}

/** A matricule whose key does not fit: it must not be used. */
export class InsKeyError extends IdentifierError {
  constructor(text: string, expectedKey: string) {
    super('wrong key of a matricule INS', {
      expected: `key ${expectedKey}, 97 less the first 13 characters modulo 97`,
      came: `key ${text.slice(13)} in ${masked(text)}`,
      where: WHERE,
    });
  }
}

const FORM =
  /^(?<sex>[1-478])(?<year>\d{2})(?<month>\d{2})(?<place>(?:\d{2}|2[AB])\d{3})(?<order>\d{3})(?<key>\d{2})$/;

/** Parses a matricule INS. Throws InsFormatError or InsKeyError; neither shows the matricule. */
export function parseMatriculeIns(text: string): MatriculeIns {
  const parts = FORM.exec(text)?.groups;
  if (parts === undefined) throw new InsFormatError(text);
  const { sex = '', year = '', month = '', place = '', order = '', key = '' } = parts;
  const expectedKey = keyOfMatricule(text.slice(0, 13));
  if (key !== expectedKey) throw new InsKeyError(text, expectedKey);
  return { text, sex, birthYear: year, birthMonth: month, birthplace: place, order, key };
}

/** Whether a text is a matricule INS with the right key. */
export function isMatriculeIns(text: string): boolean {
  return accepts(parseMatriculeIns, text);
}

/**
 * Parses a matricule together with its OID; both are checked.
 * Throws InsOidNotAllowedError, InsFormatError or InsKeyError.
 */
export function parseIns(matricule: string, oid: string): Ins {
  return { oid: parseInsOid(oid), matricule: parseMatriculeIns(matricule) };
}

/**
 * The key of the first 13 characters of a matricule, two digits.
 * In Corsica 2A counts as 19 and 2B as 18 (rdv-insertion, issue 1124). The value stays below
 * 10^13, where a JavaScript number is exact.
 */
export function keyOfMatricule(first13: string): string {
  const digits = first13.replace(/^(.{5})2A/, '$119').replace(/^(.{5})2B/, '$118');
  return String(97 - (Number(digits) % 97)).padStart(2, '0');
}

/** Departments that synthetic birthplaces are taken from: the metropolitan ones. */
const DEPARTMENTS = Array.from({ length: 95 }, (_, i) => String(i + 1).padStart(2, '0')).flatMap(
  (code) => (code === '20' ? ['2A', '2B'] : [code]),
);

/**
 * Commune codes of synthetic birthplaces. Assumed to be free: real communes of metropolitan
 * departments stay below 910, and 990 stands for an unknown commune. So a synthetic matricule
 * should meet no living person's, but nothing guarantees it: it is valid under a test OID only.
 */
const FIRST_COMMUNE = 991;
const COMMUNES = 9;
const YEARS = 100;
const MONTHS = 12;
const ORDERS = 999;

/** Synthetic matricules that can be made: about two billion. */
export const SYNTHETIC_INS_COUNT = 2 * DEPARTMENTS.length * MONTHS * YEARS * ORDERS * COMMUNES;

/**
 * The synthetic matricule of an ordinal, a pure function; distinct ordinals give distinct matricules.
 * Throws OrdinalOutOfRangeError.
 */
export function makeMatriculeIns(ordinal: number): string {
  assertOrdinal('matricule INS', ordinal, SYNTHETIC_INS_COUNT);
  let rest = ordinal;
  const take = (radix: number): number => {
    const digit = rest % radix;
    rest = Math.floor(rest / radix);
    return digit;
  };
  const sex = take(2) + 1;
  const department = DEPARTMENTS[take(DEPARTMENTS.length)] ?? '';
  const month = String(take(MONTHS) + 1).padStart(2, '0');
  const year = String(take(YEARS)).padStart(2, '0');
  const order = String(take(ORDERS) + 1).padStart(3, '0');
  const commune = FIRST_COMMUNE + take(COMMUNES);
  const first13 = `${sex}${year}${month}${department}${commune}${order}`;
  return first13 + keyOfMatricule(first13);
}
