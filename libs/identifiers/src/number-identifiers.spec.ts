import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  AdeliError,
  FinessDepartmentError,
  FinessError,
  OrdinalOutOfRangeError,
  RppsError,
  SYNTHETIC_FINESS_COUNT,
  SYNTHETIC_RPPS_COUNT,
  SYNTHETIC_SIREN_COUNT,
  SirenError,
  SiretError,
  isAdeli,
  isFiness,
  isRpps,
  isSiren,
  isSiret,
  makeAdeli,
  makeFiness,
  makeRpps,
  makeSiren,
  makeSiret,
  masked,
  parseAdeli,
  parseFiness,
  parseRpps,
  parseSiren,
  parseSiret,
} from './index.js';

const DEPARTMENTS = ['01', '19', '2A', '2B', '21', '75', '95', '971', '972', '973', '974', '976'];

const upTo = (count: number) => fc.integer({ min: 0, max: count - 1 });
const finess = fc
  .tuple(fc.constantFrom(...DEPARTMENTS), upTo(SYNTHETIC_FINESS_COUNT))
  .map(([department, ordinal]) => makeFiness(department, ordinal));

/** A text with one of its decimal digits replaced by another one. */
function withOneChangedDigit(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(texts, fc.nat(), fc.integer({ min: 1, max: 9 })).map(([text, at, step]) => {
    const positions = Array.from(text, (_, i) => i).filter((i) => /\d/.test(text.charAt(i)));
    const position = positions[at % positions.length] ?? 0;
    const changed = String((Number(text.charAt(position)) + step) % 10);
    return text.slice(0, position) + changed + text.slice(position + 1);
  });
}

