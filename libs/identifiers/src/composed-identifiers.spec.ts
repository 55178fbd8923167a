import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  FinessError,
  IdentifierError,
  MAILBOX_KINDS,
  MssanteAddressError,
  OrdinalOutOfRangeError,
  PS_ID_NAT_OID,
  PrescriptionNumberError,
  PsIdNatError,
  RppsError,
  STRUCT_ID_NAT_OID,
  SYNTHETIC_FINESS_COUNT,
  SYNTHETIC_RPPS_COUNT,
  SYNTHETIC_SIREN_COUNT,
  StructIdNatError,
  isMssanteAddress,
  isPrescriptionNumber,
  isPsIdNat,
  isStructIdNat,
  makeCitizenAddress,
  makeFiness,
  makePracticeStructIdNat,
  makePrescriptionNumber,
  makeProfessionalAddress,
  makePsIdNat,
  makeSiren,
  parseMssanteAddress,
  parsePrescriptionNumber,
  parsePsIdNat,
  parseStructIdNat,
  structIdNatOfFiness,
  structIdNatOfSiren,
} from './index.js';

const DEPARTMENTS = ['01', '19', '2A', '2B', '21', '75', '95', '971', '972', '973', '974', '976'];

const upTo = (count: number) => fc.integer({ min: 0, max: count - 1 });
const finess = fc
  .tuple(fc.constantFrom(...DEPARTMENTS), upTo(SYNTHETIC_FINESS_COUNT))
  .map(([department, ordinal]) => makeFiness(department, ordinal));

