import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Events by patient's department: what monthly_volumes is summed from. */
@Entity('volume_by_department')
export class VolumeByDepartmentEntity {
  /** Months since 2000-01. */
  @PrimaryColumn('integer')
  month!: number;

  @PrimaryColumn('smallint')
  revision!: number;

  @PrimaryColumn('smallint')
  measure!: number;

  @PrimaryColumn('smallint')
  solution!: number;

  @PrimaryColumn('smallint')
  department!: number;

  @Column('bigint')
  events!: string;
}

/** Events by document type: what monthly_volumes_by_type is summed from. */
@Entity('volume_by_type')
export class VolumeByTypeEntity {
  /** Months since 2000-01. */
  @PrimaryColumn('integer')
  month!: number;

  @PrimaryColumn('smallint')
  revision!: number;

  @PrimaryColumn('smallint')
  measure!: number;

  @PrimaryColumn('smallint')
  solution!: number;

  @PrimaryColumn('smallint', { name: 'document_type' })
  documentType!: number;

  @Column('bigint')
  events!: string;
}

/** Events by the time from sending to counting, milliseconds, upper bound of the bucket. */
@Entity('freshness_bucket')
export class FreshnessBucketEntity {
  @PrimaryColumn('text')
  consumer!: string;

  @PrimaryColumn('integer', { name: 'bucket_ms' })
  bucketMs!: number;

  @Column('bigint')
  events!: string;
}

/** How often cells of a month were written: see the migration that makes the table. */
@Entity('volume_change')
export class VolumeChangeEntity {
  /** Months since 2000-01. */
  @PrimaryColumn('integer')
  month!: number;

  @Column('bigint', { default: 1 })
  changes!: string;

  /** When a rebuild counted the month anew; null: never. */
  @Column('timestamptz', { name: 'rebuilt_at', nullable: true })
  rebuiltAt!: Date | null;
}
