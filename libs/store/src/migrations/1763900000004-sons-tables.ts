import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the SONS aggregator writes. Everything belongs to a partition: facts and documents of one
 * client share its number, and only its owner writes its rows. Instants that rules compare are
 * milliseconds since 1970, as in the events; those for people are timestamps. Columns of
 * sons_request that views filter by are copied from its state with every write of it.
 */
const TABLES = `
create table sons_fact (
  partition integer not null check (partition >= 0),
  source text not null,
  sequence bigint not null check (sequence >= 0),
  record text not null,
  client text,
  solution integer,
  step integer,
  occurred_at timestamptz not null,
  registered_at timestamptz not null,
  log_offset bigint not null,
  outcome text not null check (outcome in ('applied', 'held', 'refused')),
  reason text,
  data jsonb not null,
  primary key (partition, source, sequence),
  check ((client is null) = (solution is null) and (client is null) = (step is null)),
  check ((outcome = 'refused') = (reason is not null))
);
create index sons_fact_request on sons_fact (client, solution, step) where client is not null;
create index sons_fact_held on sons_fact (partition) where outcome = 'held';
create index sons_fact_enrolment on sons_fact (registered_at) where record = 'EditorEnrolled';

create table sons_request (
  client text not null,
  solution integer not null,
  partition integer not null,
  status text not null,
  next_step integer not null,
  window_code text not null,
  signed_at_ms bigint,
  installed_at_ms bigint,
  balance_first_deposited_at_ms bigint,
  balance_deposited_at_ms bigint,
  balance_validated_at_ms bigint,
  balance_paid_at_ms bigint,
  obstacle text,
  state jsonb not null,
  primary key (client, solution)
) with (fillfactor = 70);
create index sons_request_partition on sons_request (partition);

create table payout_line (
  line text primary key,
  partition integer not null,
  client text not null,
  solution integer not null,
  unit text not null,
  kind text not null check (kind in ('advance', 'balance', 'offset', 'recovery')),
  paid_at_ms bigint not null,
  excl_tax_cents bigint not null,
  vat_permille integer not null,
  vat_cents bigint not null,
  incl_tax_cents bigint not null,
  rule_version text not null,
  reverses text references payout_line deferrable initially deferred,
  check (incl_tax_cents = excl_tax_cents + vat_cents)
);
create index payout_line_request on payout_line (client, solution);
create unique index payout_line_reversed_once on payout_line (reverses);

create table sons_usage (
  client text not null,
  solution integer not null,
  unit text not null,
  partition integer not null,
  from_order bigint[] not null,
  from_installation bigint[] not null,
  primary key (client, solution, unit)
) with (fillfactor = 70);
create index sons_usage_partition on sons_usage (partition);

create table sons_subject (
  partition integer not null,
  site text not null,
  author text not null,
  solution integer not null,
  ever bigint[] not null,
  primary key (partition, site, author, solution)
) with (fillfactor = 70);

create table incentive_line (
  line text primary key,
  partition integer not null,
  scheme text not null,
  payer text not null,
  beneficiary text not null,
  period text not null,
  quantity bigint not null,
  amount_cents bigint not null,
  data jsonb not null
);

create table sons_counting (
  partition integer primary key,
  fingerprint text not null,
  is_stale boolean not null default false
);

alter table truth_source add column sons bytea;

create function refuse_ledger_change() returns trigger language plpgsql as $$
begin
  raise exception 'table % is append-only: expected an insert, came %; take an amount back with a line of its own',
    tg_table_name, lower(tg_op);
end $$;
create trigger payout_line_is_append_only before update or delete or truncate on payout_line
  for each statement execute function refuse_ledger_change();
create trigger incentive_line_is_append_only before update or delete or truncate on incentive_line
  for each statement execute function refuse_ledger_change();

create table reference_sons_solution (
  solution integer primary key,
  code text not null unique,
  name text not null,
  version text not null,
  dsr text not null,
  couloir text not null,
  software text not null,
  editor text not null,
  is_financed boolean not null,
  is_depositing boolean not null,
  referenced_at timestamptz not null,
  source text not null,
  assumed boolean not null
);

create table reference_sons_window (
  window_code text primary key,
  label text not null,
  couloir text not null,
  wave smallint not null,
  dsrs jsonb not null,
  opens_at timestamptz not null,
  source text not null,
  assumed boolean not null
);

create table reference_sons_rule (
  version text primary key,
  window_code text not null references reference_sons_window,
  known_at timestamptz not null,
  effective_at timestamptz not null,
  order_signed_before timestamptz,
  order_deposited_before timestamptz,
  installed_before timestamptz,
  balance_deposited_before timestamptz,
  source text not null,
  assumed boolean not null,
  note text not null
);

create table reference_sons_parameter (
  parameter text primary key,
  value text not null,
  note text not null,
  source text not null,
  assumed boolean not null
);
`;

export class SonsTables1763900000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `drop table reference_sons_parameter, reference_sons_rule, reference_sons_window,
         reference_sons_solution, sons_counting, incentive_line, sons_subject, sons_usage,
         payout_line, sons_request, sons_fact`,
    );
    await runner.query('drop function refuse_ledger_change()');
    await runner.query('alter table truth_source drop column sons');
  }
}
