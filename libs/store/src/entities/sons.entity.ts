import type { SonsFact } from '#libs/events';
import type { LineKind, RequestState, RequestStatus } from '#libs/sons-rules';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FactOutcome } from '../sons/sons-changes.js';

/** A fact that was read, with what became of it. */
@Entity('sons_fact')
export class SonsFactEntity {
  @PrimaryColumn('integer')
  partition!: number;

  @PrimaryColumn('text')
  source!: string;

  /** 64-bit columns arrive as text. */
  @PrimaryColumn('bigint')
  sequence!: string;

  @Column('text')
  record!: string;

  /** Client, solution and step are null for facts that are about no request. */
  @Column('text', { nullable: true })
  client!: string | null;

  @Column('integer', { nullable: true })
  solution!: number | null;

  @Column('integer', { nullable: true })
  step!: number | null;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt!: Date;

  @Column('timestamptz', { name: 'registered_at' })
  registeredAt!: Date;

  /** Offset in the partition of the facts. */
  @Column('bigint', { name: 'log_offset' })
  logOffset!: string;

  @Column('text')
  outcome!: FactOutcome;

  /** Why it was refused. */
  @Column('text', { nullable: true })
  reason!: string | null;

  /** The whole fact. */
  @Column('jsonb')
  data!: SonsFact;
}

/** Where a request stands: its state, with copies of what views filter by. */
@Entity('sons_request')
export class SonsRequestEntity {
  @PrimaryColumn('text')
  client!: string;

  @PrimaryColumn('integer')
  solution!: number;

  @Column('integer')
  partition!: number;

  @Column('text')
  status!: RequestStatus;

  @Column('integer', { name: 'next_step' })
  nextStep!: number;

  @Column('text', { name: 'window_code' })
  windowCode!: string;

  @Column('bigint', { name: 'signed_at_ms', nullable: true })
  signedAtMs!: string | null;

  @Column('bigint', { name: 'installed_at_ms', nullable: true })
  installedAtMs!: string | null;

  @Column('bigint', { name: 'balance_first_deposited_at_ms', nullable: true })
  balanceFirstDepositedAtMs!: string | null;

  @Column('bigint', { name: 'balance_deposited_at_ms', nullable: true })
  balanceDepositedAtMs!: string | null;

  @Column('bigint', { name: 'balance_validated_at_ms', nullable: true })
  balanceValidatedAtMs!: string | null;

  @Column('bigint', { name: 'balance_paid_at_ms', nullable: true })
  balancePaidAtMs!: string | null;

  @Column('text', { nullable: true })
  obstacle!: string | null;

  @Column('jsonb')
  state!: RequestState;
}

/** A line of the editors' payout. Append-only: a trigger refuses everything but inserts. */
@Entity('payout_line')
export class PayoutLineEntity {
  @PrimaryColumn('text')
  line!: string;

  @Column('integer')
  partition!: number;

  @Column('text')
  client!: string;

  @Column('integer')
  solution!: number;

  @Column('text')
  unit!: string;

  @Column('text')
  kind!: LineKind;

  @Column('bigint', { name: 'paid_at_ms' })
  paidAtMs!: string;

  @Column('bigint', { name: 'excl_tax_cents' })
  exclTaxCents!: string;

  @Column('integer', { name: 'vat_permille' })
  vatPermille!: number;

  @Column('bigint', { name: 'vat_cents' })
  vatCents!: string;

  @Column('bigint', { name: 'incl_tax_cents' })
  inclTaxCents!: string;

  @Column('text', { name: 'rule_version' })
  ruleVersion!: string;

  @Column('text', { nullable: true })
  reverses!: string | null;
}

/** Documents of a unit of a request: the earliest registrations from each start on, milliseconds, ascending. */
@Entity('sons_usage')
export class SonsUsageEntity {
  @PrimaryColumn('text')
  client!: string;

  @PrimaryColumn('integer')
  solution!: number;

  @PrimaryColumn('text')
  unit!: string;

  @Column('integer')
  partition!: number;

  @Column('bigint', { name: 'from_order', array: true })
  fromOrder!: string[];

  @Column('bigint', { name: 'from_installation', array: true })
  fromInstallation!: string[];
}

/** Documents that no order names yet: the earliest registrations of all, milliseconds, ascending. */
@Entity('sons_subject')
export class SonsSubjectEntity {
  @PrimaryColumn('integer')
  partition!: number;

  @PrimaryColumn('text')
  site!: string;

  /** Empty where the author does not matter: everywhere but for LGC. */
  @PrimaryColumn('text')
  author!: string;

  @PrimaryColumn('integer')
  solution!: number;

  @Column('bigint', { array: true })
  ever!: string[];
}

/** A line of another payer's incentives. Append-only, and never part of the editors' payout. */
@Entity('incentive_line')
export class IncentiveLineEntity {
  @PrimaryColumn('text')
  line!: string;

  @Column('integer')
  partition!: number;

  @Column('text')
  scheme!: string;

  @Column('text')
  payer!: string;

  @Column('text')
  beneficiary!: string;

  @Column('text')
  period!: string;

  @Column('bigint')
  quantity!: string;

  @Column('bigint', { name: 'amount_cents' })
  amountCents!: string;

  /** The line as the rules made it. */
  @Column('jsonb')
  data!: object;
}

/** What the documents of a partition were counted with. */
@Entity('sons_counting')
export class SonsCountingEntity {
  @PrimaryColumn('integer')
  partition!: number;

  /** countingFingerprint of libs/sons-rules. */
  @Column('text')
  fingerprint!: string;

  /** True when facts came too late for what is kept: the partition is to be counted again. */
  @Column('boolean', { name: 'is_stale', default: false })
  isStale!: boolean;
}
