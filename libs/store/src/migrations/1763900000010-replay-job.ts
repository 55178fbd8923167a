import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Replays, and the cells of a rebuild while it is built beside the live ones. A rebuild's cells have no
 * revision: that is decided at the swap, when the state of each month is known and locked.
 */
const TABLES = `
create table replay_job (
  id text primary key,
  source text not null,
  target text not null,
  options jsonb not null,
  state text not null check (state in
    ('STARTING', 'RUNNING', 'PAUSED', 'CANCELLING', 'COMPLETED', 'CANCELLED', 'FAILED')),
  replayed bigint not null default 0 check (replayed >= 0),
  positions jsonb not null default '{}',
  detail text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table rebuilt_by_department (
  month integer not null check (month between 0 and 511),
  measure smallint not null check (measure between 0 and 15),
  solution smallint not null check (solution between 0 and 255),
  department smallint not null check (department between 0 and 127),
  events bigint not null check (events > 0),
  primary key (month, measure, solution, department)
) with (fillfactor = 50);

create table rebuilt_by_type (
  month integer not null check (month between 0 and 511),
  measure smallint not null check (measure between 0 and 15),
  solution smallint not null check (solution between 0 and 255),
  document_type smallint not null check (document_type between 0 and 63),
  events bigint not null check (events > 0),
  primary key (month, measure, solution, document_type)
) with (fillfactor = 50);
`;

export class ReplayJob1763900000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table rebuilt_by_type, rebuilt_by_department, replay_job');
  }
}
