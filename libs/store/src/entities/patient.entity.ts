import type { StrictTraits } from '#libs/patients';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What happened to a profile, where something was changed: replaces the person's first profile. */
@Entity('patient_profile')
export class PatientProfileEntity {
  @PrimaryColumn('text')
  matricule!: string;

  @Column('timestamptz', { name: 'letter_sent_at', nullable: true })
  letterSentAt!: Date | null;

  @Column('timestamptz', { name: 'opposed_at', nullable: true })
  opposedAt!: Date | null;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt!: Date | null;

  @Column('text', { name: 'closure_reason', nullable: true })
  closureReason!: string | null;

  @Column('timestamptz', { name: 'reopened_at', nullable: true })
  reopenedAt!: Date | null;

  @Column('timestamptz', { name: 'activated_at', nullable: true })
  activatedAt!: Date | null;
}

/** A patient's identity at one site. */
@Entity('local_identity')
export class LocalIdentityEntity {
  @PrimaryColumn('text')
  site!: string;

  @PrimaryColumn('text', { name: 'local_id' })
  localId!: string;

  @Column('jsonb')
  traits!: StrictTraits;

  /** The high-trust document that was seen; null when none was. */
  @Column('text', { name: 'document_kind', nullable: true })
  documentKind!: string | null;

  /** Only ever a number that INSi supplied. */
  @Column('text', { nullable: true })
  matricule!: string | null;

  /** Symbol of the OID that goes with the matricule. */
  @Column('text', { nullable: true })
  oid!: string | null;

  @Column('timestamptz', { name: 'registered_at' })
  registeredAt!: Date;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt!: Date;
}

/** A document that a person put into the own profile: in no professional figure. */
@Entity('patient_document')
export class PatientDocumentEntity {
  @PrimaryColumn('text', { name: 'unique_id' })
  uniqueId!: string;

  @Column('text')
  matricule!: string;

  @Column('text', { name: 'type_code' })
  typeCode!: string;

  @Column('text')
  hash!: string;

  /** 64-bit columns arrive as text. */
  @Column('bigint', { name: 'size_bytes' })
  sizeBytes!: string;

  @Column('timestamptz', { name: 'deposited_at' })
  depositedAt!: Date;
}
