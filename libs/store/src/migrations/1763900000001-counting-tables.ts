import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What aggregators write. The bounds of the coordinates are those of the cells in memory, so that
 * every stored cell can be read back and compared. A low fill factor leaves room for updates in
 * place: the same cells are added to with every commit.
 */
const TABLES = `
create table checkpoint (
  consumer text not null,
  topic text not null,
  partition integer not null check (partition >= 0),
  topic_id text not null,
  next_offset bigint not null default 0 check (next_offset >= 0),
  epoch bigint not null default 1,
  owner text not null,
  records bigint not null default 0,
  counted bigint not null default 0,
  duplicates bigint not null default 0,
  dead_lettered bigint not null default 0,
  watermark_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (consumer, topic, partition)
) with (fillfactor = 50);

create table sequence_mark (
  consumer text not null,
  topic text not null,
  partition integer not null,
  source text not null,
  low_water_mark bigint not null check (low_water_mark >= 0),
  primary key (consumer, topic, partition, source)
) with (fillfactor = 50);

create table sequence_page (
  consumer text not null,
  topic text not null,
  partition integer not null,
  source text not null,
  page bigint not null check (page >= 0),
  bits bytea not null,
  primary key (consumer, topic, partition, source, page)
) with (fillfactor = 50);

create table month_state (
  month integer primary key check (month between 0 and 511),
  status text not null default 'open' check (status in ('open', 'closed', 'revising')),
  revision smallint not null default 1 check (revision >= 1),
  published_revision smallint,
  closed_at timestamptz,
  check ((status = 'open') = (published_revision is null)),
  check (status <> 'closed' or published_revision = revision),
  check (status <> 'revising' or published_revision < revision)
) with (fillfactor = 50);

create table month_publication (
  month integer not null references month_state,
  revision smallint not null,
  measure smallint not null,
  events bigint not null,
  published_at timestamptz not null,
  primary key (month, revision, measure)
);

create table volume_by_department (
  month integer not null check (month between 0 and 511),
  revision smallint not null check (revision >= 1),
  measure smallint not null check (measure between 0 and 15),
  solution smallint not null check (solution between 0 and 255),
  department smallint not null check (department between 0 and 127),
  events bigint not null check (events > 0),
  primary key (month, revision, measure, solution, department)
) with (fillfactor = 50);

create table volume_by_type (
  month integer not null check (month between 0 and 511),
  revision smallint not null check (revision >= 1),
  measure smallint not null check (measure between 0 and 15),
  solution smallint not null check (solution between 0 and 255),
  document_type smallint not null check (document_type between 0 and 63),
  events bigint not null check (events > 0),
  primary key (month, revision, measure, solution, document_type)
) with (fillfactor = 50);

create table freshness_bucket (
  consumer text not null,
  bucket_ms integer not null check (bucket_ms > 0),
  events bigint not null,
  primary key (consumer, bucket_ms)
) with (fillfactor = 50);

create table truth_source (
  source text primary key,
  scenario text not null,
  seed bigint not null,
  channel text not null,
  shard smallint not null,
  attempts bigint not null,
  sha256 text,
  cells bytea not null,
  updated_at timestamptz not null default now()
);

create table closing_policy (
  id smallint primary key default 1 check (id = 1),
  grace_hours integer not null check (grace_hours >= 0)
);
insert into closing_policy (grace_hours) values (72);
`;

export class CountingTables1763900000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table closing_policy, truth_source, freshness_bucket, volume_by_type, volume_by_department, month_publication, month_state, sequence_page, sequence_mark, checkpoint',
    );
  }
}
