import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MessageHead } from '../mssante/rows.js';

/** A mail that the MSSanté intake took. */
@Entity('mss_message')
export class MssMessageEntity {
  /** With its angle brackets. */
  @PrimaryColumn('text', { name: 'message_id' })
  messageId!: string;

  @Column('text')
  fingerprint!: string;

  @Column('text')
  sender!: string;

  @Column('timestamptz', { name: 'sent_at' })
  sentAt!: Date;

  @Column('timestamptz', { name: 'registered_at' })
  registeredAt!: Date;

  @Column('integer', { name: 'size_bytes' })
  sizeBytes!: number;

  /** Null, with uniqueId and head, for a mail without a document. */
  @Column('text', { name: 'type_code', nullable: true })
  typeCode!: string | null;

  @Column('text', { name: 'unique_id', nullable: true })
  uniqueId!: string | null;

  @Column('jsonb', { nullable: true })
  head!: MessageHead | null;

  @Column('text', { nullable: true })
  source!: string | null;

  /** 64-bit columns arrive as text. */
  @Column('bigint', { name: 'professional_sequence', nullable: true })
  professionalSequence!: string | null;

  @Column('bigint', { name: 'citizen_sequence', nullable: true })
  citizenSequence!: string | null;

  @Column('boolean', { name: 'is_receipt_asked' })
  isReceiptAsked!: boolean;

  @Column('text', { array: true })
  notes!: string[];

  @Column('bytea')
  raw!: Buffer;
}

/** A recipient of a mail, with the receipt of its mailbox. */
@Entity('mss_recipient')
export class MssRecipientEntity {
  @PrimaryColumn('text', { name: 'message_id' })
  messageId!: string;

  @PrimaryColumn('text')
  address!: string;

  @Column('text')
  kind!: string;

  @Column('text', { nullable: true })
  disposition!: string | null;

  @Column('integer', { name: 'error_code', default: 0 })
  errorCode!: number;

  @Column('text', { name: 'error_detail', nullable: true })
  errorDetail!: string | null;

  @Column('text', { name: 'receipt_form', nullable: true })
  receiptForm!: string | null;

  @Column('text', { name: 'receipt_origin', nullable: true })
  receiptOrigin!: string | null;

  @Column('bigint', { name: 'receipt_sequence', nullable: true })
  receiptSequence!: string | null;

  @Column('timestamptz', { name: 'receipt_at', nullable: true })
  receiptAt!: Date | null;
}

/** Where a patient and a professional mailbox stand with each other. */
@Entity('mss_conversation')
export class MssConversationEntity {
  @PrimaryColumn('text')
  citizen!: string;

  @PrimaryColumn('text')
  professional!: string;

  @Column('text')
  status!: string;

  @Column('text', { name: 'started_by' })
  startedBy!: string;

  @Column('text', { name: 'last_message_id' })
  lastMessageId!: string;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt!: Date;
}

/** A document that a mailbox has processed: what a replacement is held against. */
@Entity('mss_document')
export class MssDocumentEntity {
  @PrimaryColumn('text')
  mailbox!: string;

  @PrimaryColumn('text', { name: 'unique_id' })
  uniqueId!: string;

  @Column('text')
  hash!: string;

  @Column('text')
  author!: string;

  @Column('text')
  site!: string;

  @Column('integer', { name: 'version_number' })
  versionNumber!: number;

  @Column('boolean', { name: 'is_superseded' })
  isSuperseded!: boolean;

  @Column('text', { name: 'message_id' })
  messageId!: string;
}
