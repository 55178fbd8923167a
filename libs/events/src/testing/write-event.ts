/** Writes whole events through the hot-path writers, for the specs of this lib. */
import { DOCUMENT_TYPES, FORMAT_CODES } from '#libs/reference';
import type { DecodedEvent } from '../plain/decoded-event.js';
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
import { encodeSiteSegment, writeHead, type HeadFields } from '../write/head.js';
import {
  writeDeletedTail,
  writeDepositedTail,
  writeMessageReceiptReceivedTail,
  writeMessageSentTail,
  writePrescriptionClosedTail,
  writePrescriptionDispensedTail,
  writePrescriptionIssuedTail,
  writeRefusedTail,
  writeReplacedTail,
  writeVisibilityChangedTail,
} from '../write/tails.js';
import { encodeStringSegment } from '../write/varints.js';

/** Longer than any arbitrary event. */
const EVENT_BYTES_MAX = 2048;

/** Writes the framed event; returns the next position. Optional texts and hashes are written as null. */
export function writeEvent(b: Uint8Array, start: number, event: DecodedEvent): number {
  const p = writeHead(b, start, SCHEMA_ID[event.record], headOf(event));
  return writeTail(b, p, event);
}

/** The framed event as bytes of its own. */
export function writtenBytes(event: DecodedEvent): Buffer {
  const buffer = Buffer.alloc(EVENT_BYTES_MAX);
  return buffer.subarray(0, writeEvent(buffer, 0, event));
}

/** Index of a document type's symbol. */
export function typeIndexOf(symbol: string): number {
  return DOCUMENT_TYPES.findIndex((type) => type.symbol === symbol);
}

/** Index of a format's symbol. */
export function formatIndexOf(symbol: string): number {
  return FORMAT_CODES.findIndex((format) => format.symbol === symbol);
}

function headOf(event: DecodedEvent): HeadFields {
  const patient = Buffer.from(event.patient);
  return {
    sourceSegment: encodeStringSegment(event.source),
    sequence: event.sequence,
    occurredAtMs: event.occurredAt,
    registeredAtMs: event.registeredAt,
    actId: event.actId,
    // Signed on purpose: the generator's mixing functions give integers of either sign.
    patientHigh: patient.readInt32BE(0),
    patientLow: patient.readInt32BE(4),
    departmentSegment: encodeStringSegment(event.patientDepartment),
    insOid: INS_OID_SYMBOLS.indexOf(event.insOid),
    siteSegment: encodeSiteSegment({
      author: event.author,
      site: event.site,
      couloir: COULOIR_SYMBOLS.indexOf(event.couloir),
      solution: event.solution,
    }),
  };
}

function writeTail(b: Uint8Array, p: number, event: DecodedEvent): number {
  switch (event.record) {
    case 'DocumentDeposited':
      return writeDepositedTail(
        b,
        p,
        typeIndexOf(event.typeCode),
        event.classCode,
        formatIndexOf(event.formatCode),
        event.sizeBytes,
      );
    case 'DocumentReplaced':
      return writeReplacedTail(
        b,
        p,
        typeIndexOf(event.typeCode),
        event.classCode,
        formatIndexOf(event.formatCode),
        event.sizeBytes,
        event.replacedSequence,
      );
    case 'DocumentVisibilityChanged': {
      const visibility = VISIBILITY_SYMBOLS.indexOf(event.visibility);
      return writeVisibilityChangedTail(b, p, event.documentSequence, visibility);
    }
    case 'DocumentDeleted':
      return writeDeletedTail(b, p, event.documentSequence);
    case 'DepositRefused': {
      const reason = REFUSAL_REASON_SYMBOLS.indexOf(event.reason);
      return writeRefusedTail(b, p, typeIndexOf(event.typeCode), event.classCode, reason);
    }
    case 'MessageSent': {
      const kind = MESSAGE_KIND_SYMBOLS.indexOf(event.kind);
      const mailbox = MAILBOX_SYMBOLS.indexOf(event.mailbox);
      const type = typeIndexOf(event.typeCode);
      return writeMessageSentTail(b, p, kind, mailbox, type, event.sizeBytes);
    }
    case 'MessageReceiptReceived': {
      const kind = MESSAGE_KIND_SYMBOLS.indexOf(event.kind);
      const disposition = DISPOSITION_SYMBOLS.indexOf(event.disposition);
      const { messageSequence, errorCode } = event;
      return writeMessageReceiptReceivedTail(b, p, kind, messageSequence, disposition, errorCode);
    }
    case 'PrescriptionIssued':
      return writePrescriptionIssuedTail(b, p, typeIndexOf(event.typeCode), event.lines);
    case 'PrescriptionDispensed': {
      const { prescriptionSource, prescriptionSequence, lines } = event;
      const source = prescriptionSource === null ? null : encodeStringSegment(prescriptionSource);
      const scope = DISPENSATION_SCOPE_SYMBOLS.indexOf(event.scope);
      return writePrescriptionDispensedTail(b, p, source, prescriptionSequence, scope, lines);
    }
    case 'PrescriptionClosed': {
      const reason = CLOSING_REASON_SYMBOLS.indexOf(event.reason);
      return writePrescriptionClosedTail(b, p, event.prescriptionSequence, reason);
    }
  }
}
