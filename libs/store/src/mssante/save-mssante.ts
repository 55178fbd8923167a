import type { ClientBase } from 'pg';
import type { ConversationRow, DocumentRow, MessageRow, NewMessage, RecipientRow } from './rows.js';

/** What a batch of mails has changed. */
export interface MssanteChanges {
  readonly newMessages: readonly NewMessage[];
  /** Known mails that were sent to a further kind of recipient. */
  readonly changedMessages: readonly MessageRow[];
  readonly recipients: readonly RecipientRow[];
  readonly conversations: readonly ConversationRow[];
  readonly documents: readonly DocumentRow[];
}

/** Writes what a batch of mails has changed; one statement a table, but one for each new mail's bytes. */
export async function saveMssante(client: ClientBase, changes: MssanteChanges): Promise<void> {
  for (const message of changes.newMessages) await insertMessage(client, message);
  await writeRows(client, MESSAGE_UPDATE, changes.changedMessages);
  await writeRows(client, RECIPIENT_UPSERT, changes.recipients);
  await writeRows(client, CONVERSATION_UPSERT, changes.conversations);
  await writeRows(client, DOCUMENT_UPSERT, changes.documents);
}

/** The bytes go as a parameter of their own: inside JSON they would triple. */
async function insertMessage(client: ClientBase, message: NewMessage): Promise<void> {
  await client.query({
    name: 'mss-message',
    text: `insert into mss_message (message_id, fingerprint, sender, sent_at, registered_at, size_bytes,
        type_code, unique_id, head, source, professional_sequence, citizen_sequence,
        is_receipt_asked, notes, raw)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    values: [
      message.messageId,
      message.fingerprint,
      message.sender,
      message.sentAt,
      message.registeredAt,
      message.sizeBytes,
      message.typeCode,
      message.uniqueId,
      message.head === null ? null : JSON.stringify(message.head),
      message.source,
      message.professionalSequence,
      message.citizenSequence,
      message.isReceiptAsked,
      message.notes,
      message.raw,
    ],
  });
}

async function writeRows(client: ClientBase, text: string, rows: readonly object[]): Promise<void> {
  if (rows.length > 0) await client.query(text, [JSON.stringify(rows)]);
}

const MESSAGE_UPDATE = `
  update mss_message m
  set source = g.source, professional_sequence = g."professionalSequence", citizen_sequence = g."citizenSequence"
  from jsonb_to_recordset($1::jsonb) as g ("messageId" text, source text,
    "professionalSequence" bigint, "citizenSequence" bigint)
  where m.message_id = g."messageId"`;

const RECIPIENT_UPSERT = `
  insert into mss_recipient (message_id, address, kind, disposition, error_code, error_detail,
    receipt_form, receipt_origin, receipt_sequence, receipt_at)
  select * from jsonb_to_recordset($1::jsonb) as g ("messageId" text, address text, kind text,
    disposition text, "errorCode" integer, "errorDetail" text, "receiptForm" text,
    "receiptOrigin" text, "receiptSequence" bigint, "receiptAt" timestamptz)
  on conflict (message_id, address) do update set disposition = excluded.disposition,
    error_code = excluded.error_code, error_detail = excluded.error_detail,
    receipt_form = excluded.receipt_form, receipt_origin = excluded.receipt_origin,
    receipt_sequence = excluded.receipt_sequence, receipt_at = excluded.receipt_at`;

const CONVERSATION_UPSERT = `
  insert into mss_conversation (citizen, professional, status, started_by, last_message_id, changed_at)
  select * from jsonb_to_recordset($1::jsonb) as g (citizen text, professional text, status text,
    "startedBy" text, "lastMessageId" text, "changedAt" timestamptz)
  on conflict (citizen, professional) do update set status = excluded.status,
    started_by = excluded.started_by, last_message_id = excluded.last_message_id,
    changed_at = excluded.changed_at`;

const DOCUMENT_UPSERT = `
  insert into mss_document (mailbox, unique_id, hash, author, site, version_number, is_superseded, message_id)
  select * from jsonb_to_recordset($1::jsonb) as g (mailbox text, "uniqueId" text, hash text,
    author text, site text, "versionNumber" integer, "isSuperseded" boolean, "messageId" text)
  on conflict (mailbox, unique_id) do update set is_superseded = excluded.is_superseded`;
