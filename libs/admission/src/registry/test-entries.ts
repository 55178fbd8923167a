import { personOfMatricule, type KnownPatient } from '#libs/patients';
import type { DocumentEntry } from './document-entry.js';
import type { RegisteredDocument } from './registered-document.js';

/** An instant at which only qualified identities feed the DMP. */
export const NOW_MS = Date.UTC(2026, 5, 12, 10);

const person = personOfMatricule('279035121518989');
if (person === undefined) throw new Error('expected the official test identity');

/** The official test identity, with a DMP that is open and not activated. */
export const PATIENT: KnownPatient = {
  matricule: person.matricule,
  oid: person.oid,
  traits: person.traits,
  department: person.department,
  pseudonym: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]),
  profileStatus: 'active',
  isActivated: false,
};

/** An entry that passes every gate. */
export const ENTRY: DocumentEntry = {
  uniqueId: '2.25.1',
  patient: {
    matricule: '279035121518989',
    oid: '1.2.250.1.213.1.4.10',
    birthName: 'PAT-TROIS',
    givenNames: ['DOMINIQUE', 'MARIE-LOUISE'],
    sex: 'F',
    birthDate: '1979-03-28',
    birthPlaceCode: '51215',
    identityStatus: 'QUAL',
  },
  typeCode: '11488-4',
  classCode: '10',
  formatCode: 'urn:ihe:iti:xds-sd:pdf:2008',
  facilityType: 'SA07',
  practiceSetting: 'AMBULATOIRE',
  confidentiality: ['N'],
  languageCode: 'fr-FR',
  documentAtMs: NOW_MS - 1000,
  author: '899700218896',
  site: '1750712184',
  solution: 'LGC-01',
  couloir: 'city',
  sizeBytes: 27,
  hash: new Uint8Array(20).fill(7),
  content: { sizeBytes: 27, hash: new Uint8Array(20).fill(7), cdaId: null },
  replaces: null,
};

/** What the registry holds of ENTRY. */
export const REGISTERED: RegisteredDocument = {
  uniqueId: '2.25.1',
  hash: ENTRY.content.hash,
  sizeBytes: 27,
  source: 'dmp/intake.0000abcd/1',
  sequence: 4,
  site: '1750712184',
  author: '899700218896',
  solution: 90,
  patient: PATIENT.pseudonym,
  patientDepartment: '51',
  insOid: 'INS_NIR_TEST',
  typeSymbol: 'LOINC_11488_4',
  formatSymbol: 'PDF',
  facilityType: 'SA07',
  practiceSetting: 'AMBULATOIRE',
  confidentiality: ['N'],
  status: 'approved',
  isArchived: false,
  replaces: null,
  replacedBy: null,
  submissionSet: null,
  documentAtMs: NOW_MS - 1000,
  registeredAtMs: NOW_MS,
};
