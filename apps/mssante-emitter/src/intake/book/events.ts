import type { MailboxKind } from '#libs/identifiers';
import type { EventPlace, SettleContext } from '#libs/intake';
import type { Mailbox } from '#libs/mssante';
import type { MessageHead, MessageRow, RecipientRow } from '#libs/store';
import { sequenceOf } from './message-places.js';

type Emitting = Pick<SettleContext, 'emit' | 'nowMs'>;

const KIND = { professional: 'PROFESSIONAL', citizen: 'CITIZEN' } as const;

/** MessageSent to a kind of recipient. */
export function emitSent(
  message: MessageRow,
  head: MessageHead,
  kind: Mailbox['kind'],
  mailbox: MailboxKind,
  { emit, nowMs }: Emitting,
): EventPlace {
  if (message.typeCode === null) throw new Error('an event needs the type of its document');
  return emit({
    ...eventHead(head, message.sentAt.getTime(), nowMs),
    record: 'MessageSent',
    kind: KIND[kind],
    mailbox,
    typeCode: message.typeCode,
    sizeBytes: message.sizeBytes,
    messageId: message.messageId,
  });
}

/**
 * MessageReceiptReceived of a recipient, in the stream of the message's own event.
 *
 * @returns its sequence
 */
export function emitReceipt(
  message: MessageRow,
  { kind, disposition, errorCode }: RecipientRow,
  occurredAtMs: number,
  { emit, nowMs }: Emitting,
): number {
  const messageSequence = sequenceOf(message, kind);
  if (message.head === null || messageSequence === null || disposition === null) {
    throw new Error('a receipt needs the event of its message');
  }
  return emit({
    ...eventHead(message.head, occurredAtMs, nowMs),
    record: 'MessageReceiptReceived',
    kind: KIND[kind],
    messageSequence,
    disposition,
    errorCode,
  }).sequence;
}

function eventHead(
  { patient, ...head }: MessageHead,
  occurredAt: number,
  registeredAt: number,
): Omit<MessageHead, 'patient'> & {
  patient: Uint8Array;
  occurredAt: number;
  registeredAt: number;
} {
  return { ...head, patient: Buffer.from(patient, 'hex'), occurredAt, registeredAt };
}
