/**
 * One writer for each record, for what follows the head. Plain numbers, so that nothing is
 * allocated: enum values are indexes of the symbols, `type` and `format` those of
 * `#libs/reference`. Optional texts and hashes, which a reader derives from source and sequence,
 * are written as null. Each returns the next position.
 */
import { putBytes, putInt, putLong } from './varints.js';

/** First branch of every union of these schemas. */
const NULL_BRANCH = 0;
/** Second branch, as the varint that stands for 1. */
const VALUE_BRANCH = 2;

/** Tail of DocumentDeposited. `sizeBytes` is the size of the document itself. */
export function writeDepositedTail(
  b: Uint8Array,
  p: number,
  type: number,
  classCode: number,
  format: number,
  sizeBytes: number,
): number {
  p = putInt(b, p, type);
  p = putInt(b, p, classCode);
  p = putInt(b, p, format);
  p = putInt(b, p, sizeBytes);
  b[p] = NULL_BRANCH; // uniqueId
  b[p + 1] = NULL_BRANCH; // hash
  return p + 2;
}

/** Tail of DocumentReplaced; the replaced document is named by its sequence in the same source. */
export function writeReplacedTail(
  b: Uint8Array,
  p: number,
  type: number,
  classCode: number,
  format: number,
  sizeBytes: number,
  replacedSequence: number,
): number {
  p = writeDepositedTail(b, p, type, classCode, format, sizeBytes);
  return putLong(b, p, replacedSequence);
}

/** Tail of DocumentVisibilityChanged; `visibility` is an index in VISIBILITY_SYMBOLS. */
export function writeVisibilityChangedTail(
  b: Uint8Array,
  p: number,
  documentSequence: number,
  visibility: number,
): number {
  return putInt(b, putLong(b, p, documentSequence), visibility);
}

/** Tail of DocumentDeleted. */
export function writeDeletedTail(b: Uint8Array, p: number, documentSequence: number): number {
  return putLong(b, p, documentSequence);
}

/** Tail of DepositRefused; `reasonIndex` is an index in REFUSAL_REASON_SYMBOLS: the code of `#libs/admission` minus one. */
export function writeRefusedTail(
  b: Uint8Array,
  p: number,
  type: number,
  classCode: number,
  reasonIndex: number,
): number {
  p = putInt(b, p, type);
  p = putInt(b, p, classCode);
  return putInt(b, p, reasonIndex);
}

/** Tail of MessageSent; `kind` and `mailbox` are indexes in MESSAGE_KIND_SYMBOLS and MAILBOX_SYMBOLS. */
export function writeMessageSentTail(
  b: Uint8Array,
  p: number,
  kind: number,
  mailbox: number,
  type: number,
  sizeBytes: number,
): number {
  p = putInt(b, p, kind);
  p = putInt(b, p, mailbox);
  p = putInt(b, p, type);
  p = putInt(b, p, sizeBytes);
  b[p] = NULL_BRANCH; // messageId
  return p + 1;
}

/** Tail of MessageReceiptReceived; `disposition` is an index in DISPOSITION_SYMBOLS, `errorCode` 0 when processed. */
export function writeMessageReceiptReceivedTail(
  b: Uint8Array,
  p: number,
  kind: number,
  messageSequence: number,
  disposition: number,
  errorCode: number,
): number {
  p = putInt(b, p, kind);
  p = putLong(b, p, messageSequence);
  p = putInt(b, p, disposition);
  return putInt(b, p, errorCode);
}

/** Tail of PrescriptionIssued; `lines` counts the prescribed lines. */
export function writePrescriptionIssuedTail(
  b: Uint8Array,
  p: number,
  type: number,
  lines: number,
): number {
  p = putInt(b, p, type);
  p = putInt(b, p, lines);
  b[p] = NULL_BRANCH; // number
  return p + 1;
}

/**
 * Tail of PrescriptionDispensed.
 *
 * @param prescriptionSourceSegment the prescription's source when it is another stream, else null
 * @param scope index in DISPENSATION_SCOPE_SYMBOLS
 */
export function writePrescriptionDispensedTail(
  b: Uint8Array,
  p: number,
  prescriptionSourceSegment: Uint8Array | null,
  prescriptionSequence: number,
  scope: number,
  lines: number,
): number {
  if (prescriptionSourceSegment === null) {
    b[p] = NULL_BRANCH;
    p += 1;
  } else {
    b[p] = VALUE_BRANCH;
    p = putBytes(b, p + 1, prescriptionSourceSegment);
  }
  p = putLong(b, p, prescriptionSequence);
  p = putInt(b, p, scope);
  return putInt(b, p, lines);
}

/** Tail of PrescriptionClosed; `reason` is an index in CLOSING_REASON_SYMBOLS. */
export function writePrescriptionClosedTail(
  b: Uint8Array,
  p: number,
  prescriptionSequence: number,
  reason: number,
): number {
  return putInt(b, putLong(b, p, prescriptionSequence), reason);
}
