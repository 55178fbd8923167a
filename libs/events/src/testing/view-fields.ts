/** Compares what the in-place reader sees with an event, for the specs of this lib. */
import { DEPARTMENTS } from '#libs/reference';
import type { DecodedEvent } from '../plain/decoded-event.js';
import { ABSENT, NO_TYPE, type EventView } from '../read/event-view.js';
import { SCHEMA_ID } from '../schema-ids.js';
import {
  CLOSING_REASON_SYMBOLS,
  COULOIR_SYMBOLS,
  DISPENSATION_SCOPE_SYMBOLS,
  DISPOSITION_SYMBOLS,
  INS_OID_SYMBOLS,
  MAILBOX_SYMBOLS,
  MESSAGE_KIND_SYMBOLS,
  REFUSAL_REASON_SYMBOLS,
  VISIBILITY_SYMBOLS,
} from '../symbols.js';
import { formatIndexOf, typeIndexOf } from './write-event.js';

/** All fields of a view, texts taken out of the buffer. */
export function fieldsOfView(view: EventView, buffer: Uint8Array): Record<string, unknown> {
  const text = (start: number, end: number): string | null =>
    start === ABSENT ? null : Buffer.from(buffer.subarray(start, end)).toString('utf8');
  return {
    schemaId: view.schemaId,
    source: text(view.sourceStart, view.sourceEnd),
    sequence: view.sequence,
    occurredAtMs: view.occurredAtMs,
    registeredAtMs: view.registeredAtMs,
    actId: view.actId,
    patientHigh: view.patientHigh,
    patientLow: view.patientLow,
    department: view.department,
    insOid: view.insOid,
    author: text(view.authorStart, view.authorEnd),
    site: text(view.siteStart, view.siteEnd),
    couloir: view.couloir,
    solution: view.solution,
    type: view.type,
    classCode: view.classCode,
    format: view.format,
    kind: view.kind,
    mailbox: view.mailbox,
    disposition: view.disposition,
    errorCode: view.errorCode,
    sizeBytes: view.sizeBytes,
    lines: view.lines,
    relatedSequence: view.relatedSequence,
    relatedSource: text(view.relatedSourceStart, view.relatedSourceEnd),
  };
}

/** What a view of the event's bytes must show. */
export function expectedFields(event: DecodedEvent): Record<string, unknown> {
  const patient = Buffer.from(event.patient);
  return {
    schemaId: SCHEMA_ID[event.record],
    source: event.source,
    sequence: event.sequence,
    occurredAtMs: event.occurredAt,
    registeredAtMs: event.registeredAt,
    actId: event.actId,
    patientHigh: patient.readInt32BE(0),
    patientLow: patient.readInt32BE(4),
    department: DEPARTMENTS.findIndex(({ code }) => code === event.patientDepartment),
    insOid: INS_OID_SYMBOLS.indexOf(event.insOid),
    author: event.author,
    site: event.site,
    couloir: COULOIR_SYMBOLS.indexOf(event.couloir),
    solution: event.solution,
    type: 'typeCode' in event ? typeIndexOf(event.typeCode) : NO_TYPE,
    classCode: 'classCode' in event ? event.classCode : ABSENT,
    format: 'formatCode' in event ? formatIndexOf(event.formatCode) : ABSENT,
    kind: kindOf(event),
    mailbox: 'mailbox' in event ? MAILBOX_SYMBOLS.indexOf(event.mailbox) : ABSENT,
    disposition: 'disposition' in event ? DISPOSITION_SYMBOLS.indexOf(event.disposition) : ABSENT,
    errorCode: 'errorCode' in event ? event.errorCode : ABSENT,
    sizeBytes: 'sizeBytes' in event ? event.sizeBytes : ABSENT,
    lines: 'lines' in event ? event.lines : ABSENT,
    relatedSequence: relatedSequenceOf(event),
    relatedSource: 'prescriptionSource' in event ? event.prescriptionSource : null,
  };
}

function kindOf(event: DecodedEvent): number {
  switch (event.record) {
    case 'DocumentVisibilityChanged':
      return VISIBILITY_SYMBOLS.indexOf(event.visibility);
    case 'DepositRefused':
      return REFUSAL_REASON_SYMBOLS.indexOf(event.reason);
    case 'MessageSent':
    case 'MessageReceiptReceived':
      return MESSAGE_KIND_SYMBOLS.indexOf(event.kind);
    case 'PrescriptionDispensed':
      return DISPENSATION_SCOPE_SYMBOLS.indexOf(event.scope);
    case 'PrescriptionClosed':
      return CLOSING_REASON_SYMBOLS.indexOf(event.reason);
    case 'DocumentDeposited':
    case 'DocumentReplaced':
    case 'DocumentDeleted':
    case 'PrescriptionIssued':
      return ABSENT;
  }
}

function relatedSequenceOf(event: DecodedEvent): number {
  if ('replacedSequence' in event) return event.replacedSequence;
  if ('documentSequence' in event) return event.documentSequence;
  if ('messageSequence' in event) return event.messageSequence;
  if ('prescriptionSequence' in event) return event.prescriptionSequence;
  return ABSENT;
}
