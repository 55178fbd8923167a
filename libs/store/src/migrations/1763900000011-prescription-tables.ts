import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The base of electronic prescriptions. Instants that rules compare are milliseconds since 1970, as
 * in the events. `answer` is what the caller was told the first time: a retry gets the same bytes.
 * The matricule of the patient is not kept: events carry a pseudonym.
 */
const TABLES = `
create sequence prescription_ordinal minvalue 0 start 0;

create table prescription (
  number text primary key,
  source text not null,
  sequence bigint not null check (sequence >= 0),
  prescriber text not null,
  idempotency_key text not null,
  content text not null,
  site text not null,
  couloir text not null,
  solution smallint not null,
  act_id bigint not null check (act_id >= 0),
  patient bytea not null,
  patient_department text not null,
  ins_oid text not null,
  occurred_at_ms bigint not null,
  valid_until_ms bigint not null,
  status text not null check (status in ('issued', 'partially-dispensed', 'dispensed', 'cancelled', 'expired')),
  closed_at_ms bigint,
  answer json not null,
  unique (prescriber, idempotency_key),
  check ((closed_at_ms is null) = (status in ('issued', 'partially-dispensed')))
) with (fillfactor = 70);
create index prescription_open on prescription (valid_until_ms, number) where closed_at_ms is null;

create table prescription_line (
  number text not null references prescription,
  line smallint not null check (line > 0),
  medication text not null,
  quantity integer not null check (quantity > 0),
  dispensed integer not null default 0,
  primary key (number, line),
  check (dispensed between 0 and quantity)
) with (fillfactor = 70);

create table dispensation (
  number text not null references prescription,
  pharmacy text not null,
  dispensation text not null,
  place integer not null check (place >= 0),
  content text not null,
  pharmacist text not null,
  solution smallint not null,
  scope text not null check (scope in ('PARTIAL', 'COMPLETE')),
  lines json not null,
  registered_at_ms bigint not null,
  answer json not null,
  primary key (number, pharmacy, dispensation),
  unique (number, place)
);
`;

export class PrescriptionTables1763900000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table dispensation, prescription_line, prescription');
    await runner.query('drop sequence prescription_ordinal');
  }
}
