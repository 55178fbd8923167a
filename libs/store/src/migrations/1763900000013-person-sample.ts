import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Documents of the sampled persons (docs/decisions/0022-people-reached.md): counted, counted anew by
 * a rebuild, and known to be true by the intakes. The check states which persons those are, so that
 * a program with another rate fails instead of mixing two samples. Months first: figures ask for months.
 */
const TABLES = `
create table person_sample (
  month integer not null check (month between 0 and 511),
  person bigint not null check (person & 1023 = 0),
  department smallint not null check (department between 0 and 127),
  documents bigint not null check (documents > 0),
  primary key (month, person, department)
) with (fillfactor = 70);

create table rebuilt_person_sample (
  month integer not null check (month between 0 and 511),
  person bigint not null check (person & 1023 = 0),
  department smallint not null check (department between 0 and 127),
  documents bigint not null check (documents > 0),
  primary key (month, person, department)
) with (fillfactor = 70);

create table intake_person_truth (
  channel text not null,
  month integer not null check (month between 0 and 511),
  person bigint not null check (person & 1023 = 0),
  department smallint not null check (department between 0 and 127),
  documents bigint not null check (documents > 0),
  primary key (channel, month, person, department)
) with (fillfactor = 70);
`;

export class PersonSample1763900000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table intake_person_truth, rebuilt_person_sample, person_sample');
  }
}
