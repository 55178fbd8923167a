import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Documents deposited for one sampled person in one month: what the people reached are estimated from. */
@Entity('person_sample')
export class PersonSampleEntity {
  /** Months since 2000-01. */
  @PrimaryColumn('integer')
  month!: number;

  /** Pseudonym as a signed 64-bit number; 64-bit columns arrive as text. */
  @PrimaryColumn('bigint')
  person!: string;

  /** The person's, index in DEPARTMENTS: who moves has a row for each. */
  @PrimaryColumn('smallint')
  department!: number;

  @Column('bigint')
  documents!: string;
}

/** What the intakes know to be true of the sampled persons. */
@Entity('intake_person_truth')
export class IntakePersonTruthEntity {
  @PrimaryColumn('text')
  channel!: string;

  /** Months since 2000-01. */
  @PrimaryColumn('integer')
  month!: number;

  @PrimaryColumn('bigint')
  person!: string;

  @PrimaryColumn('smallint')
  department!: number;

  @Column('bigint')
  documents!: string;
}
