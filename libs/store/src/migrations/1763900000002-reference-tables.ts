import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Copies of `libs/reference` and of the measures, so that views can be read without the program. */
const TABLES = `
create table reference_department (
  department smallint primary key,
  code text not null unique,
  name text not null,
  region_code text not null,
  region_name text not null,
  population integer not null,
  vintage text not null
);

create table reference_solution (
  solution smallint primary key,
  code text not null unique,
  name text not null,
  dsr text not null,
  couloir text not null,
  editor text not null,
  software text not null,
  is_financed boolean not null,
  market_share double precision not null,
  source text not null,
  assumed boolean not null
);

create table reference_measure (
  measure smallint primary key,
  code text not null unique,
  channel text not null,
  is_volume boolean not null,
  label text not null,
  definition text not null
);

create table reference_document_type (
  document_type smallint primary key,
  symbol text not null unique,
  type_code text,
  code_system_oid text,
  label text not null,
  class_code text,
  is_professional boolean not null
);

create table reference_denominator (
  denominator text primary key,
  label text not null,
  perimeter text not null,
  persons bigint not null check (persons > 0),
  vintage text not null,
  is_legal_population boolean not null,
  source text not null,
  assumed boolean not null
);

create table reference_calibration (
  calibration text primary key,
  label text not null,
  observed text not null,
  kind text not null check (kind in ('M', 'A', 'Y', 'S')),
  unit text not null,
  published double precision not null,
  published_precision text not null,
  couloir text,
  measure smallint references reference_measure,
  denominator text references reference_denominator,
  month_from integer,
  month_to integer,
  source text not null,
  url text,
  assumed boolean not null,
  note text not null,
  check ((measure is null) = (month_from is null) and (measure is null) = (month_to is null))
);
`;

export class ReferenceTables1763900000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table reference_calibration, reference_denominator, reference_document_type, reference_measure, reference_solution, reference_department',
    );
  }
}
