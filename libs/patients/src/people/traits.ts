import type { MatriculeIns } from '#libs/identifiers';
import type { StrictTraits } from '../contract.js';
import { mix } from '../mixing.js';
import { CELLS } from './matricule-order.js';
import { BIRTH_NAMES, GIVEN_NAMES } from './names.js';

const NAME_KEY = 0x0b1e55ed;
const GIVEN_NAME_KEY = 0x1d0c0ffe;
const DAY_KEY = 0x7ea5e11e;

/** Steps between the names of neighbours in a cell; it has no common divisor with the number of names. */
const NAME_STEP = 100;
/** NAME_STEP times this leaves 1 when divided by the number of names: turns a name back into an order. */
const NAME_STEP_INVERSE = inverseOf(NAME_STEP, BIRTH_NAMES.length);

/** Days that every month has. */
const DAYS = 28;

/** Two-digit years up to this one are of this century: nobody is older than 100. Assumed. */
const LAST_YEAR_OF_CENTURY = 25;

/**
 * Of every 100 people of a cell the last one has all the strict traits of the one before: a homonym,
 * which only the matricule tells apart. Made so that INSi answers 02 for somebody; assumed, and more
 * than there are in reality.
 */
const HOMONYM_CYCLE = 100;

/** The order whose traits a person of an order has: its own, or its neighbour's for a homonym. */
function orderOfTraits(order: number): number {
  return order % HOMONYM_CYCLE === HOMONYM_CYCLE - 1 ? order - 1 : order;
}

/** The strict traits of a person; sex, month, year and place of birth are those of the matricule. */
export function traitsOf(ordinal: number, matricule: MatriculeIns): StrictTraits {
  const cell = ordinal % CELLS;
  const order = orderOfTraits(Math.floor(ordinal / CELLS));
  const key = order * CELLS + cell;
  const sex = matricule.sex === '1' ? 'M' : 'F';
  const givenNames = givenNamesOf(sex, key);
  const year = fullYear(Number(matricule.birthYear));
  const day = String((mix(DAY_KEY, key) % DAYS) + 1).padStart(2, '0');
  return {
    birthName: BIRTH_NAMES[nameIndexOf(cell, order)] ?? '',
    firstGivenName: givenNames[0] ?? '',
    givenNames,
    sex,
    birthDate: `${year}-${matricule.birthMonth}-${day}`,
    birthPlaceCode: matricule.birthplace,
  };
}

/**
 * The ordinals that a birth name leaves in a cell: the one person who has it, and the homonym beside.
 * They may lie beyond the last person.
 */
export function ordinalsOfName(birthName: string, cell: number): number[] {
  const index = BIRTH_NAMES.indexOf(birthName);
  if (index < 0) return [];
  const count = BIRTH_NAMES.length;
  const distance = (index - shiftOf(cell) + count) % count;
  const order = (distance * NAME_STEP_INVERSE) % count;
  return [order, order + 1].map((each) => each * CELLS + cell);
}

/** Full year of a two-digit one. */
function fullYear(year: number): number {
  return (year <= LAST_YEAR_OF_CENTURY ? 2000 : 1900) + year;
}

function nameIndexOf(cell: number, order: number): number {
  return (order * NAME_STEP + shiftOf(cell)) % BIRTH_NAMES.length;
}

function shiftOf(cell: number): number {
  return mix(NAME_KEY, cell) % BIRTH_NAMES.length;
}

/** One to three given names, none twice. */
function givenNamesOf(sex: 'M' | 'F', key: number): string[] {
  const names = GIVEN_NAMES[sex];
  const mixed = mix(GIVEN_NAME_KEY, key);
  const picks = [mixed, mixed >>> 8, mixed >>> 16].slice(0, ((mixed >>> 24) % 3) + 1);
  return [...new Set(picks.map((pick) => names[pick % names.length] ?? ''))];
}

function inverseOf(step: number, modulus: number): number {
  for (let candidate = 1; candidate < modulus; candidate++) {
    if ((candidate * step) % modulus === 1) return candidate;
  }
  throw new Error(`the step ${step} and the ${modulus} names have a common divisor`);
}
