import type { MonthStatus } from '#libs/indicators';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where a month stands; see evolveMonth in libs/indicators. */
@Entity('month_state')
export class MonthStateEntity {
  /** Months since 2000-01. */
  @PrimaryColumn('integer')
  month!: number;

  @Column('text', { default: 'open' })
  status!: MonthStatus;

  @Column('smallint', { default: 1 })
  revision!: number;

  @Column('smallint', { name: 'published_revision', nullable: true })
  publishedRevision!: number | null;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt!: Date | null;
}

/** National figures of a month as they were published; never changed afterwards. */
@Entity('month_publication')
export class MonthPublicationEntity {
  /** Months since 2000-01. */
  @PrimaryColumn('integer')
  month!: number;

  @PrimaryColumn('smallint')
  revision!: number;

  @PrimaryColumn('smallint')
  measure!: number;

  @Column('bigint')
  events!: string;

  @Column('timestamptz', { name: 'published_at' })
  publishedAt!: Date;
}
