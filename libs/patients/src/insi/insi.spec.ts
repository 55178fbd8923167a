import { describe, expect, it } from '@jest/globals';
import { InsFormatError, InsKeyError, keyOfMatricule, makeMatriculeIns } from '#libs/identifiers';
import fc from 'fast-check';
import type { StrictTraits } from '../contract.js';
import { personOfOrdinal } from '../people/known-people.js';
import { CELLS } from '../people/matricule-order.js';
import type { Person } from '../people/person.js';
import { PERSON_OF_TESTS } from '../people/person-of-tests.js';
import { PEOPLE_COUNT } from '../people/population.js';
import { searchByTraits, verifyIdentity, type ClaimedIdentity } from './insi.js';

const ordinals = fc.integer({ min: 0, max: PEOPLE_COUNT - 1 });
/** Order 98 of a cell, and the homonym behind it. */
const NAMESAKE = 98 * CELLS + 4;
const HOMONYM = 99 * CELLS + 4;

const claimOf = ({ matricule, oid, traits }: Person): ClaimedIdentity => ({
  matricule: matricule.text,
  oid,
  traits,
});
const isHomonymous = (ordinal: number): boolean => Math.floor(ordinal / CELLS) % 100 >= 98;

/** Each strict trait, changed to another one of the right form. */
const CHANGED: readonly (readonly [string, (traits: StrictTraits) => Partial<StrictTraits>])[] = [
  ['birth name', ({ birthName }) => ({ birthName: `${birthName}S` })],
  ['first given name', ({ firstGivenName }) => ({ firstGivenName: `${firstGivenName}E` })],
  ['given names', ({ givenNames }) => ({ givenNames: [...givenNames, 'ZOE'] })],
  ['given names, none', () => ({ givenNames: [] })],
  ['sex', ({ sex }) => ({ sex: sex === 'F' ? 'M' : 'F' })],
  ['date', ({ birthDate }) => ({ birthDate: `${birthDate.slice(0, 8)}29` })],
  ['century', ({ birthDate }) => ({ birthDate: `18${birthDate.slice(2)}` })],
  ['place', () => ({ birthPlaceCode: '51215' })],
];

describe('a verification', () => {
  it('answers 00 for any made person', () => {
    fc.assert(
      fc.property(ordinals, (ordinal) => {
        const person = personOfOrdinal(ordinal);
        expect(verifyIdentity(claimOf(person))).toEqual({ code: '00', person });
      }),
    );
  });

  it.each(CHANGED)('answers 01 when one trait is another: %s', (_what, change) => {
    fc.assert(
      fc.property(ordinals, (ordinal) => {
        const claim = claimOf(personOfOrdinal(ordinal));
        const traits = { ...claim.traits, ...change(claim.traits) };
        expect(verifyIdentity({ ...claim, traits })).toEqual({ code: '01' });
      }),
      { numRuns: 50 },
    );
  });

  it('answers 01 for the given names in another order', () => {
    const person = Array.from({ length: 20 }, (_, i) => personOfOrdinal(i)).find(
      ({ traits }) => traits.givenNames.length === 3,
    );
    if (person === undefined) throw new Error('expected somebody with three given names');
    const givenNames = [0, 2, 1].map((index) => person.traits.givenNames[index] ?? '');
    const claim = { ...claimOf(person), traits: { ...person.traits, givenNames } };
    expect(verifyIdentity(claim)).toEqual({ code: '01' });
  });

  it('answers 01 for the other OID', () => {
    const claim = claimOf(PERSON_OF_TESTS);
    expect(verifyIdentity({ ...claim, oid: 'INS_NIR_DEMONSTRATION' })).toEqual({ code: '01' });
    expect(verifyIdentity(claim)).toEqual({ code: '00', person: PERSON_OF_TESTS });
  });

  it('answers 01 for an invented number with a right key', () => {
    const first13 = '1790351215001';
    const matricule = first13 + keyOfMatricule(first13);
    expect(verifyIdentity({ ...claimOf(PERSON_OF_TESTS), matricule })).toEqual({ code: '01' });
    const behind = makeMatriculeIns(PEOPLE_COUNT);
    expect(verifyIdentity({ ...claimOf(PERSON_OF_TESTS), matricule: behind })).toEqual({
      code: '01',
    });
  });

  it('checks the key before anything else', () => {
    const claim = claimOf(PERSON_OF_TESTS);
    expect(() => verifyIdentity({ ...claim, matricule: '279035121518988' })).toThrow(InsKeyError);
    expect(() => verifyIdentity({ ...claim, matricule: '2790351215189' })).toThrow(InsFormatError);
  });

  it('tells homonyms apart', () => {
    expect(verifyIdentity(claimOf(personOfOrdinal(NAMESAKE)))).toMatchObject({ code: '00' });
    expect(verifyIdentity(claimOf(personOfOrdinal(HOMONYM)))).toMatchObject({ code: '00' });
  });
});

describe('a search', () => {
  it('finds anybody who has no homonym by the five traits', () => {
    fc.assert(
      fc.property(ordinals, (ordinal) => {
        fc.pre(!isHomonymous(ordinal));
        const person = personOfOrdinal(ordinal);
        expect(searchByTraits(person.traits)).toEqual({ code: '00', person });
      }),
      { numRuns: 1_000 },
    );
  });

  it('finds no less without a place of birth', () => {
    fc.assert(
      fc.property(ordinals, (ordinal) => {
        const person = personOfOrdinal(ordinal);
        const answer = searchByTraits({ ...person.traits, birthPlaceCode: undefined });
        // Two people of two communes may share name, sex and date: several, then, and never none.
        if (answer.code === '00') expect(answer.person).toEqual(person);
        else expect(answer.code).toBe('02');
      }),
      { numRuns: 200 },
    );
  });

  it('answers 02 for a homonym, and names nobody', () => {
    expect(personOfOrdinal(HOMONYM).traits).toEqual(personOfOrdinal(NAMESAKE).traits);
    expect(personOfOrdinal(HOMONYM).matricule).not.toEqual(personOfOrdinal(NAMESAKE).matricule);
    expect(searchByTraits(personOfOrdinal(NAMESAKE).traits)).toEqual({ code: '02' });
    expect(searchByTraits(personOfOrdinal(HOMONYM).traits)).toEqual({ code: '02' });
    expect(searchByTraits(personOfOrdinal(NAMESAKE - CELLS).traits).code).toBe('00');
    expect(searchByTraits(personOfOrdinal(HOMONYM + CELLS).traits).code).toBe('00');
  });

  it.each(CHANGED.filter(([what]) => !what.startsWith('given names')))(
    'answers 01 when one trait is another: %s',
    (_what, change) => {
      const { traits } = personOfOrdinal(10);
      expect(searchByTraits({ ...traits, ...change(traits) })).toEqual({ code: '01' });
    },
  );

  it('finds the official test identity, with and without a place', () => {
    const traits = { ...PERSON_OF_TESTS.traits, birthPlaceCode: undefined };
    expect(searchByTraits(PERSON_OF_TESTS.traits)).toEqual({ code: '00', person: PERSON_OF_TESTS });
    expect(searchByTraits(traits)).toEqual({ code: '00', person: PERSON_OF_TESTS });
  });

  it.each(['99100', '97105', 'XXXXX', ''])('answers 01 for the place %j', (birthPlaceCode) => {
    expect(searchByTraits({ ...personOfOrdinal(10).traits, birthPlaceCode })).toEqual({
      code: '01',
    });
  });
});
