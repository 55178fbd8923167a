import { describe, expect, it } from '@jest/globals';
import { DOCUMENT_TYPES } from '#libs/reference';
import { QUALIFIED_ONLY_FROM_2023 } from '../admit.js';
import { REFUSAL_REASONS } from '../refusals.js';
import { decideDeposit, type DepositDecision, type DepositFacts } from './decide-deposit.js';
import type { DocumentEntry, StatedPatient } from './document-entry.js';
import { INTAKE_CODES, type IntakeCodeName } from './intake-codes.js';
import { ENTRY, NOW_MS, PATIENT, REGISTERED } from './test-entries.js';

const OTHER_HASH = new Uint8Array(20).fill(8);
const FACTS: DepositFacts = {
  patient: PATIENT,
  registered: undefined,
  target: undefined,
  registeredAtMs: NOW_MS,
};

const decide = (
  entry: Partial<DocumentEntry> = {},
  facts: Partial<DepositFacts> = {},
): DepositDecision => decideDeposit({ ...ENTRY, ...entry }, { ...FACTS, ...facts });

const stating = (patient: Partial<StatedPatient>): Partial<DocumentEntry> => ({
  patient: { ...ENTRY.patient, ...patient },
});

const content = (change: Partial<DocumentEntry['content']>): Partial<DocumentEntry> => ({
  sizeBytes: null,
  hash: null,
  content: { ...ENTRY.content, ...change },
});

