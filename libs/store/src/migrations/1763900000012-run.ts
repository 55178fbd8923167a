import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Runs of scenarios: what was asked for, how far they are, and what they proved. The index lets one run
 * of the page stand or go on at a time: two of them would count into each other's figures.
 */
const TABLES = `
create table run (
  id text primary key check (id ~ '^[0-9a-f]{12}$'),
  scenario text not null,
  seed bigint not null check (seed >= 0),
  scale double precision not null check (scale > 0),
  state text not null check (state in ('REQUESTED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED')),
  requested_by text not null check (requested_by in ('command', 'page')),
  cancel_requested boolean not null default false,
  version integer not null default 1 check (version >= 1),
  progress jsonb,
  report jsonb,
  proof jsonb,
  cells bigint check (cells >= 0),
  wrong bigint check (wrong >= 0),
  detail text,
  requested_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  updated_at timestamptz not null default now(),
  check ((ended_at is null) = (state in ('REQUESTED', 'RUNNING'))),
  check (state <> 'COMPLETED' or report is not null)
);

create index run_latest on run (requested_at desc, id desc);

create unique index run_of_page_under_way on run ((true))
  where requested_by = 'page' and state in ('REQUESTED', 'RUNNING');
`;

export class Run1763900000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table run');
  }
}
