import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where a replay stands; see evolveReplay in libs/replay. */
export type ReplayState =
  'STARTING' | 'RUNNING' | 'PAUSED' | 'CANCELLING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';

/** A replay: what was asked for, and how far it is. */
@Entity('replay_job')
export class ReplayJobEntity {
  /** Also in the headers of the records that it wrote. */
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  source!: string;

  @Column('text')
  target!: string;

  /** The options as they were given, to go on with after a crash. */
  @Column('jsonb')
  options!: Readonly<Record<string, string | boolean>>;

  @Column('text')
  state!: ReplayState;

  /** Records written. */
  @Column('bigint', { default: 0 })
  replayed!: string;

  /** Next offset to read by TOPIC/PARTITION: everything before it is settled. */
  @Column('jsonb', { default: {} })
  positions!: Readonly<Record<string, number>>;

  /** Why it failed. */
  @Column('text', { nullable: true })
  detail!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  /** A replay that is not over and was not heard of for a while has lost its process. */
  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
