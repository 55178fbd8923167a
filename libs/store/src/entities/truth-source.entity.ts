import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the emitter of a simulated stream knows to be true of it. */
@Entity('truth_source')
export class TruthSourceEntity {
  /** CHANNEL/SCENARIO/SEED/SHARD. */
  @PrimaryColumn('text')
  source!: string;

  @Column('text')
  scenario!: string;

  @Column('bigint')
  seed!: string;

  @Column('text')
  channel!: string;

  @Column('smallint')
  shard!: number;

  @Column('bigint')
  attempts!: string;

  @Column('text', { nullable: true })
  sha256!: string | null;

  /** encodeCells of libs/indicators. */
  @Column('bytea')
  cells!: Buffer;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;

  /** encodeSonsCells of libs/sons-rules; null for a stream without SONS. */
  @Column('bytea', { nullable: true })
  sons!: Buffer | null;
}
