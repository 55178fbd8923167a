import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What an intake writes beside the tables of its book. A row of intake_source is the turn of one
 * stream: whoever locks it gives the next sequence;
 * its birth is part of the stream's name, so that another database never numbers the same stream. The outbox holds what is stored and perhaps not
 * yet published; it stays short, because the next transaction takes away what was acknowledged.
 */
const TABLES = `
create table intake_source (
  channel text not null,
  shard smallint not null check (shard between 0 and 47),
  next_sequence bigint not null default 0 check (next_sequence >= 0),
  birth text not null default left(replace(gen_random_uuid()::text, '-', ''), 8),
  primary key (channel, shard)
) with (fillfactor = 25);

create table intake_outbox (
  channel text not null,
  shard smallint not null,
  sequence bigint not null,
  site text not null,
  value bytea not null,
  primary key (channel, shard, sequence)
);

create table intake_truth (
  channel text not null,
  month integer not null check (month between 0 and 511),
  measure smallint not null check (measure between 0 and 15),
  solution smallint not null check (solution between 0 and 255),
  department smallint not null check (department between 0 and 127),
  document_type smallint not null check (document_type between 0 and 63),
  events bigint not null check (events > 0),
  primary key (channel, month, measure, solution, department, document_type)
) with (fillfactor = 50);
`;

export class IntakeTables1763900000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table intake_truth, intake_outbox, intake_source');
  }
}
