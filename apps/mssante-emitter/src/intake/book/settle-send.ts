import type { SettleContext } from '#libs/intake';
import {
  citizenWrites,
  conversationOf,
  professionalWrites,
  receive,
  type Mailbox,
  type ReceiptFault,
} from '#libs/mssante';
import type { MessageRow, RecipientRow } from '#libs/store';
import type { MssanteAnswer, SendCommand, SentDocument } from './commands.js';
import { emitReceipt, emitSent } from './events.js';
import { headOf } from './message-head.js';
import { occurredAtOf, sequenceOf } from './message-places.js';
import type { MssanteState } from './mssante-state.js';

/** What a send works with. */
type Emitting = Pick<SettleContext, 'emit' | 'nowMs'>;

const ACCEPTED: MssanteAnswer = { outcome: 'accepted' };

/**
 * Settles one mail: all of it is checked before anything is changed. The same mail again changes
 * nothing for recipients that had it already, and adds those that are new.
 */
export function settleSend(
  command: SendCommand,
  state: MssanteState,
  context: Emitting,
): MssanteAnswer {
  const known = state.message(command.messageId);
  if (known !== undefined && known.fingerprint !== command.fingerprint) {
    return refused('message-id-reused', 'another content under this Message-ID');
  }
  const recipients = command.recipients.filter(
    ({ address }) => state.recipient(command.messageId, address) === undefined,
  );
  if (recipients.length === 0) return ACCEPTED;
  const refusal = conversationRefusal(command, recipients, state);
  if (refusal !== undefined) return refusal;

  const message = known ?? firstSight(command, state, context);
  moveConversations(command, recipients, state, context.nowMs);
  const sent = sendTo(command, message, recipients, state, context);
  for (const recipient of recipients) deliver(command, sent, recipient, state, context);
  return ACCEPTED;
}

function conversationRefusal(
  { sender }: SendCommand,
  recipients: readonly Mailbox[],
  state: MssanteState,
): MssanteAnswer | undefined {
  if (sender.kind === 'professional') return undefined;
  for (const recipient of recipients) {
    const key = conversationOf(sender, recipient);
    if (key === null || recipient.kind === 'citizen') {
      return refused('citizen-to-citizen', 'a patient’s mailbox');
    }
    const step = citizenWrites(state.conversationStatus(key), recipient);
    if (!step.isAllowed) return refused(step.refusal, `a message to ${recipient.address}`);
  }
  return undefined;
}

function firstSight(command: SendCommand, state: MssanteState, { nowMs }: Emitting): MessageRow {
  const { document } = command;
  const head = document === null ? null : headOf(document, patientOf(document, state));
  const message = {
    messageId: command.messageId,
    fingerprint: command.fingerprint,
    sender: command.sender.address,
    sentAt: new Date(occurredAtOf(command.sentAtMs, nowMs)),
    registeredAt: new Date(nowMs),
    sizeBytes: command.raw.length,
    typeCode: document?.type.symbol ?? null,
    uniqueId: document?.header.uniqueId ?? null,
    head,
    source: null,
    professionalSequence: null,
    citizenSequence: null,
    isReceiptAsked: command.isReceiptAsked,
    notes: command.notes,
    raw: command.raw,
  };
  state.addMessage(message);
  return message;
}

function moveConversations(
  { sender, messageId, isClosing }: SendCommand,
  recipients: readonly Mailbox[],
  state: MssanteState,
  nowMs: number,
): void {
  for (const recipient of recipients) {
    const key = conversationOf(sender, recipient);
    if (key === null) continue;
    const step = professionalWrites(isClosing && sender.kind === 'professional');
    state.putConversation({
      ...key,
      status: step.isAllowed && step.status === 'closed' ? 'closed' : 'open',
      startedBy: state.conversation(key)?.startedBy ?? sender.kind,
      lastMessageId: messageId,
      changedAt: new Date(nowMs),
    });
  }
}

