import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyEvents } from '../testing/arbitrary-events.js';
import { toCloudEvent } from './cloud-event.js';
import type { DocumentDeposited, EventHead } from './decoded-event.js';
import { derivedHash, derivedUniqueId } from './derived.js';

const head: EventHead = {
  source: 'dmp/smoke/42/17',
  sequence: 12,
  occurredAt: Date.UTC(2023, 11, 1, 8, 30, 0, 5),
  registeredAt: Date.UTC(2023, 11, 1, 8, 31),
  actId: 99,
  patient: Buffer.from('00ff00ff00ff00ff', 'hex'),
  patientDepartment: '35',
  insOid: 'INS_NIR_TEST',
  author: '810101234567',
  site: '1350000022',
  couloir: 'city',
  solution: 3,
};

const deposited: DocumentDeposited = {
  ...head,
  record: 'DocumentDeposited',
  typeCode: 'LOINC_57833_6',
  classCode: 42,
  formatCode: 'PRESCRIPTION',
  sizeBytes: 1000,
  uniqueId: null,
  hash: null,
};

describe('an event as CloudEvents JSON', () => {
  it('carries the attributes, and the fields with instants and bytes as text', () => {
    expect(toCloudEvent(deposited)).toEqual({
      specversion: '1.0',
      id: '12',
      source: 'dmp/smoke/42/17',
      type: 'fr.mesflow.events.v1.DocumentDeposited',
      subject: 'dmp/smoke/42/17/12',
      time: '2023-12-01T08:30:00.005Z',
      datacontenttype: 'application/json',
      partitionkey: '1350000022',
      data: {
        occurredAt: '2023-12-01T08:30:00.005Z',
        registeredAt: '2023-12-01T08:31:00.000Z',
        actId: 99,
        patient: '00ff00ff00ff00ff',
        patientDepartment: '35',
        insOid: 'INS_NIR_TEST',
        author: '810101234567',
        site: '1350000022',
        couloir: 'city',
        solution: 3,
        typeCode: 'LOINC_57833_6',
        classCode: 42,
        formatCode: 'PRESCRIPTION',
        sizeBytes: 1000,
        uniqueId: derivedUniqueId('dmp/smoke/42/17', 12),
        hash: Buffer.from(derivedHash('dmp/smoke/42/17', 12)).toString('hex'),
      },
    });
  });

  it('keeps the uniqueId and hash that a document has', () => {
    const hash = Buffer.alloc(20, 0xab);
    const { data } = toCloudEvent({ ...deposited, uniqueId: '1.2.3', hash });
    expect(data).toMatchObject({ uniqueId: '1.2.3', hash: 'ab'.repeat(20) });
  });

  it('derives nothing for a source that is not simulated', () => {
    const { data } = toCloudEvent({ ...deposited, source: 'http-intake/paris-1' });
    expect(data).toMatchObject({ uniqueId: null, hash: null });
  });

  it('names by its subject the event that brought in what it is about', () => {
    const deleted = { ...head, record: 'DocumentDeleted', documentSequence: 5 } as const;
    expect(toCloudEvent(deleted).subject).toBe('dmp/smoke/42/17/5');
    const dispensed = {
      ...head,
      record: 'PrescriptionDispensed',
      prescriptionSource: 'eprescription/smoke/42/3',
      prescriptionSequence: 8,
      scope: 'COMPLETE',
      lines: 2,
    } as const;
    expect(toCloudEvent(dispensed).subject).toBe('eprescription/smoke/42/3/8');
    expect(toCloudEvent({ ...dispensed, prescriptionSource: null }).subject).toBe(
      'dmp/smoke/42/17/8',
    );
  });

  it('has no subject when a refusal kept the document out', () => {
    const { typeCode, classCode } = deposited;
    const refused = {
      ...head,
      record: 'DepositRefused',
      typeCode,
      classCode,
      reason: 'SIM_DMP_CLOSED',
    } as const;
    expect(toCloudEvent(refused)).not.toHaveProperty('subject');
  });

  it('survives JSON for any valid event', () => {
    fc.assert(
      fc.property(anyEvents, (event) => {
        const cloudEvent = toCloudEvent(event);
        expect(JSON.parse(JSON.stringify(cloudEvent))).toEqual(cloudEvent);
        expect(cloudEvent.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      }),
    );
  });
});
