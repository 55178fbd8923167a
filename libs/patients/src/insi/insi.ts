import { parseMatriculeIns, type InsOidSymbol, type MatriculeIns } from '#libs/identifiers';
import type { StrictTraits } from '../contract.js';
import { personOfMatricule, personOfOrdinal } from '../people/known-people.js';
import { BIRTH_DEPARTMENTS, cellOf } from '../people/matricule-order.js';
import type { Person } from '../people/person.js';
import { PERSON_OF_TESTS } from '../people/person-of-tests.js';
import { PEOPLE_COUNT } from '../people/population.js';
import { ordinalsOfName } from '../people/traits.js';

/** Traits that a search goes by. */
export type SearchedTraits = Pick<
  StrictTraits,
  'birthName' | 'firstGivenName' | 'sex' | 'birthDate'
> & {
  /** Omitted: born anywhere. */
  readonly birthPlaceCode?: string | undefined;
};

/** What the teleservice answers: 00 one identity, 01 none, 02 several, of which it names none. */
export type InsiAnswer =
  { readonly code: '00'; readonly person: Person } | { readonly code: '01' | '02' };

/** An identity to be verified. */
export interface ClaimedIdentity {
  readonly matricule: string;
  readonly oid: InsOidSymbol;
  readonly traits: StrictTraits;
}

/**
 * Searches by traits (TD0.0). 02 when several people have all the given traits: homonyms of one
 * commune, or of several when no place of birth is given.
 */
export function searchByTraits(traits: SearchedTraits): InsiAnswer {
  const found = candidates(traits).filter((person) => hasTraits(person.traits, traits));
  const [person] = found;
  if (person === undefined) return { code: '01' };
  return found.length > 1 ? { code: '02' } : { code: '00', person };
}

/**
 * Verifies a matricule with its OID against every strict trait. The key comes first: a number with a
 * wrong key must not be used, and nobody is asked about it (EX_GEN-1270). 01 does not say what
 * differs, so that nobody is found out by guessing. Never 02: a matricule is one person's.
 *
 * @throws InsFormatError or InsKeyError, which do not show the number
 */
export function verifyIdentity({ matricule, oid, traits }: ClaimedIdentity): InsiAnswer {
  const { text }: MatriculeIns = parseMatriculeIns(matricule);
  const person = personOfMatricule(text);
  if (person?.oid !== oid || !areSame(person.traits, traits)) return { code: '01' };
  return { code: '00', person };
}

/** Whether every strict trait is the same, the given names in their order. */
export function areSame(one: StrictTraits, other: StrictTraits): boolean {
  return (
    hasTraits(one, other) &&
    one.givenNames.length === other.givenNames.length &&
    one.givenNames.every((name, index) => name === other.givenNames[index])
  );
}

function hasTraits(traits: StrictTraits, searched: SearchedTraits): boolean {
  return (
    traits.birthName === searched.birthName &&
    traits.firstGivenName === searched.firstGivenName &&
    traits.sex === searched.sex &&
    traits.birthDate === searched.birthDate &&
    (searched.birthPlaceCode === undefined || traits.birthPlaceCode === searched.birthPlaceCode)
  );
}

/** Everybody whom the name, the sex, the month and the place leave: two people a department at most. */
function candidates({ birthName, sex, birthDate, birthPlaceCode }: SearchedTraits): Person[] {
  const departments =
    birthPlaceCode === undefined ? BIRTH_DEPARTMENTS : [birthPlaceCode.slice(0, 2)];
  const [year, month] = [Number(birthDate.slice(2, 4)), Number(birthDate.slice(5, 7))];
  const people = departments
    .map((birthDepartment) => cellOf({ sex, birthDepartment, month, year }))
    .flatMap((cell) => (cell === undefined ? [] : ordinalsOfName(birthName, cell)))
    .filter((ordinal) => ordinal < PEOPLE_COUNT)
    .map(personOfOrdinal);
  return [PERSON_OF_TESTS, ...people];
}