function caught(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

describe('a PSIdNat', () => {
  it('of a professional is 8 and the RPPS number', () => {
    expect(parsePsIdNat('899700218896')).toEqual({
      text: '899700218896',
      kind: 'rpps',
      number: '99700218896',
      internal: null,
    });
    expect(makePsIdNat(4)).toHaveLength(12);
    expect(PS_ID_NAT_OID).toBe('1.2.250.1.71.4.2.1');
  });

  it.each([
    ['0750512345', 'adeli', '750512345', null],
    ['1750512345/12', 'adeli-practice-internal', '750512345', '12'],
    ['3750712184/A17', 'finess-internal', '750712184', 'A17'],
    ['375071218417', 'finess-internal', '750712184', '17'],
    ['4356000000/1', 'siren-internal', '356000000', '1'],
    ['573282932000074/9', 'siret-internal', '73282932000074', '9'],
    ['610002422979/3', 'rpps-practice-internal', '10002422979', '3'],
  ])('%s is read as %s', (text, kind, number, internal) => {
    expect(parsePsIdNat(text)).toEqual({ text, kind, number, internal });
  });

  it.each([
    '',
    '2750712184',
    '7750712184',
    '99700218896',
    '8997002188961',
    '899700218896/1',
    '3750712184',
    '3750712184/',
    '3750712184//1',
    `3750712184/${'1'.repeat(21)}`,
  ])('%j is refused', (text) => {
    expect(isPsIdNat(text)).toBe(false);
    expect(() => parsePsIdNat(text)).toThrow(PsIdNatError);
  });

  it('keeps the fault of the number inside as the cause, and shows neither', () => {
    const error = caught(() => parsePsIdNat('899700218897')) as PsIdNatError;
    expect(error).toBeInstanceOf(PsIdNatError);
    expect(error.cause).toBeInstanceOf(RppsError);
    expect(error.message).not.toContain('99700218897');
  });

  it('is always valid when made', () => {
    fc.assert(
      fc.property(upTo(SYNTHETIC_RPPS_COUNT), (ordinal) => isPsIdNat(makePsIdNat(ordinal))),
    );
  });
});

describe('a StructIdNat', () => {
  it.each([
    ['075051234501', 'adeli-practice', '750512345', '01'],
    ['1750712184', 'finess', '750712184', null],
    ['2356000000', 'siren', '356000000', null],
    ['373282932000074', 'siret', '73282932000074', null],
    ['41000242297901', 'rpps-practice', '10002422979', '01'],
    ['410002422979-123', 'rpps-practice', '10002422979', '123'],
  ])('%s is read as %s', (text, kind, number, rank) => {
    expect(parseStructIdNat(text)).toEqual({ text, kind, number, rank });
  });

  it.each(['', '1', '5750712184', '1750712185', '17507121840', '410002422979', '4100024229791234'])(
    '%j is refused',
    (text) => {
      expect(isStructIdNat(text)).toBe(false);
      expect(() => parseStructIdNat(text)).toThrow(StructIdNatError);
    },
  );

  it('keeps the fault of the number inside as the cause', () => {
    const error = caught(() => parseStructIdNat('1750712185')) as StructIdNatError;
    expect(error.cause).toBeInstanceOf(FinessError);
    expect(STRUCT_ID_NAT_OID).toBe('1.2.250.1.71.4.2.2');
  });

  it('is always valid when made', () => {
    fc.assert(fc.property(finess, (number) => isStructIdNat(structIdNatOfFiness(number))));
    fc.assert(
      fc.property(upTo(SYNTHETIC_SIREN_COUNT), (ordinal) =>
        isStructIdNat(structIdNatOfSiren(makeSiren(ordinal))),
      ),
    );
    fc.assert(
      fc.property(upTo(SYNTHETIC_RPPS_COUNT), upTo(100), (professional, rank) =>
        isStructIdNat(makePracticeStructIdNat(professional, rank)),
      ),
    );
    expect(() => makePracticeStructIdNat(0, 100)).toThrow(OrdinalOutOfRangeError);
  });
});

describe('an MSSanté address', () => {
  it('of a citizen carries the matricule INS', () => {
    const address = parseMssanteAddress('279035121518989@patient.mssante.fr');
    expect(address.kind === 'citizen' ? address.matricule.key : '').toBe('89');
  });

  it('of a citizen is refused with a wrong key, without showing it', () => {
    const error = caught(() => parseMssanteAddress('279035121518988@patient.mssante.fr'));
    expect(error).toBeInstanceOf(MssanteAddressError);
    expect((error as IdentifierError).cause).toBeInstanceOf(IdentifierError);
    expect((error as IdentifierError).message).not.toContain('27903512');
  });

  it('of a professional has an operator’s domain and does not tell its kind of mailbox', () => {
    expect(parseMssanteAddress('service.cardiologie@chu-exemple.aura.mssante.fr')).toEqual({
      kind: 'professional',
      text: 'service.cardiologie@chu-exemple.aura.mssante.fr',
      local: 'service.cardiologie',
      domain: 'chu-exemple.aura.mssante.fr',
      mailbox: null,
    });
  });

  it.each([
    'someone@example.org',
    'someone@mssante.fr',
    'someone@operator.mssante.fr.example.org',
    'someone@operatormssante.fr',
    '@operator.mssante.fr',
    'some one@operator.mssante.fr',
    '.someone@operator.mssante.fr',
    'someone@-operator.mssante.fr',
    'a@b@operator.mssante.fr',
    'dupont@patient.mssante.fr',
    '',
  ])('%j is refused', (text) => {
    expect(isMssanteAddress(text)).toBe(false);
  });

  it('is always valid when made, and tells its kind of mailbox', () => {
    const kinds = fc.constantFrom(...MAILBOX_KINDS);
    fc.assert(
      fc.property(kinds, upTo(100_000_000), (mailbox, ordinal) => {
        const address = parseMssanteAddress(makeProfessionalAddress(mailbox, ordinal));
        return address.kind === 'professional' && address.mailbox === mailbox;
      }),
    );
    fc.assert(
      fc.property(
        upTo(1_000_000),
        (ordinal) => parseMssanteAddress(makeCitizenAddress(ordinal)).kind === 'citizen',
      ),
    );
    expect(() => makeProfessionalAddress('PER', 100_000_000)).toThrow(OrdinalOutOfRangeError);
  });
});

describe('a prescription number', () => {
  const numbers = upTo(32 ** 10).map(makePrescriptionNumber);

  it('says that it is simulated', () => {
    expect(makePrescriptionNumber(0)).toBe('SIM-00000000000');
    expect(makePrescriptionNumber(31)).toMatch(/^SIM-000000000Z[0-9A-Z]$/);
  });

  it('gives its ordinal back', () => {
    fc.assert(
      fc.property(
        upTo(32 ** 10),
        (ordinal) => parsePrescriptionNumber(makePrescriptionNumber(ordinal)).ordinal === ordinal,
      ),
    );
  });

  it('is refused when one character changes', () => {
    const alphabet = Array.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ');
    fc.assert(
      fc.property(
        numbers,
        fc.integer({ min: 4, max: 14 }),
        fc.constantFrom(...alphabet),
        (text, position, character) => {
          fc.pre(text.charAt(position) !== character);
          return !isPrescriptionNumber(
            text.slice(0, position) + character + text.slice(position + 1),
          );
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each(['', 'SIM-', 'SIM-0000000000', 'SIM-000000000000', 'SIM-0000000000I', '00000000000'])(
    '%j is refused',
    (text) => {
      expect(() => parsePrescriptionNumber(text)).toThrow(PrescriptionNumberError);
    },
  );

  it('is made up to the last ordinal and not beyond', () => {
    expect(isPrescriptionNumber(makePrescriptionNumber(32 ** 10 - 1))).toBe(true);
    expect(() => makePrescriptionNumber(32 ** 10)).toThrow(OrdinalOutOfRangeError);
    expect(() => makePrescriptionNumber(-1)).toThrow(OrdinalOutOfRangeError);
  });
});
