/**
 * Ids of the schemas, fixed in this repository: the four bytes after the magic byte of every value.
 * An id is given once and never again to another schema.
 */
export const SCHEMA_ID = {
  DocumentDeposited: 1,
  DocumentReplaced: 2,
  DocumentVisibilityChanged: 3,
  DocumentDeleted: 4,
  DepositRefused: 5,
  MessageSent: 6,
  MessageReceiptReceived: 7,
  PrescriptionIssued: 8,
  PrescriptionDispensed: 9,
  PrescriptionClosed: 10,
} as const;

export type RecordName = keyof typeof SCHEMA_ID;

/** First byte of every value: the framing that Kafka tools with a schema registry expect. */
export const MAGIC_BYTE = 0;

/** Bytes before the Avro body: the magic byte and the schema id, a big-endian 32-bit integer. */
export const FRAMING_BYTES = 5;
