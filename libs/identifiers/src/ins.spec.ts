import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  INS_OIDS,
  InsFormatError,
  InsKeyError,
  InsOidNotAllowedError,
  OrdinalOutOfRangeError,
  SYNTHETIC_INS_COUNT,
  isInsOid,
  isMatriculeIns,
  keyOfMatricule,
  makeMatriculeIns,
  parseIns,
  parseInsOid,
  parseMatriculeIns,
  type IdentifierError,
} from './index.js';

/** The ANS's official test patient, OID of test. */
const TEST_PATIENT = '279035121518989';

/** The first 13 characters and the key of the published and computed examples. */
const VECTORS = [
  ['2790351215189', '89'],
  ['2770763220829', '10'],
  ['1410680782005', '57'],
  ['2940375120005', '91'],
  ['185032A004012', '38'],
  ['285122B033045', '32'],
  ['1234567890123', '11'],
  ['1900175010120', '95'],
] as const;

const ordinals = fc.integer({ min: 0, max: SYNTHETIC_INS_COUNT - 1 });

/** The other method for Corsica: the letter counts as 0, less a million for A and two for B. */
function keyByTheOtherMethod(first13: string): string {
  const penalty = first13[6] === 'A' ? 1_000_000 : first13[6] === 'B' ? 2_000_000 : 0;
  const value = Number(first13.replace(/[AB]/, '0')) - penalty;
  return String(97 - (value % 97)).padStart(2, '0');
}

describe('the key of a matricule INS', () => {
  it.each(VECTORS)('of %s is %s, by both methods', (first13, key) => {
    expect(keyOfMatricule(first13)).toBe(key);
    expect(keyByTheOtherMethod(first13)).toBe(key);
    expect(parseMatriculeIns(first13 + key).key).toBe(key);
  });

  it.each(['123456789012345', '190017501012097'])(
    'makes %s of some examples invalid',
    (matricule) => {
      expect(isMatriculeIns(matricule)).toBe(false);
      expect(() => parseMatriculeIns(matricule)).toThrow(InsKeyError);
    },
  );

  it('is between 01 and 97, with its zero', () => {
    fc.assert(
      fc.property(ordinals, (ordinal) => {
        const key = makeMatriculeIns(ordinal).slice(13);
        return /^\d{2}$/.test(key) && Number(key) >= 1 && Number(key) <= 97;
      }),
    );
  });
});