describe('decideDeposit', () => {
  it('lets in a document that passes every gate, with what its codes name', () => {
    const decision = decide();
    expect(decision.kind).toBe('accepted');
    if (decision.kind !== 'accepted') return;
    expect(decision.metadata.type.classCode).toBe(10);
    expect(decision.metadata.solution.code).toBe('LGC-01');
  });

  it.each<[code: IntakeCodeName, entry: Partial<DocumentEntry>, facts?: Partial<DepositFacts>]>([
    ['INS_OID_NOT_ALLOWED', stating({ oid: '1.2.250.1.213.1.4.8' })],
    ['INS_KEY_INVALID', stating({ matricule: '279035121518988' })],
    ['INS_KEY_INVALID', stating({ matricule: '27903512151898' })],
    ['XDSUnknownPatientId', {}, { patient: undefined }],
    ['XDSUnknownPatientId', stating({ oid: '1.2.250.1.213.1.4.11' })],
    ['INS_NOT_QUALIFIED', stating({ identityStatus: 'PROV' })],
    ['INS_NOT_QUALIFIED', stating({ identityStatus: 'RECUP' })],
    ['INS_NOT_QUALIFIED', stating({ identityStatus: 'VALI' })],
    ['INS_NOT_QUALIFIED', stating({ identityStatus: null })],
    ['TRAITS_MISMATCH', stating({ birthName: 'PAT-DEUX' })],
    ['TRAITS_MISMATCH', stating({ givenNames: ['DOMINIQUE'] })],
    ['TRAITS_MISMATCH', stating({ sex: 'M' })],
    ['TRAITS_MISMATCH', stating({ birthDate: '1979-03-29' })],
    ['TRAITS_MISMATCH', stating({ birthPlaceCode: '51216' })],
    ['XDSMissingDocumentMetadata', stating({ birthName: null })],
    ['XDSMissingDocumentMetadata', stating({ oid: null })],
    ['XDSMissingDocumentMetadata', stating({ matricule: null })],
    ['EMPTY_DOCUMENT', content({ sizeBytes: 0 })],
    ['SIM_DMP_ABSENT', {}, { patient: { ...PATIENT, profileStatus: 'absent' } }],
    ['SIM_DMP_CLOSED', {}, { patient: { ...PATIENT, profileStatus: 'closed' } }],
    ['SIM_DMP_OPPOSED', {}, { patient: { ...PATIENT, profileStatus: 'opposed' } }],
    ['XDSMissingDocumentMetadata', { uniqueId: null }],
    ['XDSMissingDocumentMetadata', { typeCode: null }],
    ['XDSMissingDocumentMetadata', { confidentiality: [] }],
    ['XDSRegistryMetadataError', { uniqueId: 'not-an-oid' }],
    ['XDSRegistryMetadataError', { uniqueId: '2.25.01' }],
    ['XDSRegistryMetadataError', { typeCode: '99999-9' }],
    ['XDSRegistryMetadataError', { typeCode: 'REMB', classCode: null }],
    ['XDSRegistryMetadataError', { typeCode: 'DOCPAT03', classCode: null }],
    ['XDSRegistryMetadataError', { typeCode: 'EXPPAT_1', classCode: null }],
    ['XDSRegistryMetadataError', { classCode: '11' }],
    ['XDSRegistryMetadataError', { formatCode: 'urn:ihe:lab:xd-lab:2008' }],
    ['XDSRegistryMetadataError', { formatCode: 'urn:unknown' }],
    ['XDSRegistryMetadataError', { facilityType: 'SA99' }],
    ['XDSRegistryMetadataError', { practiceSetting: 'VILLE' }],
    ['XDSRegistryMetadataError', { confidentiality: ['X'] }],
    ['XDSRegistryMetadataError', { confidentiality: ['N', 'N'] }],
    ['XDSRegistryMetadataError', { languageCode: 'en-GB' }],
    ['XDSRegistryMetadataError', { author: '899700218897' }],
    ['XDSRegistryMetadataError', { site: '1750712185' }],
    ['XDSRegistryMetadataError', { solution: 'LGC-99' }],
    ['XDSRegistryMetadataError', { solution: 'RI-01', couloir: null }],
    ['XDSRegistryMetadataError', { couloir: 'hospital' }],
    ['XDSRegistryMetadataError', { documentAtMs: NOW_MS + 5 * 60_000 + 1 }],
    ['XDSRegistryMetadataError', { documentAtMs: Date.UTC(1900, 0, 1) - 1 }],
    ['XDSRepositoryMetadataError', { sizeBytes: 28 }],
    ['XDSRepositoryMetadataError', { hash: OTHER_HASH }],
    ['XDSDocumentUniqueIdError', content({ cdaId: '2.25.2' })],
    ['XDSNonIdenticalHash', content({ hash: OTHER_HASH }), { registered: REGISTERED }],
    ['SIM_DOCUMENT_UNKNOWN', { replaces: '2.25.9' }],
    [
      'XDSPatientIdDoesNotMatch',
      { uniqueId: '2.25.2', replaces: '2.25.1' },
      { target: { ...REGISTERED, patient: new Uint8Array(8) } },
    ],
    [
      'SIM_OTHER_SITE',
      { uniqueId: '2.25.2', replaces: '2.25.1' },
      { target: { ...REGISTERED, site: '1690781810' } },
    ],
    [
      'XDSRegistryDeprecatedDocumentError',
      { uniqueId: '2.25.2', replaces: '2.25.1' },
      { target: { ...REGISTERED, status: 'superseded', replacedBy: '2.25.3' } },
    ],
    [
      'SIM_DOCUMENT_DELETED',
      { uniqueId: '2.25.2', replaces: '2.25.1' },
      { target: { ...REGISTERED, status: 'deleted' } },
    ],
  ])('refuses with %s (%#)', (code, entry, facts = {}) => {
    const decision = decide(entry, facts);
    expect(decision).toMatchObject({ kind: 'refused', refusal: { code } });
  });

  it('takes what stands just inside each limit', () => {
    expect(decide({ documentAtMs: NOW_MS + 5 * 60_000 }).kind).toBe('accepted');
    expect(decide({ documentAtMs: Date.UTC(1900, 0, 1) }).kind).toBe('accepted');
    expect(decide({ uniqueId: `2.25.${'1'.repeat(59)}` }).kind).toBe('accepted');
    expect(decide({ uniqueId: `2.25.${'1'.repeat(60)}` }).kind).toBe('refused');
    expect(decide({ classCode: null, couloir: null, languageCode: null }).kind).toBe('accepted');
  });

  it('tolerates every known status up to the end of 2022, Paris time, and qualified ones from then on', () => {
    const gateMs = QUALIFIED_ONLY_FROM_2023.qualifiedOnlyFromMs;
    const at = (registeredAtMs: number, identityStatus: string): string =>
      decide({ ...stating({ identityStatus }), documentAtMs: gateMs - 10_000 }, { registeredAtMs })
        .kind;
    for (const status of ['PROV', 'RECUP', 'VALI', 'QUAL']) {
      expect(at(gateMs - 1, status)).toBe('accepted');
      expect(at(gateMs, status)).toBe(status === 'QUAL' ? 'accepted' : 'refused');
    }
    expect(at(gateMs - 1, 'VIDE')).toBe('refused');
  });

  it('never asks whether the profile is activated', () => {
    for (const isActivated of [true, false]) {
      expect(decide({}, { patient: { ...PATIENT, isActivated } }).kind).toBe('accepted');
    }
  });

  it('answers the same document again like the first time, whatever happened since', () => {
    for (const status of ['approved', 'superseded', 'deleted'] as const) {
      const decision = decide(stating({ identityStatus: 'VALI' }), {
        registered: { ...REGISTERED, status },
        patient: { ...PATIENT, profileStatus: 'closed' },
      });
      expect(decision.kind).toBe('known');
    }
  });

  it('names the traits at fault and tells neither value', () => {
    const decision = decide(stating({ birthName: 'SECRET-NAME' }));
    expect(JSON.stringify(decision)).toContain('birthName');
    expect(JSON.stringify(decision)).not.toMatch(/SECRET-NAME|PAT-TROIS|279035121518989/);
  });

  it('takes every professional type in its own format, and no other type', () => {
    for (const { typeCode, isProfessional } of DOCUMENT_TYPES) {
      const kind = decide({ typeCode, classCode: null }).kind;
      expect({ typeCode, kind }).toEqual({
        typeCode,
        kind: isProfessional ? 'accepted' : 'refused',
      });
    }
  });
});

describe('INTAKE_CODES', () => {
  it('maps to reasons that the published event knows', () => {
    const symbols = new Set<string>(REFUSAL_REASONS.map(({ symbol }) => symbol));
    for (const { symbol } of Object.values(INTAKE_CODES)) {
      expect(symbol === null || symbols.has(symbol)).toBe(true);
    }
  });

  it('says come back with 503 and with nothing else', () => {
    const later = Object.values(INTAKE_CODES).filter(({ status }) => status === 503);
    expect(later.map(({ code }) => code)).toEqual(['XDSRegistryBusy', 'XDSRepositoryBusy']);
  });
});
