import { describe, expect, it } from '@jest/globals';
import { isMatriculeIns, keyOfMatricule, makeMatriculeIns } from '#libs/identifiers';
import { DEPARTMENTS } from '#libs/reference';
import fc from 'fast-check';
import { BIRTH_NAMES } from './names.js';
import { PersonOutOfRangeError, personOfMatricule, personOfOrdinal } from './known-people.js';
import { BIRTH_DEPARTMENTS, CELLS, cellOf, ordinalOfMatricule } from './matricule-order.js';
import { PEOPLE_COUNT, residenceOf } from './population.js';
import { pseudonymOf } from './pseudonym.js';

const ordinals = fc.integer({ min: 0, max: PEOPLE_COUNT - 1 });

describe('the people', () => {
  it('are as many as the inhabitants, each department with its own', () => {
    expect(PEOPLE_COUNT).toBe(68_017_091);
    const first = DEPARTMENTS[0];
    expect(residenceOf(0)).toEqual({ department: '01', rank: 0 });
    expect(residenceOf((first?.population ?? 0) - 1).department).toBe('01');
    expect(residenceOf(first?.population ?? 0)).toEqual({ department: '02', rank: 0 });
    const last = DEPARTMENTS.at(-1);
    expect(residenceOf(PEOPLE_COUNT - 1)).toEqual({
      department: '976',
      rank: (last?.population ?? 0) - 1,
    });
  });

  it('end with the last ordinal', () => {
    expect(personOfOrdinal(PEOPLE_COUNT - 1).ordinal).toBe(PEOPLE_COUNT - 1);
    for (const ordinal of [-1, 0.5, PEOPLE_COUNT, Number.NaN, Infinity]) {
      expect(() => personOfOrdinal(ordinal)).toThrow(PersonOutOfRangeError);
    }
  });

  it('are found again by their matricule, whoever it is', () => {
    fc.assert(
      fc.property(ordinals, (ordinal) => {
        const { matricule } = personOfOrdinal(ordinal);
        expect(matricule.text).toBe(makeMatriculeIns(ordinal));
        expect(personOfMatricule(matricule.text)).toEqual(personOfOrdinal(ordinal));
      }),
      { numRuns: 2_000 },
    );
  });

  it('have the traits that their matricule shows', () => {
    fc.assert(
      fc.property(ordinals, (ordinal) => {
        const { matricule, traits } = personOfOrdinal(ordinal);
        expect(traits.sex).toBe(matricule.sex === '1' ? 'M' : 'F');
        expect(traits.birthDate.slice(2, 7)).toBe(`${matricule.birthYear}-${matricule.birthMonth}`);
        expect(traits.birthPlaceCode).toBe(matricule.birthplace);
        expect(traits.firstGivenName).toBe(traits.givenNames[0]);
        expect(new Set(traits.givenNames).size).toBe(traits.givenNames.length);
        expect(traits.givenNames.length).toBeGreaterThan(0);
        expect(Number.isNaN(Date.parse(traits.birthDate))).toBe(false);
        expect([traits.birthName, ...traits.givenNames].join('')).toMatch(/^SIM-[A-Z-]+$/);
      }),
    );
  });

  it('were born from 1926 on, the youngest in 2025', () => {
    const years = Array.from({ length: 100 }, (_, year) => {
      const cell = cellOf({ sex: 'F', birthDepartment: '75', month: 6, year }) ?? -1;
      return Number(personOfOrdinal(cell).traits.birthDate.slice(0, 4));
    });
    expect(years.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => 1926 + i),
    );
  });

  it('are of tests, one in eight of demonstration', () => {
    const oids = Array.from({ length: 16 }, (_, i) => personOfOrdinal(i).oid);
    expect(oids.filter((oid) => oid === 'INS_NIR_DEMONSTRATION')).toHaveLength(2);
    expect(oids[6]).toBe('INS_NIR_TEST');
    expect(oids[7]).toBe('INS_NIR_DEMONSTRATION');
  });

  it('hold the official test identity as well', () => {
    const person = personOfMatricule('279035121518989');
    expect(person).toMatchObject({
      ordinal: null,
      oid: 'INS_NIR_TEST',
      traits: { birthName: 'PAT-TROIS', firstGivenName: 'DOMINIQUE', birthPlaceCode: '51215' },
    });
  });

  it('have more names than there are people in a cell, each once', () => {
    expect(new Set(BIRTH_NAMES).size).toBe(BIRTH_NAMES.length);
    expect(BIRTH_NAMES.length).toBeGreaterThan(PEOPLE_COUNT / CELLS + 1);
  });
});

describe('a matricule', () => {
  it('with one digit changed has a wrong key or is nobody’s', () => {
    fc.assert(
      fc.property(ordinals, (ordinal) => {
        const text = makeMatriculeIns(ordinal);
        for (let position = 0; position < text.length; position++) {
          for (const digit of '0123456789') {
            if (text[position] === digit) continue;
            const changed = text.slice(0, position) + digit + text.slice(position + 1);
            expect(personOfMatricule(changed)).toBeUndefined();
            expect(isMatriculeIns(changed)).toBe(false);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['a real commune', '1790351215189'],
    ['a department of birth that no synthetic person has', '1790397991001'],
    ['a provisional number', '3790375991001'],
    ['an incomplete month', '1792075991001'],
    ['commune 992, behind the last person', '1790375992001'],
    ['order 000', '1790375991000'],
    ['order 999, behind the last person', '1790375991999'],
  ])('of %s is nobody’s, though its key is right', (_what, first13) => {
    const text = first13 + keyOfMatricule(first13);
    expect(isMatriculeIns(text)).toBe(true);
    expect(ordinalOfMatricule(text)).toBeUndefined();
    expect(personOfMatricule(text)).toBeUndefined();
  });

  it('just behind the last person is nobody’s', () => {
    expect(ordinalOfMatricule(makeMatriculeIns(PEOPLE_COUNT - 1))).toBe(PEOPLE_COUNT - 1);
    expect(ordinalOfMatricule(makeMatriculeIns(PEOPLE_COUNT))).toBeUndefined();
  });

  it.each(['', '279035121518988', 'x'.repeat(10_000), '27903512151898', ' 279035121518989'])(
    'that is none (%#) is nobody’s',
    (text) => {
      expect(personOfMatricule(text)).toBeUndefined();
    },
  );

  it('names its department of birth in the order of makeMatriculeIns', () => {
    const places = BIRTH_DEPARTMENTS.map((_, index) => makeMatriculeIns(index * 2).slice(5, 7));
    expect(places).toEqual(BIRTH_DEPARTMENTS);
    expect(ordinalOfMatricule(makeMatriculeIns(CELLS + 1))).toBe(CELLS + 1);
  });
});

describe('a pseudonym', () => {
  it('is 8 bytes, the same every time, and another for another OID', () => {
    const bytes = pseudonymOf('279035121518989', 'INS_NIR_TEST');
    expect(bytes).toHaveLength(8);
    expect(pseudonymOf('279035121518989', 'INS_NIR_TEST')).toEqual(bytes);
    expect(pseudonymOf('279035121518989', 'INS_NIR_DEMONSTRATION')).not.toEqual(bytes);
  });

  it('tells 20,000 neighbours apart', () => {
    const texts = Array.from({ length: 20_000 }, (_, ordinal) =>
      Buffer.from(pseudonymOf(makeMatriculeIns(ordinal), 'INS_NIR_TEST')).toString('hex'),
    );
    expect(new Set(texts).size).toBe(texts.length);
  });
});
