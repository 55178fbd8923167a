import type { MigrationInterface, QueryRunner } from 'typeorm';
import { statementsOf } from '../views/documented-view.js';
import { PATIENT_VIEWS } from '../views/index.js';

/**
 * What changed about people. The people themselves, 68 million of them, are a pure function of an
 * ordinal (libs/patients) and stored nowhere: a row of patient_profile replaces the whole first
 * profile of its person.
 */
const TABLES = `
create table patient_profile (
  matricule text primary key,
  letter_sent_at timestamptz,
  opposed_at timestamptz,
  closed_at timestamptz,
  closure_reason text,
  reopened_at timestamptz,
  activated_at timestamptz,
  check ((closed_at is null) = (closure_reason is null))
) with (fillfactor = 70);

create table local_identity (
  site text not null,
  local_id text not null,
  traits jsonb not null,
  document_kind text,
  matricule text,
  oid text,
  registered_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (site, local_id),
  check ((matricule is null) = (oid is null))
) with (fillfactor = 70);

create table patient_document (
  unique_id text primary key,
  matricule text not null,
  type_code text not null,
  hash text not null,
  size_bytes bigint not null check (size_bytes > 0),
  deposited_at timestamptz not null
);
create index patient_document_month on patient_document (deposited_at, type_code);
`;

export class PatientTables1763900000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    for (const statement of PATIENT_VIEWS.flatMap(statementsOf)) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of PATIENT_VIEWS.toReversed()) await runner.query(`drop view ${name}`);
    await runner.query('drop table patient_document, local_identity, patient_profile');
  }
}
