import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The registry of the DMP intake: metadata alone, never a document, never a matricule. Instants that
 * rules compare are milliseconds since 1970, as in the events.
 */
const TABLES = `
create table dmp_registry (
  unique_id text primary key,
  hash bytea not null,
  size_bytes integer not null check (size_bytes > 0),
  source text not null,
  sequence bigint not null,
  site text not null,
  author text not null,
  solution smallint not null,
  patient bytea not null,
  patient_department text not null,
  ins_oid text not null,
  document_type text not null,
  format text not null,
  facility_type text not null,
  practice_setting text not null,
  confidentiality text[] not null,
  status text not null check (status in ('approved', 'superseded', 'deleted')),
  is_archived boolean not null,
  replaces text,
  replaced_by text,
  submission_set text,
  document_at_ms bigint not null,
  registered_at_ms bigint not null,
  unique (source, sequence),
  check ((status = 'superseded') <= (replaced_by is not null))
) with (fillfactor = 90);

create table dmp_submission_set (
  unique_id text primary key,
  content_hash bytea not null,
  registered_at_ms bigint not null
);

create table dmp_refusal (
  unique_id text not null,
  hash bytea not null,
  code text not null,
  source text not null,
  sequence bigint not null,
  registered_at_ms bigint not null,
  primary key (unique_id, hash, code)
);
`;

export class DmpRegistry1763900000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table dmp_refusal, dmp_submission_set, dmp_registry');
  }
}
