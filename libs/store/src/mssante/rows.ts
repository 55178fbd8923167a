import type { InsOidSymbol } from '#libs/identifiers';
import type { CouloirCode } from '#libs/reference';

/** What all events of one mail share: the head of an event without its instants. */
export interface MessageHead {
  readonly actId: number;
  /** Pseudonym of the patient, 16 hexadecimal digits. */
  readonly patient: string;
  readonly patientDepartment: string;
  readonly insOid: InsOidSymbol;
  readonly author: string;
  readonly site: string;
  readonly couloir: CouloirCode;
  readonly solution: number;
}

/** A mail without its bytes. */
export interface MessageRow {
  readonly messageId: string;
  /** SHA-256 over what the mail says, hexadecimal. */
  readonly fingerprint: string;
  readonly sender: string;
  readonly sentAt: Date;
  readonly registeredAt: Date;
  readonly sizeBytes: number;
  readonly typeCode: string | null;
  readonly uniqueId: string | null;
  /** Null for a mail without a document: it has no events. */
  readonly head: MessageHead | null;
  readonly source: string | null;
  readonly professionalSequence: number | null;
  readonly citizenSequence: number | null;
  readonly isReceiptAsked: boolean;
  readonly notes: readonly string[];
}

/** A mail that is stored for the first time. */
export interface NewMessage extends MessageRow {
  readonly raw: Buffer;
}

/** A recipient of a mail, and what its mailbox made of it. */
export interface RecipientRow {
  readonly messageId: string;
  readonly address: string;
  readonly kind: 'professional' | 'citizen';
  readonly disposition: 'PROCESSED' | 'ERROR' | null;
  readonly errorCode: number;
  readonly errorDetail: string | null;
  /** The form in which a receipt came back; null when none did. */
  readonly receiptForm: 'mdn' | 'mail' | null;
  readonly receiptOrigin: 'automatic' | 'smtp' | null;
  readonly receiptSequence: number | null;
  readonly receiptAt: Date | null;
}

/** A conversation between a patient and a professional mailbox. */
export interface ConversationRow {
  readonly citizen: string;
  readonly professional: string;
  readonly status: 'open' | 'closed';
  readonly startedBy: 'professional' | 'citizen';
  readonly lastMessageId: string;
  readonly changedAt: Date;
}

/** A document that a mailbox has processed. */
export interface DocumentRow {
  readonly mailbox: string;
  readonly uniqueId: string;
  readonly hash: string;
  readonly author: string;
  readonly site: string;
  readonly versionNumber: number;
  readonly isSuperseded: boolean;
  readonly messageId: string;
}
