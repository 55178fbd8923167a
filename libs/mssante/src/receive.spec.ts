import { describe, expect, it } from '@jest/globals';
import { INS_OIDS } from '#libs/identifiers';
import {
  firstProfile,
  knownPatient,
  personOfMatricule,
  personOfOrdinal,
  type Person,
} from '#libs/patients';
import { documentTypeOfCode } from '#libs/reference';
import {
  checkCoherence,
  insOfDocument,
  parseMailbox,
  RECEIPT_ERRORS,
  receive,
  type Arrival,
  type CdaHeader,
  type DocumentEntry,
  type HeldDocument,
} from './index.js';

const NOW_MS = Date.UTC(2024, 0, 15);
const PERSON = officialTestIdentity();
const KNOWN = knownPatient(PERSON, firstProfile(PERSON), NOW_MS);
const TEST_OID = INS_OIDS[0]?.oid ?? '';
const INS = { root: TEST_OID, extension: PERSON.matricule.text };

const HEADER: CdaHeader = {
  uniqueId: '1.2.3.4',
  typeCode: '11502-2',
  codeSystemOid: '2.16.840.1.113883.6.1',
  versionNumber: 2,
  patientIds: [INS],
  traits: {
    birthName: PERSON.traits.birthName,
    firstGivenName: PERSON.traits.firstGivenName,
    givenNames: PERSON.traits.givenNames.join(' '),
    sex: PERSON.traits.sex,
    birthDate: PERSON.traits.birthDate.replaceAll('-', ''),
    birthPlaceCode: PERSON.traits.birthPlaceCode,
  },
  author: 'author-1',
  site: 'site-1',
  replaces: null,
};

const ARRIVAL: Arrival = {
  mailbox: parseMailbox('per.1@simulation.mssante.fr'),
  header: HEADER,
  hash: 'aa',
  type: documentTypeOfCode('11502-2'),
  ins: INS,
  patient: KNOWN,
  same: undefined,
  replaced: undefined,
};

const FIRST: HeldDocument = {
  uniqueId: '1.2.3.3',
  hash: 'bb',
  author: 'author-1',
  site: 'site-1',
  versionNumber: 1,
  isSuperseded: false,
};
const REPLACING: Arrival = {
  ...ARRIVAL,
  header: { ...HEADER, replaces: '1.2.3.3' },
  replaced: FIRST,
};

const withTraits = (more: Partial<CdaHeader['traits']>): Arrival => ({
  ...ARRIVAL,
  header: { ...HEADER, traits: { ...HEADER.traits, ...more } },
});

function officialTestIdentity(): Person {
  const person = personOfMatricule('279035121518989');
  if (person === undefined) throw new Error('the official test identity is known');
  return person;
}

describe('a receiving software', () => {
  it.each<[string, Arrival]>([
    ['a document in order', ARRIVAL],
    ['the same document again', { ...ARRIVAL, same: { ...FIRST, hash: 'aa' } }],
    ['the next version by its author', REPLACING],
    [
      'the next version by a colleague of the structure',
      { ...REPLACING, replaced: { ...FIRST, author: 'author-2' } },
    ],
    [
      'the next version by its author from another structure',
      { ...REPLACING, replaced: { ...FIRST, site: 'site-2' } },
    ],
    [
      'a document in the mailbox of its patient',
      { ...ARRIVAL, mailbox: parseMailbox('279035121518989@patient.mssante.fr') },
    ],
  ])('processes %s', (_, arrival) => {
    expect(receive(arrival)).toBeNull();
  });

  it.each<[number, string, Arrival]>([
    [
      900,
      'a version that was replaced already',
      { ...REPLACING, replaced: { ...FIRST, isSuperseded: true } },
    ],
    [
      900,
      'a version that is not above the one it replaces',
      { ...REPLACING, replaced: { ...FIRST, versionNumber: 2 } },
    ],
    [
      901,
      'a replacement by a stranger',
      { ...REPLACING, replaced: { ...FIRST, author: 'x', site: 'y' } },
    ],
    [902, 'a matricule of nobody', { ...ARRIVAL, patient: undefined }],
    [903, 'a document without INS', { ...ARRIVAL, ins: null }],
    [904, 'another birth name', withTraits({ birthName: 'PAT-DEUX' })],
    [904, 'another first given name', withTraits({ firstGivenName: 'MARIE' })],
    [904, 'another list of given names', withTraits({ givenNames: 'DOMINIQUE' })],
    [904, 'another sex', withTraits({ sex: 'M' })],
    [904, 'another birth date', withTraits({ birthDate: '19790329' })],
    [904, 'another birth place', withTraits({ birthPlaceCode: '51216' })],
    [904, 'another OID', { ...ARRIVAL, ins: { ...INS, root: INS_OIDS[1]?.oid ?? '' } }],
    [
      904,
      'the mailbox of another patient',
      {
        ...ARRIVAL,
        mailbox: parseMailbox(`${personOfOrdinal(4).matricule.text}@patient.mssante.fr`),
      },
    ],
    [905, 'no birth name', withTraits({ birthName: null })],
    [905, 'no first given name', withTraits({ firstGivenName: null })],
    [905, 'no list of given names', withTraits({ givenNames: null })],
    [905, 'no sex', withTraits({ sex: null })],
    [905, 'no birth date', withTraits({ birthDate: null })],
    [905, 'no birth place', withTraits({ birthPlaceCode: null })],
    [906, 'a document of the patient’s own', { ...ARRIVAL, type: documentTypeOfCode('DOCPAT01') }],
    [906, 'a uniqueId with another content', { ...ARRIVAL, same: FIRST }],
    [906, 'a replacement of what was never received', { ...REPLACING, replaced: undefined }],
  ])('answers %i to %s', (code, _, arrival) => {
    expect(receive(arrival)?.code).toBe(code);
  });

  it('has a case for every business code', () => {
    const codes = Object.values(RECEIPT_ERRORS).map(({ code }) => code);
    expect(codes).toEqual([900, 901, 902, 903, 904, 905, 906]);
  });
});

