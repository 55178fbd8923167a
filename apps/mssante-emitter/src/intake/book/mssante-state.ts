import { conversationOf, type ConversationStatus, type HeldDocument } from '#libs/mssante';
import type { KnownPatient } from '#libs/patients';
import {
  readMssante,
  readPatients,
  saveMssante,
  type ConversationKey,
  type ConversationRow,
  type DocumentKey,
  type DocumentRow,
  type MessageRow,
  type NewMessage,
  type RecipientRow,
} from '#libs/store';
import type { ClientBase } from 'pg';
import type { MssanteCommand, SendCommand } from './commands.js';

/**
 * What a batch reads and writes: loaded at once, changed in memory command by command, stored at
 * once. A later command of the batch sees what an earlier one did.
 */
export class MssanteState {
  readonly #messages = new Map<string, MessageRow>();
  readonly #recipients = new Map<string, Map<string, RecipientRow>>();
  readonly #conversations = new Map<string, ConversationRow>();
  readonly #documents = new Map<string, DocumentRow>();
  readonly #patients: ReadonlyMap<string, KnownPatient>;

  readonly #newMessages = new Map<string, NewMessage>();
  readonly #changedMessages = new Set<string>();
  readonly #changedRecipients = new Map<string, RecipientRow>();
  readonly #changedConversations = new Map<string, ConversationRow>();
  readonly #changedDocuments = new Map<string, DocumentRow>();

  private constructor(patients: ReadonlyMap<string, KnownPatient>) {
    this.#patients = patients;
  }

  /** Reads everything that the commands may touch. */
  static async load(
    client: ClientBase,
    commands: readonly MssanteCommand[],
  ): Promise<MssanteState> {
    const sends = commands.filter((command) => command.kind === 'send');
    const matricules = sends.flatMap(({ document }) => document?.ins?.extension ?? []);
    const state = new MssanteState(await readPatients(client, matricules));
    const rows = await readMssante(client, {
      messageIds: [...new Set(commands.map(({ messageId }) => messageId))],
      conversations: distinct(sends.flatMap(conversationsOf)),
      documents: distinct(sends.flatMap(documentsOf)),
    });
    for (const row of rows.messages) state.#messages.set(row.messageId, row);
    for (const row of rows.recipients) state.#recipientsOf(row.messageId).set(row.address, row);
    for (const row of rows.conversations) state.#conversations.set(conversationKey(row), row);
    for (const row of rows.documents) state.#documents.set(documentKey(row), row);
    return state;
  }

  message(messageId: string): MessageRow | undefined {
    return this.#messages.get(messageId);
  }

  recipient(messageId: string, address: string): RecipientRow | undefined {
    return this.#recipientsOf(messageId).get(address);
  }

  patient(matricule: string): KnownPatient | undefined {
    return this.#patients.get(matricule);
  }

  conversation(key: ConversationKey): ConversationRow | undefined {
    return this.#conversations.get(conversationKey(key));
  }

  conversationStatus(key: ConversationKey): ConversationStatus {
    return this.conversation(key)?.status ?? 'none';
  }

  document(key: DocumentKey): HeldDocument | undefined {
    return this.#documents.get(documentKey(key));
  }

  addMessage(message: NewMessage): void {
    this.#newMessages.set(message.messageId, message);
    this.#messages.set(message.messageId, message);
  }

  /** Changes a message's places; one that is new in this batch is stored with them. */
  changeMessage(message: MessageRow): void {
    const fresh = this.#newMessages.get(message.messageId);
    if (fresh === undefined) this.#changedMessages.add(message.messageId);
    else this.#newMessages.set(message.messageId, { ...fresh, ...message });
    this.#messages.set(message.messageId, message);
  }

  putRecipient(row: RecipientRow): void {
    this.#recipientsOf(row.messageId).set(row.address, row);
    this.#changedRecipients.set(JSON.stringify([row.messageId, row.address]), row);
  }

  putConversation(row: ConversationRow): void {
    this.#conversations.set(conversationKey(row), row);
    this.#changedConversations.set(conversationKey(row), row);
  }

  putDocument(row: DocumentRow): void {
    this.#documents.set(documentKey(row), row);
    this.#changedDocuments.set(documentKey(row), row);
  }

  /** The stored document is superseded by another one. */
  supersede(key: DocumentKey): void {
    const row = this.#documents.get(documentKey(key));
    if (row !== undefined) this.putDocument({ ...row, isSuperseded: true });
  }

  /** Writes what has changed. */
  async save(client: ClientBase): Promise<void> {
    await saveMssante(client, {
      newMessages: [...this.#newMessages.values()],
      changedMessages: [...this.#changedMessages].flatMap((id) => this.#messages.get(id) ?? []),
      recipients: [...this.#changedRecipients.values()],
      conversations: [...this.#changedConversations.values()],
      documents: [...this.#changedDocuments.values()],
    });
  }

  #recipientsOf(messageId: string): Map<string, RecipientRow> {
    let rows = this.#recipients.get(messageId);
    if (rows === undefined) {
      rows = new Map();
      this.#recipients.set(messageId, rows);
    }
    return rows;
  }
}

function conversationsOf({ sender, recipients }: SendCommand): ConversationKey[] {
  return recipients.flatMap((recipient) => conversationOf(sender, recipient) ?? []);
}

function documentsOf({ recipients, document }: SendCommand): DocumentKey[] {
  if (document === null) return [];
  const { uniqueId, replaces } = document.header;
  const ids = replaces === null ? [uniqueId] : [uniqueId, replaces];
  return recipients.flatMap(({ address }) => ids.map((id) => ({ mailbox: address, uniqueId: id })));
}

function conversationKey({ citizen, professional }: ConversationKey): string {
  return `${citizen} ${professional}`;
}

function documentKey({ mailbox, uniqueId }: DocumentKey): string {
  return `${mailbox} ${uniqueId}`;
}

/** Keys are plain flat objects: their JSON tells them apart. */
function distinct<Key extends object>(keys: readonly Key[]): Key[] {
  return [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
}
