import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A document of the DMP intake. */
@Entity('dmp_registry')
export class DmpDocumentEntity {
  /** OID. */
  @PrimaryColumn('text', { name: 'unique_id' })
  uniqueId!: string;

  /** SHA-1. */
  @Column('bytea')
  hash!: Buffer;

  @Column('integer', { name: 'size_bytes' })
  sizeBytes!: number;

  /** The event that brought it in. */
  @Column('text')
  source!: string;

  @Column('bigint')
  sequence!: string;

  /** StructIdNat of the depositing site. */
  @Column('text')
  site!: string;

  /** PSIdNat. */
  @Column('text')
  author!: string;

  @Column('smallint')
  solution!: number;

  /** Keyed pseudonym. */
  @Column('bytea')
  patient!: Buffer;

  @Column('text', { name: 'patient_department' })
  patientDepartment!: string;

  @Column('text', { name: 'ins_oid' })
  insOid!: string;

  @Column('text', { name: 'document_type' })
  documentType!: string;

  @Column('text')
  format!: string;

  @Column('text', { name: 'facility_type' })
  facilityType!: string;

  @Column('text', { name: 'practice_setting' })
  practiceSetting!: string;

  @Column('text', { array: true })
  confidentiality!: string[];

  @Column('text')
  status!: string;

  @Column('boolean', { name: 'is_archived' })
  isArchived!: boolean;

  @Column('text', { nullable: true })
  replaces!: string | null;

  @Column('text', { name: 'replaced_by', nullable: true })
  replacedBy!: string | null;

  @Column('text', { name: 'submission_set', nullable: true })
  submissionSet!: string | null;

  @Column('bigint', { name: 'document_at_ms' })
  documentAtMs!: string;

  @Column('bigint', { name: 'registered_at_ms' })
  registeredAtMs!: string;
}

/** A submission set of the DMP intake. */
@Entity('dmp_submission_set')
export class DmpSubmissionSetEntity {
  @PrimaryColumn('text', { name: 'unique_id' })
  uniqueId!: string;

  /** SHA-1 of the uniqueIds and hashes of its documents. */
  @Column('bytea', { name: 'content_hash' })
  contentHash!: Buffer;

  @Column('bigint', { name: 'registered_at_ms' })
  registeredAtMs!: string;
}

/** A refusal that was counted: the same document refused for the same reason again is not. */
@Entity('dmp_refusal')
export class DmpRefusalEntity {
  @PrimaryColumn('text', { name: 'unique_id' })
  uniqueId!: string;

  @PrimaryColumn('bytea')
  hash!: Buffer;

  /** The exact code of the answer. */
  @PrimaryColumn('text')
  code!: string;

  @Column('text')
  source!: string;

  @Column('bigint')
  sequence!: string;

  @Column('bigint', { name: 'registered_at_ms' })
  registeredAtMs!: string;
}
