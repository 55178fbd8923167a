import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How often the cells of a month were written: whoever keeps aggregates in memory reads again the
 * months that moved, and no others. Only rows of this table are compared, so a count is enough; months
 * counted before this migration have no row, and their cells stay as they are until they get one.
 */
export class VolumeChange1763900000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create table volume_change (month integer primary key, changes bigint not null default 1) with (fillfactor = 50)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table volume_change');
  }
}
