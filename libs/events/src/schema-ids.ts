import type { SonsFact } from './sons/sons-fact.js';

/**
 * Ids of the events' schemas, fixed in this repository: the four bytes after the magic byte of every value.
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

/** Ids of the SONS facts' schemas: the same series, given once. Readers of events refuse them, and the other way round. */
export const FACT_SCHEMA_ID = {
  EditorEnrolled: 11,
  OrderSigned: 12,
  OrderDeposited: 13,
  AdvanceRequested: 14,
  AdvanceToAmend: 15,
  AdvanceValidated: 16,
  AdvancePaid: 17,
  InstallationVerified: 18,
  InvoiceIssued: 19,
  BalanceIncomplete: 20,
  BalanceDeposited: 21,
  BalanceToAmend: 22,
  BalanceValidated: 23,
  BalancePaid: 24,
  BalanceRefused: 25,
  ControlOpened: 26,
  PaymentRecovered: 27,
  ObstacleReported: 28,
  IncentiveClaimed: 29,
} as const satisfies Record<SonsFact['record'], number>;

export type FactRecordName = keyof typeof FACT_SCHEMA_ID;

/** First byte of every value: the framing that Kafka tools with a schema registry expect. */
export const MAGIC_BYTE = 0;

/** Bytes before the Avro body: the magic byte and the schema id, a big-endian 32-bit integer. */
export const FRAMING_BYTES = 5;
