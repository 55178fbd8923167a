import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far a consumer has counted a partition. Only the holder of the latest epoch may write it. */
@Entity('checkpoint')
export class CheckpointEntity {
  @PrimaryColumn('text')
  consumer!: string;

  @PrimaryColumn('text')
  topic!: string;

  @PrimaryColumn('integer')
  partition!: number;

  @Column('text', { name: 'topic_id' })
  topicId!: string;

  /** 64-bit columns arrive as text. */
  @Column('bigint', { name: 'next_offset', default: 0 })
  nextOffset!: string;

  @Column('bigint', { default: 1 })
  epoch!: string;

  @Column('text')
  owner!: string;

  @Column('bigint', { default: 0 })
  records!: string;

  @Column('bigint', { default: 0 })
  counted!: string;

  @Column('bigint', { default: 0 })
  duplicates!: string;

  @Column('bigint', { name: 'dead_lettered', default: 0 })
  deadLettered!: string;

  /** Latest registeredAt read. */
  @Column('timestamptz', { name: 'watermark_at', nullable: true })
  watermarkAt!: Date | null;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
