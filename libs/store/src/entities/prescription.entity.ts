import type { DispensationScope, DispensedLine, PrescriptionStatus } from '#libs/prescriptions';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A prescription of the base, and the event that brought it in. */
@Entity('prescription')
export class PrescriptionEntity {
  @PrimaryColumn('text')
  number!: string;

  /** Stream of the event PrescriptionIssued. */
  @Column('text')
  source!: string;

  /** 64-bit columns arrive as text. */
  @Column('bigint')
  sequence!: string;

  /** PSIdNat. */
  @Column('text')
  prescriber!: string;

  @Column('text', { name: 'idempotency_key' })
  idempotencyKey!: string;

  /** Digest of what was asked. */
  @Column('text')
  content!: string;

  /** StructIdNat of the prescriber's site: the key of its events. */
  @Column('text')
  site!: string;

  @Column('text')
  couloir!: string;

  @Column('smallint')
  solution!: number;

  @Column('bigint', { name: 'act_id' })
  actId!: string;

  /** Pseudonym, 8 bytes. */
  @Column('bytea')
  patient!: Buffer;

  @Column('text', { name: 'patient_department' })
  patientDepartment!: string;

  @Column('text', { name: 'ins_oid' })
  insOid!: string;

  @Column('bigint', { name: 'occurred_at_ms' })
  occurredAtMs!: string;

  @Column('bigint', { name: 'valid_until_ms' })
  validUntilMs!: string;

  @Column('text')
  status!: PrescriptionStatus;

  @Column('bigint', { name: 'closed_at_ms', nullable: true })
  closedAtMs!: string | null;

  /** What the caller was told. */
  @Column('json')
  answer!: unknown;
}

/** A line, with what was handed out of it. */
@Entity('prescription_line')
export class PrescriptionLineEntity {
  @PrimaryColumn('text')
  number!: string;

  @PrimaryColumn('smallint')
  line!: number;

  @Column('text')
  medication!: string;

  @Column('integer')
  quantity!: number;

  @Column('integer', { default: 0 })
  dispensed!: number;
}

/** An act of dispensing. */
@Entity('dispensation')
export class DispensationEntity {
  @PrimaryColumn('text')
  number!: string;

  /** StructIdNat. */
  @PrimaryColumn('text')
  pharmacy!: string;

  /** The pharmacy's own name of the act. */
  @PrimaryColumn('text')
  dispensation!: string;

  /** Place among the dispensations of the prescription, from 0. */
  @Column('integer')
  place!: number;

  @Column('text')
  content!: string;

  /** PSIdNat. */
  @Column('text')
  pharmacist!: string;

  @Column('smallint')
  solution!: number;

  @Column('text')
  scope!: DispensationScope;

  @Column('json')
  lines!: DispensedLine[];

  @Column('bigint', { name: 'registered_at_ms' })
  registeredAtMs!: string;

  /** What the caller was told. */
  @Column('json')
  answer!: unknown;
}
