import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The turn of one stream of an intake: locked by whoever gives its next sequences. */
@Entity('intake_source')
export class IntakeSourceEntity {
  @PrimaryColumn('text')
  channel!: string;

  @PrimaryColumn('smallint')
  shard!: number;

  /** 64-bit columns arrive as text. */
  @Column('bigint', { name: 'next_sequence', default: 0 })
  nextSequence!: string;

  /** Eight hexadecimal digits, drawn with the row: part of the stream's name. */
  @Column('text')
  birth!: string;
}

/** An event that is stored and perhaps not yet published. */
@Entity('intake_outbox')
export class IntakeOutboxEntity {
  @PrimaryColumn('text')
  channel!: string;

  @PrimaryColumn('smallint')
  shard!: number;

  @PrimaryColumn('bigint')
  sequence!: string;

  /** Key of the record: StructIdNat of the depositing site. */
  @Column('text')
  site!: string;

  /** The framed event, as it is published. */
  @Column('bytea')
  value!: Buffer;

  /** W3C trace context of the work that stored it; null while nobody traces. */
  @Column('text', { nullable: true })
  traceparent!: string | null;
}

/** What the intakes know to be true of the volumes: events of one finest cell. */
@Entity('intake_truth')
export class IntakeTruthEntity {
  @PrimaryColumn('text')
  channel!: string;

  /** Months since 2000-01. */
  @PrimaryColumn('integer')
  month!: number;

  @PrimaryColumn('smallint')
  measure!: number;

  @PrimaryColumn('smallint')
  solution!: number;

  @PrimaryColumn('smallint')
  department!: number;

  @PrimaryColumn('smallint', { name: 'document_type' })
  documentType!: number;

  @Column('bigint')
  events!: string;
}
