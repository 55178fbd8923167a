import { makeMatriculeIns, parseMatriculeIns } from '#libs/identifiers';
import { ordinalOfMatricule } from './matricule-order.js';
import type { Person } from './person.js';
import { PERSON_OF_TESTS } from './person-of-tests.js';
import { PEOPLE_COUNT, residenceOf } from './population.js';
import { traitsOf } from './traits.js';

/** An ordinal of nobody. */
export class PersonOutOfRangeError extends Error {
  constructor(readonly ordinal: number) {
    super(
      `no such person: expected a whole number from 0 to ${PEOPLE_COUNT - 1}; came ${ordinal}; see docs/patients.md`,
    );
    this.name = new.target.name;
  }
}

/** Of every 8 people the last one is a person of demonstration, the others are persons of tests. Assumed. */
const OID_CYCLE = 8;

/** The person of an ordinal, a pure function. Throws PersonOutOfRangeError. */
export function personOfOrdinal(ordinal: number): Person {
  if (!Number.isInteger(ordinal) || ordinal < 0 || ordinal >= PEOPLE_COUNT) {
    throw new PersonOutOfRangeError(ordinal);
  }
  const matricule = parseMatriculeIns(makeMatriculeIns(ordinal));
  return {
    ordinal,
    matricule,
    oid: ordinal % OID_CYCLE === OID_CYCLE - 1 ? 'INS_NIR_DEMONSTRATION' : 'INS_NIR_TEST',
    traits: traitsOf(ordinal, matricule),
    department: residenceOf(ordinal).department,
  };
}

/** The person of a matricule; undefined when INSi knows none, which includes a wrong form or key. */
export function personOfMatricule(text: string): Person | undefined {
  if (text === PERSON_OF_TESTS.matricule.text) return PERSON_OF_TESTS;
  const ordinal = ordinalOfMatricule(text);
  return ordinal === undefined ? undefined : personOfOrdinal(ordinal);
}
