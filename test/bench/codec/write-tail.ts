import {
  SCHEMA_ID,
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
  type RecordWriter,
} from '#libs/events';
import type { PreparedEvent } from './prepared-event.js';

/**
 * Writes what follows the head of an open record as the generator does, the two most frequent tails in
 * words; returns the next position.
 */
export function writeOpenTail(
  writer: RecordWriter,
  b: Uint8Array,
  p: number,
  event: PreparedEvent,
): number {
  const { type, classCode, format, sizeBytes, kind, mailbox } = event;
  if (event.schemaId === SCHEMA_ID.DocumentDeposited) {
    return writer.deposited(p, type, classCode, format, sizeBytes);
  }
  if (event.schemaId === SCHEMA_ID.MessageSent) {
    return writer.messageSent(p, kind, mailbox, type, sizeBytes);
  }
  return writeTail(b, p, event);
}

function writeTail(b: Uint8Array, p: number, event: PreparedEvent): number {
  const { type, classCode, format, sizeBytes, kind, lines, relatedSequence } = event;
  switch (event.schemaId) {
    case SCHEMA_ID.DocumentDeposited:
      return writeDepositedTail(b, p, type, classCode, format, sizeBytes);
    case SCHEMA_ID.DocumentReplaced:
      return writeReplacedTail(b, p, type, classCode, format, sizeBytes, relatedSequence);
    case SCHEMA_ID.DocumentVisibilityChanged:
      return writeVisibilityChangedTail(b, p, relatedSequence, kind);
    case SCHEMA_ID.DocumentDeleted:
      return writeDeletedTail(b, p, relatedSequence);
    case SCHEMA_ID.DepositRefused:
      return writeRefusedTail(b, p, type, classCode, kind);
    case SCHEMA_ID.MessageSent:
      return writeMessageSentTail(b, p, kind, event.mailbox, type, sizeBytes);
    case SCHEMA_ID.MessageReceiptReceived:
      return writeMessageReceiptReceivedTail(
        b,
        p,
        kind,
        relatedSequence,
        event.disposition,
        event.errorCode,
      );
    case SCHEMA_ID.PrescriptionIssued:
      return writePrescriptionIssuedTail(b, p, type, lines);
    case SCHEMA_ID.PrescriptionDispensed:
      return writePrescriptionDispensedTail(
        b,
        p,
        event.relatedSource,
        relatedSequence,
        kind,
        lines,
      );
    case SCHEMA_ID.PrescriptionClosed:
      return writePrescriptionClosedTail(b, p, relatedSequence, kind);
    default:
      throw new RangeError(`expected a schema id of SCHEMA_ID, came ${event.schemaId}`);
  }
}
