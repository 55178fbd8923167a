import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keys of callers without an issuer, and what was done to the house. Rows of the audit are added and
 * never changed: the triggers refuse that to the owner of the table as well, and fire always, also in
 * a session that plays the part of a replica. Grants alone would not: an owner has them all.
 */
const TABLES = `
create table api_key (
  id text primary key check (id ~ '^[0-9a-f]{12}$'),
  name text not null check (name ~ '^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$'),
  secret_sha256 bytea not null check (octet_length(secret_sha256) = 32),
  scopes text[] not null check (cardinality(scopes) between 1 and 20),
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz
);

create table audit_entry (
  id bigint generated always as identity primary key,
  act uuid not null,
  at timestamptz not null default clock_timestamp(),
  actor text not null check (actor <> ''),
  action text not null check (action <> ''),
  parameters jsonb not null default '{}',
  outcome text not null check (outcome in ('asked', 'done', 'refused', 'failed', 'denied')),
  detail text
);

create function audit_entry_stays() returns trigger language plpgsql as $$
begin
  raise exception 'audit_entry: rows are added and never changed; % is refused', tg_op
    using errcode = 'insufficient_privilege';
end $$;

create trigger audit_entry_stays before update or delete or truncate on audit_entry
  for each statement execute function audit_entry_stays();
alter table audit_entry enable always trigger audit_entry_stays;
revoke update, delete, truncate on audit_entry from public;
`;

export class Doors1763900000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table audit_entry');
    await runner.query('drop function audit_entry_stays()');
    await runner.query('drop table api_key');
  }
}
