import type { ClientBase, Pool } from 'pg';
import type { ConversationRow, DocumentRow, MessageRow, RecipientRow } from './rows.js';

export type ConversationKey = Pick<ConversationRow, 'citizen' | 'professional'>;
export type DocumentKey = Pick<DocumentRow, 'mailbox' | 'uniqueId'>;

/** What a batch of mails touches. */
export interface MssanteKeys {
  readonly messageIds: readonly string[];
  readonly conversations: readonly ConversationKey[];
  readonly documents: readonly DocumentKey[];
}

/** What is stored under the keys. */
export interface MssanteRows {
  readonly messages: readonly MessageRow[];
  readonly recipients: readonly RecipientRow[];
  readonly conversations: readonly ConversationRow[];
  readonly documents: readonly DocumentRow[];
}

const MESSAGE_COLUMNS = `message_id as "messageId", fingerprint, sender, sent_at as "sentAt",
  registered_at as "registeredAt", size_bytes as "sizeBytes", type_code as "typeCode",
  unique_id as "uniqueId", head, source, professional_sequence as "professionalSequence",
  citizen_sequence as "citizenSequence", is_receipt_asked as "isReceiptAsked", notes`;
const RECIPIENT_COLUMNS = `message_id as "messageId", address, kind, disposition,
  error_code as "errorCode", error_detail as "errorDetail", receipt_form as "receiptForm",
  receipt_origin as "receiptOrigin", receipt_sequence as "receiptSequence", receipt_at as "receiptAt"`;

/** Reads what a batch of mails touches, one query a table, without the bytes of the mails. */
export async function readMssante(client: ClientBase, keys: MssanteKeys): Promise<MssanteRows> {
  const messages = await client.query<WithTextNumbers<MessageRow>>(
    `select ${MESSAGE_COLUMNS} from mss_message where message_id = any($1::text[])`,
    [keys.messageIds],
  );
  const recipients = await client.query<WithTextNumbers<RecipientRow>>(
    `select ${RECIPIENT_COLUMNS} from mss_recipient where message_id = any($1::text[])
     order by message_id, address`,
    [keys.messageIds],
  );
  const conversations = await client.query<ConversationRow>(
    `select citizen, professional, status, started_by as "startedBy",
       last_message_id as "lastMessageId", changed_at as "changedAt"
     from mss_conversation join unnest($1::text[], $2::text[]) as key (citizen, professional)
       using (citizen, professional)`,
    [
      keys.conversations.map(({ citizen }) => citizen),
      keys.conversations.map(({ professional }) => professional),
    ],
  );
  const documents = await client.query<DocumentRow>(
    `select mailbox, unique_id as "uniqueId", hash, author, site,
       version_number as "versionNumber", is_superseded as "isSuperseded", message_id as "messageId"
     from mss_document join unnest($1::text[], $2::text[]) as key (mailbox, unique_id)
       using (mailbox, unique_id)`,
    [keys.documents.map(({ mailbox }) => mailbox), keys.documents.map(({ uniqueId }) => uniqueId)],
  );
  return {
    messages: messages.rows.map(messageOf),
    recipients: recipients.rows.map(recipientOf),
    conversations: conversations.rows,
    documents: documents.rows,
  };
}

/** One mail and its recipients, without its bytes; undefined when there is none of that Message-ID. */
export async function readMessage(
  pool: Pool,
  messageId: string,
): Promise<
  { readonly message: MessageRow; readonly recipients: readonly RecipientRow[] } | undefined
> {
  const { rows } = await pool.query<WithTextNumbers<MessageRow>>(
    `select ${MESSAGE_COLUMNS} from mss_message where message_id = $1`,
    [messageId],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const recipients = await pool.query<WithTextNumbers<RecipientRow>>(
    `select ${RECIPIENT_COLUMNS} from mss_recipient where message_id = $1 order by address`,
    [messageId],
  );
  return { message: messageOf(row), recipients: recipients.rows.map(recipientOf) };
}

/** The bytes of one mail, as they came; undefined when there is none of that Message-ID. */
export async function readRawMessage(pool: Pool, messageId: string): Promise<Buffer | undefined> {
  const { rows } = await pool.query<{ raw: Buffer }>(
    'select raw from mss_message where message_id = $1',
    [messageId],
  );
  return rows[0]?.raw;
}

/** 64-bit columns arrive as text. */
type WithTextNumbers<Row> = Omit<Row, SequenceColumn> &
  Record<SequenceColumn & keyof Row, string | null>;
type SequenceColumn = 'professionalSequence' | 'citizenSequence' | 'receiptSequence';

function messageOf(row: WithTextNumbers<MessageRow>): MessageRow {
  return {
    ...row,
    professionalSequence: numberOf(row.professionalSequence),
    citizenSequence: numberOf(row.citizenSequence),
  };
}

function recipientOf(row: WithTextNumbers<RecipientRow>): RecipientRow {
  return { ...row, receiptSequence: numberOf(row.receiptSequence) };
}

function numberOf(text: string | null): number | null {
  return text === null ? null : Number(text);
}
