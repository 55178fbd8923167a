import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the MSSanté intake knows: mails by their Message-ID, what each recipient made of them,
 * conversations between patients and professional mailboxes, and the documents that a mailbox has
 * received. The raw mail is kept because an error receipt carries it back. A message's places are
 * the sequences of its events, one for each kind of recipient; null where there was no event.
 */
const TABLES = `
create table mss_message (
  message_id text primary key,
  fingerprint text not null,
  sender text not null,
  sent_at timestamptz not null,
  registered_at timestamptz not null,
  size_bytes integer not null check (size_bytes > 0),
  type_code text,
  unique_id text,
  head jsonb,
  source text,
  professional_sequence bigint,
  citizen_sequence bigint,
  is_receipt_asked boolean not null,
  notes text[] not null,
  raw bytea not null,
  check ((head is null) = (type_code is null) and (head is null) = (unique_id is null)),
  check (source is not null or (professional_sequence is null and citizen_sequence is null))
);
-- Mails hold compressed archives: trying again costs time and gains nothing.
alter table mss_message alter column raw set storage external;

create table mss_recipient (
  message_id text not null references mss_message,
  address text not null,
  kind text not null check (kind in ('professional', 'citizen')),
  disposition text check (disposition in ('PROCESSED', 'ERROR')),
  error_code integer not null default 0,
  error_detail text,
  receipt_form text check (receipt_form in ('mdn', 'mail')),
  receipt_origin text check (receipt_origin in ('automatic', 'smtp')),
  receipt_sequence bigint,
  receipt_at timestamptz,
  primary key (message_id, address),
  check ((disposition is null) = (receipt_origin is null)),
  check ((receipt_form is null) = (receipt_sequence is null))
) with (fillfactor = 80);

create table mss_conversation (
  citizen text not null,
  professional text not null,
  status text not null check (status in ('open', 'closed')),
  started_by text not null check (started_by in ('professional', 'citizen')),
  last_message_id text not null references mss_message,
  changed_at timestamptz not null,
  primary key (citizen, professional)
) with (fillfactor = 80);

create table mss_document (
  mailbox text not null,
  unique_id text not null,
  hash text not null,
  author text not null,
  site text not null,
  version_number integer not null,
  is_superseded boolean not null,
  message_id text not null references mss_message,
  primary key (mailbox, unique_id)
) with (fillfactor = 80);
`;

export class MssanteTables1763900000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table mss_document, mss_conversation, mss_recipient, mss_message');
  }
}
