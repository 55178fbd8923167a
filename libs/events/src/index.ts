export {
  CHANNELS,
  METERS_TOPIC,
  TOPICS,
  TRUTH_TOPIC,
  UNITS_TOPIC,
  deadLetterTopic,
  type Channel,
} from './channels.js';
export { MalformedEventError, type MalformedReason } from './malformed-event.js';
export { toCloudEvent, type CloudEvent } from './plain/cloud-event.js';
export type {
  DecodedEvent,
  DepositRefused,
  DocumentDeleted,
  DocumentDeposited,
  DocumentReplaced,
  DocumentVisibilityChanged,
  EventHead,
  MessageReceiptReceived,
  MessageSent,
  PrescriptionClosed,
  PrescriptionDispensed,
  PrescriptionIssued,
} from './plain/decoded-event.js';
export { derivedHash, derivedUniqueId } from './plain/derived.js';
export { decodeEvent, encodeEvent } from './plain/plain-codec.js';
export { ABSENT, EventView, NO_TYPE } from './read/event-view.js';
export {
  FACT_SCHEMA_ID,
  FRAMING_BYTES,
  MAGIC_BYTE,
  SCHEMA_ID,
  type FactRecordName,
  type RecordName,
} from './schema-ids.js';
export { SCHEMAS, type EventSchema } from './schemas.js';
export {
  PartitionCountError,
  SHARD_COUNT,
  assertPartitionCount,
  partitionOf,
  partitionOfKeyAt,
  shardOf,
} from './shards.js';
export {
  SourceError,
  parseIntakeSource,
  parseSource,
  sourceOf,
  sourceOfIntake,
  type IntakeSource,
  type SimulatedSource,
} from './sources.js';
export { factToCloudEvent } from './sons/fact-cloud-event.js';
export { decodeFact, encodeFact, keyOfFact } from './sons/fact-codec.js';
export {
  BALANCE_REFUSAL_SYMBOLS,
  INCENTIVE_SCHEME_SYMBOLS,
  MSS_DEPLOYMENT_SYMBOLS,
  OBSTACLE_SYMBOLS,
  type AdvancePaid,
  type AdvanceRequested,
  type AdvanceToAmend,
  type AdvanceValidated,
  type BalanceDeposited,
  type BalanceIncomplete,
  type BalancePaid,
  type BalanceRefusalSymbol,
  type BalanceRefused,
  type BalanceToAmend,
  type BalanceValidated,
  type ControlOpened,
  type EditorEnrolled,
  type FactHead,
  type IncentiveClaimed,
  type IncentiveSchemeSymbol,
  type InstallationVerified,
  type InvoiceIssued,
  type MssDeploymentSymbol,
  type ObstacleReported,
  type ObstacleSymbol,
  type OrderDeposited,
  type OrderSigned,
  type PaymentRecovered,
  type RequestFact,
  type RequestFactHead,
  type SonsFact,
} from './sons/sons-fact.js';
export { SONS_TOPIC, STREAMS, STREAM_TOPICS, type StreamName } from './streams.js';
export {
  CLOSING_REASON_SYMBOLS,
  COULOIR_SYMBOLS,
  DISPENSATION_SCOPE_SYMBOLS,
  DISPOSITION_SYMBOLS,
  INS_OID_SYMBOLS,
  MAILBOX_SYMBOLS,
  MESSAGE_KIND_SYMBOLS,
  REFUSAL_REASON_SYMBOLS,
  VISIBILITY_SYMBOLS,
  type RefusalReasonSymbol,
} from './symbols.js';
export { encodeSiteSegment, writeHead, type HeadFields, type SiteFields } from './write/head.js';
export {
  RecordTooLongError,
  closeRecord,
  encodeHeaders,
  openRecord,
} from './write/kafka-record.js';
export {
  RecordWriter,
  shortSegments,
  type RecordHead,
  type ShortSegments,
} from './write/record-writer.js';
export { SITE_ROW, SiteRows } from './write/site-rows.js';
export {
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
} from './write/tails.js';
export { encodeStringSegment, putBytes, putInt, putLong } from './write/varints.js';
