import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AuditOutcome } from '../access/audit-log.js';

/** A key of a caller without an issuer: revoked one day, and never removed. */
@Entity('api_key')
export class ApiKeyEntity {
  /** Twelve hexadecimal digits; part of the key, and no secret. */
  @PrimaryColumn('text')
  id!: string;

  /** What the caller is called in the audit. */
  @Column('text')
  name!: string;

  /** The secret itself is nowhere. */
  @Column('bytea', { name: 'secret_sha256' })
  secretSha256!: Buffer;

  @Column('text', { array: true })
  scopes!: string[];

  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}

/** What was done to the house: rows are added and never changed. */
@Entity('audit_entry')
export class AuditEntryEntity {
  @PrimaryColumn('bigint')
  id!: string;

  /** The same in the row before an act and in the one after it. */
  @Column('uuid')
  act!: string;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  at!: Date;

  @Column('text')
  actor!: string;

  @Column('text')
  action!: string;

  @Column('jsonb', { default: {} })
  parameters!: Readonly<Record<string, unknown>>;

  @Column('text')
  outcome!: AuditOutcome;

  @Column('text', { nullable: true })
  detail!: string | null;
}
