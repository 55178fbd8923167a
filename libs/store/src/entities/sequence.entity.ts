import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Every sequence of a source below the mark was counted. */
@Entity('sequence_mark')
export class SequenceMarkEntity {
  @PrimaryColumn('text')
  consumer!: string;

  @PrimaryColumn('text')
  topic!: string;

  @PrimaryColumn('integer')
  partition!: number;

  @PrimaryColumn('text')
  source!: string;

  @Column('bigint', { name: 'low_water_mark' })
  lowWaterMark!: string;
}

/** Sequences of a source above its mark that were counted, 65,536 to a page; see SequencePage. */
@Entity('sequence_page')
export class SequencePageEntity {
  @PrimaryColumn('text')
  consumer!: string;

  @PrimaryColumn('text')
  topic!: string;

  @PrimaryColumn('integer')
  partition!: number;

  @PrimaryColumn('text')
  source!: string;

  @PrimaryColumn('bigint')
  page!: string;

  @Column('bytea')
  bits!: Buffer;
}