/** One event for each kind of recipient that the mail had not yet; none for a mail without a document. */
function sendTo(
  command: SendCommand,
  message: MessageRow,
  recipients: readonly Mailbox[],
  state: MssanteState,
  context: Emitting,
): MessageRow {
  const { sender, document } = command;
  if (document === null || message.head === null || sender.kind === 'citizen') return message;
  let sent = message;
  for (const kind of ['professional', 'citizen'] as const) {
    if (sequenceOf(sent, kind) !== null) continue;
    if (!recipients.some((recipient) => recipient.kind === kind)) continue;
    const { source, sequence } = emitSent(sent, message.head, kind, sender.mailbox, context);
    sent =
      kind === 'professional'
        ? { ...sent, source, professionalSequence: sequence }
        : { ...sent, source, citizenSequence: sequence };
  }
  if (sent !== message) state.changeMessage(sent);
  return sent;
}

/** The mail arrives at a mailbox, which answers at once when it answers by itself. */
function deliver(
  command: SendCommand,
  message: MessageRow,
  recipient: Mailbox,
  state: MssanteState,
  context: Emitting,
): void {
  const { document } = command;
  const answersByItself = recipient.kind === 'citizen' || recipient.answersByItself;
  if (document === null || !answersByItself) {
    state.putRecipient(untouched(command.messageId, recipient));
    return;
  }
  const fault = receiveAt(recipient, document, command.messageId, state);
  state.putRecipient(answered(command, message, recipient, fault, context));
}

function receiveAt(
  recipient: Mailbox,
  document: SentDocument,
  messageId: string,
  state: MssanteState,
): ReceiptFault | null {
  const { header, hash, type, ins } = document;
  const { uniqueId, replaces } = header;
  const mailbox = recipient.address;
  const same = state.document({ mailbox, uniqueId });
  const replaced = replaces === null ? undefined : state.document({ mailbox, uniqueId: replaces });
  const patient = patientOf(document, state);
  const fault = receive({ mailbox: recipient, header, hash, type, ins, patient, same, replaced });
  if (fault !== null || same !== undefined) return fault;
  const { author, site, versionNumber } = header;
  state.putDocument({
    mailbox,
    uniqueId,
    hash,
    author,
    site,
    versionNumber,
    isSuperseded: false,
    messageId,
  });
  if (replaces !== null) state.supersede({ mailbox, uniqueId: replaces });
  return null;
}

/** An MDN when one was asked, an ordinary mail for an error that nobody asked about, else silence. */
function answered(
  command: SendCommand,
  message: MessageRow,
  recipient: Mailbox,
  fault: ReceiptFault | null,
  context: Emitting,
): RecipientRow {
  const { isReceiptAsked, messageId } = command;
  const form = isReceiptAsked ? 'mdn' : fault === null ? null : 'mail';
  const row: RecipientRow = {
    ...untouched(messageId, recipient),
    disposition: fault === null ? 'PROCESSED' : 'ERROR',
    errorCode: fault?.code ?? 0,
    errorDetail: fault?.detail ?? null,
    receiptOrigin: 'automatic',
    receiptAt: new Date(context.nowMs),
  };
  if (form === null) return row;
  const receiptSequence = emitReceipt(message, row, context.nowMs, context);
  return { ...row, receiptForm: form, receiptSequence };
}

function untouched(messageId: string, { address, kind }: Mailbox): RecipientRow {
  return {
    messageId,
    address,
    kind,
    disposition: null,
    errorCode: 0,
    errorDetail: null,
    receiptForm: null,
    receiptOrigin: null,
    receiptSequence: null,
    receiptAt: null,
  };
}

function patientOf(
  { ins }: SentDocument,
  state: MssanteState,
): ReturnType<MssanteState['patient']> {
  return ins === null ? undefined : state.patient(ins.extension);
}

function refused(
  refusal: Extract<MssanteAnswer, { outcome: 'refused' }>['refusal'],
  came: string,
): MssanteAnswer {
  return { outcome: 'refused', refusal, came };
}