function caught(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

describe('an RPPS number', () => {
  it.each(['01234567897', '99700218896', '10002422979'])('%s is valid', (text) => {
    expect(parseRpps(text)).toEqual({ text, isSynthetic: false });
  });

  it.each(['07505123456', '1000242297', '100024229790', '1000242297A', ''])(
    '%j is refused',
    (text) => {
      expect(isRpps(text)).toBe(false);
      expect(() => parseRpps(text)).toThrow(RppsError);
    },
  );

  it('is made in a range of its own, always valid', () => {
    fc.assert(
      fc.property(upTo(SYNTHETIC_RPPS_COUNT), (ordinal) => {
        const text = makeRpps(ordinal);
        return text.startsWith('98') && parseRpps(text).isSynthetic;
      }),
    );
    expect(isRpps(makeRpps(SYNTHETIC_RPPS_COUNT - 1))).toBe(true);
    expect(() => makeRpps(SYNTHETIC_RPPS_COUNT)).toThrow(OrdinalOutOfRangeError);
  });

  it('is refused when one digit changes', () => {
    const texts = upTo(SYNTHETIC_RPPS_COUNT).map(makeRpps);
    fc.assert(fc.property(withOneChangedDigit(texts), (text) => !isRpps(text)));
  });
});

describe('an ADELI number', () => {
  it('has 9 digits of which the first two are the department', () => {
    expect(parseAdeli('750512345').department).toBe('75');
    expect(parseAdeli(makeAdeli(12)).text).toBe('990000012');
  });

  it.each(['75051234', '7505123456', '00051234', '000512345', '7505l2345'])(
    '%j is refused',
    (text) => {
      expect(isAdeli(text)).toBe(false);
      expect(() => parseAdeli(text)).toThrow(AdeliError);
    },
  );

  it('is made up to the last ordinal', () => {
    expect(isAdeli(makeAdeli(9_999_999))).toBe(true);
    expect(() => makeAdeli(10_000_000)).toThrow(OrdinalOutOfRangeError);
  });
});

describe('a FINESS number', () => {
  it.each([
    '750712184',
    '690781810',
    '130786049',
    '590780193',
    '330781196',
    '310781406',
    '290000017',
    '750803447',
  ])('%s is valid', (text) => {
    expect(parseFiness(text)).toEqual({ text, department: text.slice(0, 2), isSynthetic: false });
  });

  it.each(['2B0000020', '2B0005342', '2B0004246'])(
    '%s of Haute-Corse fits the reading of its letter as 2',
    (text) => {
      expect(parseFiness(text).department).toBe('2B');
    },
  );

  it.each([
    '75071218',
    '7507121840',
    '000712184',
    '2C0000020',
    '2b0000020',
    '200000020',
    '750712185',
  ])('%j is refused', (text) => {
    expect(isFiness(text)).toBe(false);
    expect(() => parseFiness(text)).toThrow(FinessError);
  });

  it('is made with the department in front and 9 after it', () => {
    expect(makeFiness('75', 0)).toMatch(/^7590{5}\d$/);
    expect(makeFiness('2B', 12)).toMatch(/^2B900012\d$/);
    expect(makeFiness('974', 12)).toMatch(/^97940012\d$/);
    fc.assert(fc.property(finess, (text) => parseFiness(text).isSynthetic));
  });

  it('is another one for another department or ordinal', () => {
    const all = DEPARTMENTS.flatMap((department) =>
      Array.from({ length: 500 }, (_, ordinal) => makeFiness(department, ordinal)),
    );
    expect(new Set(all).size).toBe(all.length);
  });

  it('is refused when one digit changes', () => {
    fc.assert(fc.property(withOneChangedDigit(finess), (text) => !isFiness(text)));
  });

  it.each(['20', '00', '96', '970', '979', '2C', '7', ''])(
    'is not made for the department %j',
    (department) => {
      expect(() => makeFiness(department, 0)).toThrow(FinessDepartmentError);
    },
  );

  it('is made up to the last ordinal of a department', () => {
    expect(isFiness(makeFiness('75', SYNTHETIC_FINESS_COUNT - 1))).toBe(true);
    expect(() => makeFiness('75', SYNTHETIC_FINESS_COUNT)).toThrow(OrdinalOutOfRangeError);
  });
});

describe('SIREN and SIRET numbers', () => {
  it('follow Luhn’s rule', () => {
    expect(isSiren('356000000')).toBe(true);
    expect(isSiren('732829320')).toBe(true);
    expect(isSiret('73282932000074')).toBe(true);
    for (const text of ['732829321', '73282932', '7328293200', 'A32829320']) {
      expect(() => parseSiren(text)).toThrow(SirenError);
    }
    for (const text of ['73282932000075', '7328293200007', '732829320000740']) {
      expect(() => parseSiret(text)).toThrow(SiretError);
    }
  });

  it('let La Poste’s establishments pass by their digit sum', () => {
    // 3+5+6 is 14: the NIC 00001 brings the sum to 15, 00002 to 16; neither passes Luhn's rule.
    expect(parseSiret('35600000000001').nic).toBe('00001');
    expect(() => parseSiret('35600000000002')).toThrow(/La Poste/);
    // Its seat passes Luhn's rule, with a digit sum of 26.
    expect(isSiret('35600000000048')).toBe(true);
  });

  it('grant La Poste’s exception to no one else', () => {
    // Digit sum 40, a multiple of 5.
    expect(() => parseSiret('73282932000004')).toThrow(SiretError);
  });

  it('keep the SIREN’s fault as the cause', () => {
    const error = caught(() => parseSiret('73282932100074'));
    expect(error).toBeInstanceOf(SiretError);
    expect((error as SiretError).cause).toBeInstanceOf(SirenError);
  });

  it('are made in a range of their own, always valid', () => {
    fc.assert(
      fc.property(upTo(SYNTHETIC_SIREN_COUNT), upTo(9_999), (ordinal, establishment) => {
        const siret = parseSiret(makeSiret(ordinal, establishment));
        return siret.siren.isSynthetic && siret.siren.text === makeSiren(ordinal);
      }),
    );
    expect(makeSiret(5)).toBe(makeSiret(5, 0));
    expect(() => makeSiren(SYNTHETIC_SIREN_COUNT)).toThrow(OrdinalOutOfRangeError);
    expect(() => makeSiret(0, 9_999)).toThrow(OrdinalOutOfRangeError);
  });

  it('are refused when one digit changes', () => {
    const sirens = upTo(SYNTHETIC_SIREN_COUNT).map(makeSiren);
    const sirets = upTo(SYNTHETIC_SIREN_COUNT).map((ordinal) => makeSiret(ordinal));
    fc.assert(fc.property(withOneChangedDigit(sirens), (text) => !isSiren(text)));
    fc.assert(fc.property(withOneChangedDigit(sirets), (text) => !isSiret(text)));
  });
});

describe('the errors', () => {
  it('are named, and say what was expected, what came and where to look', () => {
    const error = caught(() => parseFiness('750712185')) as FinessError;
    expect(error.name).toBe('FinessError');
    expect(error.message).toBe(
      'not a FINESS number: expected a last digit that fits Luhn’s rule; came "750712185"; see docs/glossary.md, FINESS',
    );
    expect([error.expected, error.came, error.where].every((text) => text.length > 0)).toBe(true);
  });

  it('shorten what could name a person', () => {
    expect(masked('99700218896')).toBe('"997"… (11 characters)');
  });
});