describe('metadata', () => {
  const ENTRY: DocumentEntry = {
    uniqueId: HEADER.uniqueId,
    typeCode: HEADER.typeCode,
    classCode: '10',
    patientId: INS,
    mimeType: 'text/xml',
    hash: 'aa',
    sizeBytes: 100,
    uri: 'DOC.XML',
  };
  const MEASURED = { hash: 'aa', sizeBytes: 100 };

  it('that agree give the type of the document', () => {
    expect(checkCoherence(ENTRY, HEADER, MEASURED).symbol).toBe('LOINC_11502_2');
    expect(checkCoherence({ ...ENTRY, classCode: null }, HEADER, MEASURED).classCode).toBe(10);
  });

  it.each<Partial<DocumentEntry>>([
    { hash: 'ab' },
    { sizeBytes: 99 },
    { sizeBytes: 101 },
    { mimeType: 'application/pdf' },
    { uniqueId: '1.2.3.5' },
    { typeCode: '18748-4' },
    { classCode: '11' },
    { patientId: { ...INS, extension: '279035121518990' } },
    { patientId: { ...INS, root: '1.2.3' } },
  ])('with %o are refused', (more) => {
    expect(() => checkCoherence({ ...ENTRY, ...more }, HEADER, MEASURED)).toThrow(
      expect.objectContaining({ refusal: 'document-mismatch' }),
    );
  });

  it('of a type that the DMP does not know are refused', () => {
    const typeCode = '99999-9';
    expect(() =>
      checkCoherence({ ...ENTRY, typeCode, classCode: null }, { ...HEADER, typeCode }, MEASURED),
    ).toThrow(expect.objectContaining({ refusal: 'unknown-document-type' }));
  });
});

describe('the INS of a document', () => {
  it('is the identifier under a test or demonstration OID', () => {
    expect(insOfDocument(HEADER)).toEqual(INS);
    expect(
      insOfDocument({ ...HEADER, patientIds: [{ root: '1.2.3', extension: 'IPP' }] }),
    ).toBeNull();
  });

  it.each(['1.2.250.1.213.1.4.8', '1.2.250.1.213.1.4.9', '1.2.250.1.213.1.4.2'])(
    'of a real person, OID %s, is refused',
    (root) => {
      const header = { ...HEADER, patientIds: [INS, { root, extension: '1' }] };
      expect(() => insOfDocument(header)).toThrow(
        expect.objectContaining({ refusal: 'real-identity' }),
      );
    },
  );

  it('with a wrong key is refused', () => {
    const patientIds = [{ ...INS, extension: '279035121518988' }];
    expect(() => insOfDocument({ ...HEADER, patientIds })).toThrow(
      expect.objectContaining({ refusal: 'bad-document' }),
    );
  });
});