describe('a matricule INS', () => {
  it('is read into its parts', () => {
    expect(parseMatriculeIns(TEST_PATIENT)).toEqual({
      text: TEST_PATIENT,
      sex: '2',
      birthYear: '79',
      birthMonth: '03',
      birthplace: '51215',
      order: '189',
      key: '89',
    });
    expect(parseMatriculeIns('185032A00401238').birthplace).toBe('2A004');
  });

  it('may carry the months of an incomplete civil record', () => {
    for (const month of ['01', '12', '20', '42', '50', '99']) {
      const first13 = `279${month}51215189`;
      expect(parseMatriculeIns(first13 + keyOfMatricule(first13)).birthMonth).toBe(month);
    }
  });

  it('starts with 1 to 4, 7 or 8', () => {
    for (const sex of '0123456789') {
      const first13 = `${sex}790351215189`;
      expect(isMatriculeIns(first13 + keyOfMatricule(first13))).toBe('123478'.includes(sex));
    }
  });

  it.each([
    ['nothing', ''],
    ['14 characters', TEST_PATIENT.slice(0, 14)],
    ['16 characters', `${TEST_PATIENT}0`],
    ['a space in front', ` ${TEST_PATIENT}`],
    ['a line end', `${TEST_PATIENT}\n`],
    ['a small letter of Corsica', '185032a00401238'],
    ['a letter of no department', '185032C00401238'],
    ['a letter in the year', '2X9035121518989'],
  ])('is refused with %s', (_what, text) => {
    expect(() => parseMatriculeIns(text)).toThrow(InsFormatError);
  });

  it('is not shown by its errors', () => {
    const wrong = '279035121518988';
    const error = (() => {
      try {
        return parseMatriculeIns(wrong);
      } catch (caught) {
        return caught;
      }
    })();
    expect(error).toBeInstanceOf(InsKeyError);
    const { message, expected, came, where, name } = error as IdentifierError;
    expect(message).not.toContain(wrong);
    expect(message).not.toContain(wrong.slice(0, 6));
    expect(expected).toContain('key 89');
    expect(came).toContain('key 88');
    expect(where).toContain('glossary');
    expect(name).toBe('InsKeyError');
  });

  it('is refused when one digit changes', () => {
    fc.assert(
      fc.property(
        ordinals,
        fc.integer({ min: 0, max: 14 }),
        fc.integer({ min: 1, max: 9 }),
        (ordinal, position, step) => {
          const text = makeMatriculeIns(ordinal);
          fc.pre(/\d/.test(text.charAt(position)));
          const changed = String((Number(text.charAt(position)) + step) % 10);
          return !isMatriculeIns(text.slice(0, position) + changed + text.slice(position + 1));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('is refused when 2A becomes 2B', () => {
    expect(isMatriculeIns('185032B00401238')).toBe(false);
  });
});

describe('a synthetic matricule', () => {
  it('always parses', () => {
    fc.assert(fc.property(ordinals, (ordinal) => isMatriculeIns(makeMatriculeIns(ordinal))));
  });

  it('comes from every department of birth, Corsica included', () => {
    const places = Array.from({ length: 400 }, (_, i) =>
      parseMatriculeIns(makeMatriculeIns(i)).birthplace.slice(0, 2),
    );
    expect(new Set(places).size).toBe(96);
    expect(places).toEqual(expect.arrayContaining(['01', '2A', '2B', '95']));
  });

  it('is born in a commune that does not exist', () => {
    fc.assert(
      fc.property(ordinals, (ordinal) => {
        const commune = Number(parseMatriculeIns(makeMatriculeIns(ordinal)).birthplace.slice(2));
        return commune >= 991 && commune <= 999;
      }),
    );
  });

  it('is another one for another ordinal', () => {
    fc.assert(
      fc.property(ordinals, ordinals, (a, b) => {
        return (a === b) === (makeMatriculeIns(a) === makeMatriculeIns(b));
      }),
    );
    const first = new Set(Array.from({ length: 20_000 }, (_, i) => makeMatriculeIns(i)));
    expect(first.size).toBe(20_000);
  });

  it('is made up to the last ordinal and not beyond', () => {
    expect(isMatriculeIns(makeMatriculeIns(SYNTHETIC_INS_COUNT - 1))).toBe(true);
    for (const ordinal of [-1, 0.5, SYNTHETIC_INS_COUNT, Number.NaN, Infinity]) {
      expect(() => makeMatriculeIns(ordinal)).toThrow(OrdinalOutOfRangeError);
    }
  });
});

describe('the OID of an INS', () => {
  it('may be the one of test or the one of demonstration', () => {
    expect(INS_OIDS.map(({ index, symbol, oid }) => [index, symbol, oid])).toEqual([
      [0, 'INS_NIR_TEST', '1.2.250.1.213.1.4.10'],
      [1, 'INS_NIR_DEMONSTRATION', '1.2.250.1.213.1.4.11'],
    ]);
    expect(parseInsOid('1.2.250.1.213.1.4.11').symbol).toBe('INS_NIR_DEMONSTRATION');
  });

  it.each([
    ['1.2.250.1.213.1.4.8', 'real persons'],
    ['1.2.250.1.213.1.4.9', 'real persons'],
    ['1.2.250.1.213.1.4.2', 'obsolete'],
    ['1.2.250.1.213.1.4.13', 'billing'],
    ['1.2.250.1.213.1.4.14', 'billing'],
    ['1.2.250.1.213.1.4.12', 'not an OID of the INS'],
    ['1.2.250.1.213.1.4.1', 'not an OID of the INS'],
    ['1.2.250.1.213.1.4.10 ', 'not an OID of the INS'],
    ['', 'not an OID of the INS'],
  ])('%j is refused by name', (oid, reason) => {
    expect(isInsOid(oid)).toBe(false);
    expect(() => parseInsOid(oid)).toThrow(InsOidNotAllowedError);
    expect(() => parseInsOid(oid)).toThrow(JSON.stringify(oid));
    expect(() => parseInsOid(oid)).toThrow(reason);
  });

  it('is checked together with the matricule', () => {
    const ins = parseIns(TEST_PATIENT, '1.2.250.1.213.1.4.10');
    expect([ins.matricule.text, ins.oid.symbol]).toEqual([TEST_PATIENT, 'INS_NIR_TEST']);
    expect(() => parseIns(TEST_PATIENT, '1.2.250.1.213.1.4.8')).toThrow(InsOidNotAllowedError);
    expect(() => parseIns('279035121518988', '1.2.250.1.213.1.4.10')).toThrow(InsKeyError);
  });
});
