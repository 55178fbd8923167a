import type {
  ClosingReasonSymbol,
  CouloirSymbol,
  DispensationScopeSymbol,
  DispositionSymbol,
  InsOidSymbol,
  MailboxSymbol,
  MessageKindSymbol,
  RefusalReasonSymbol,
  VisibilitySymbol,
} from '../symbols.js';

/** What all events carry, under the names of the Avro schemas. */
export interface EventHead {
  /** Names the stream; source and sequence together are the identity of the event. */
  readonly source: string;
  readonly sequence: number;
  /** The act, milliseconds since 1970 in UTC. */
  readonly occurredAt: number;
  /** The registry's acceptance or refusal, milliseconds since 1970 in UTC; in Europe/Paris it chooses the month. */
  readonly registeredAt: number;
  readonly actId: number;
  /** Keyed pseudonym, 8 bytes. */
  readonly patient: Uint8Array;
  readonly patientDepartment: string;
  readonly insOid: InsOidSymbol;
  /** PSIdNat. */
  readonly author: string;
  /** StructIdNat. */
  readonly site: string;
  readonly couloir: CouloirSymbol;
  /** Index in the published solution catalogue. */
  readonly solution: number;
}

/** Metadata of a document that entered the DMP. */
interface DocumentFields {
  /** Symbol of a document type of `#libs/reference`. */
  readonly typeCode: string;
  readonly classCode: number;
  /** Symbol of a format code of `#libs/reference`. */
  readonly formatCode: string;
  readonly sizeBytes: number;
  /** Null for a simulated document: `derivedUniqueId` gives it. */
  readonly uniqueId: string | null;
  /** SHA-1, 20 bytes; null for a simulated document: `derivedHash` gives it. */
  readonly hash: Uint8Array | null;
}

export interface DocumentDeposited extends EventHead, DocumentFields {
  readonly record: 'DocumentDeposited';
}

export interface DocumentReplaced extends EventHead, DocumentFields {
  readonly record: 'DocumentReplaced';
  readonly replacedSequence: number;
}

export interface DocumentVisibilityChanged extends EventHead {
  readonly record: 'DocumentVisibilityChanged';
  readonly documentSequence: number;
  readonly visibility: VisibilitySymbol;
}

export interface DocumentDeleted extends EventHead {
  readonly record: 'DocumentDeleted';
  readonly documentSequence: number;
}

export interface DepositRefused extends EventHead {
  readonly record: 'DepositRefused';
  readonly typeCode: string;
  readonly classCode: number;
  readonly reason: RefusalReasonSymbol;
}

export interface MessageSent extends EventHead {
  readonly record: 'MessageSent';
  readonly kind: MessageKindSymbol;
  readonly mailbox: MailboxSymbol;
  readonly typeCode: string;
  readonly sizeBytes: number;
  readonly messageId: string | null;
}

export interface MessageReceiptReceived extends EventHead {
  readonly record: 'MessageReceiptReceived';
  readonly kind: MessageKindSymbol;
  readonly messageSequence: number;
  readonly disposition: DispositionSymbol;
  readonly errorCode: number;
}

export interface PrescriptionIssued extends EventHead {
  readonly record: 'PrescriptionIssued';
  readonly typeCode: string;
  readonly lines: number;
  readonly number: string | null;
}

export interface PrescriptionDispensed extends EventHead {
  readonly record: 'PrescriptionDispensed';
  /** Source of the prescription; null when it is the event's own. */
  readonly prescriptionSource: string | null;
  readonly prescriptionSequence: number;
  readonly scope: DispensationScopeSymbol;
  readonly lines: number;
}

export interface PrescriptionClosed extends EventHead {
  readonly record: 'PrescriptionClosed';
  readonly prescriptionSequence: number;
  readonly reason: ClosingReasonSymbol;
}

/** Any event of the three channels, told apart by `record`. */
export type DecodedEvent =
  | DocumentDeposited
  | DocumentReplaced
  | DocumentVisibilityChanged
  | DocumentDeleted
  | DepositRefused
  | MessageSent
  | MessageReceiptReceived
  | PrescriptionIssued
  | PrescriptionDispensed
  | PrescriptionClosed;
