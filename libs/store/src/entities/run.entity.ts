import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ProvenPart, RunFigures, RunProgressFigures, RunState } from '../runs/stored-run.js';

/** A run of a scenario: what was asked for, how far it is, and what it proved. */
@Entity('run')
export class RunEntity {
  /** Twelve hexadecimal digits: short enough for an address. */
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  scenario!: string;

  @Column('bigint')
  seed!: string;

  @Column('double precision')
  scale!: number;

  @Column('text')
  state!: RunState;

  /** `page` waits for a `mes up` to take it; `command` is its own process. */
  @Column('text', { name: 'requested_by' })
  requestedBy!: 'command' | 'page';

  @Column('boolean', { name: 'cancel_requested', default: false })
  cancelRequested!: boolean;

  /** Grows with every change: who follows a run knows by it what was seen. */
  @Column('integer', { default: 1 })
  version!: number;

  @Column('jsonb', { nullable: true })
  progress!: RunProgressFigures | null;

  /** The object of `--out json=FILE`. */
  @Column('jsonb', { nullable: true })
  report!: RunFigures | null;

  /** What was compared, by dimension. */
  @Column('jsonb', { nullable: true })
  proof!: readonly ProvenPart[] | null;

  @Column('bigint', { nullable: true })
  cells!: string | null;

  @Column('bigint', { nullable: true })
  wrong!: string | null;

  /** Why it failed, or was cancelled. */
  @Column('text', { nullable: true })
  detail!: string | null;

  @Column('timestamptz', { name: 'requested_at', default: () => 'now()' })
  requestedAt!: Date;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  /** A run that goes on and was not heard of for a while has lost its process. */
  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
