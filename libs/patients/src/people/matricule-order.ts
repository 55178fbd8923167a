import { isMatriculeIns, makeMatriculeIns, parseMatriculeIns } from '#libs/identifiers';
import { PEOPLE_COUNT } from './population.js';

const SEXES = 2;
const MONTHS = 12;
const YEARS = 100;

/** Departments of birth in the order in which makeMatriculeIns takes them: 01 to 19, 2A, 2B, 21 to 95. */
export const BIRTH_DEPARTMENTS: readonly string[] = Array.from({ length: 95 }, (_, index) =>
  String(index + 1).padStart(2, '0'),
).flatMap((code) => (code === '20' ? ['2A', '2B'] : [code]));

/**
 * People of one sex, month, year and department of birth share a cell; the order in the register
 * tells them apart. A person is `order × CELLS + cell`.
 */
export const CELLS = SEXES * BIRTH_DEPARTMENTS.length * MONTHS * YEARS;

/** What makes a cell. */
export interface BirthCell {
  readonly sex: 'M' | 'F';
  /** Code as in a matricule, such as `75` or `2A`. */
  readonly birthDepartment: string;
  /** 1 to 12. */
  readonly month: number;
  /** Last two digits, 0 to 99. */
  readonly year: number;
}

/** Number of a cell, from 0 to CELLS − 1; undefined when no synthetic person is born in that department. */
export function cellOf({ sex, birthDepartment, month, year }: BirthCell): number | undefined {
  const department = BIRTH_DEPARTMENTS.indexOf(birthDepartment);
  if (department < 0) return undefined;
  const sexIndex = sex === 'M' ? 0 : 1;
  return sexIndex + SEXES * (department + BIRTH_DEPARTMENTS.length * (month - 1 + MONTHS * year));
}

/**
 * The ordinal whose matricule this is, or undefined when it is no synthetic person's: wrong form or
 * key, a real commune, an order beyond the last person. The order of the parts is that of
 * makeMatriculeIns; making the matricule again is the check, so that a change there is noticed
 * instead of naming another person.
 */
export function ordinalOfMatricule(text: string): number | undefined {
  if (!isMatriculeIns(text)) return undefined;
  const parts = parseMatriculeIns(text);
  const cell = cellOf({
    sex: parts.sex === '1' ? 'M' : 'F',
    birthDepartment: parts.birthplace.slice(0, 2),
    month: Number(parts.birthMonth),
    year: Number(parts.birthYear),
  });
  if (cell === undefined) return undefined;
  const ordinal = (Number(parts.order) - 1) * CELLS + cell;
  if (ordinal < 0 || ordinal >= PEOPLE_COUNT) return undefined;
  return makeMatriculeIns(ordinal) === text ? ordinal : undefined;
}
