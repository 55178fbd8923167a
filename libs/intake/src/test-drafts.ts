import type { EventDraft } from './contract.js';

/** StructIdNats of different shards. */
export const SITES = ['1010000013', '1750712184', '1690781810', '1130786049'] as const;

/** A deposit that came in from outside. */
export function draftOf(site: string, registeredAt: number, uniqueId: string): EventDraft {
  return {
    record: 'DocumentDeposited',
    occurredAt: registeredAt - 1000,
    registeredAt,
    actId: 1,
    patient: new Uint8Array(8),
    patientDepartment: '75',
    insOid: 'INS_NIR_TEST',
    author: '899700218896',
    site,
    couloir: 'hospital',
    solution: 0,
    typeCode: 'LOINC_11490_0',
    classCode: 10,
    formatCode: 'DISCHARGE_LETTER',
    sizeBytes: 1000,
    uniqueId,
    hash: new Uint8Array(20),
  };
}
