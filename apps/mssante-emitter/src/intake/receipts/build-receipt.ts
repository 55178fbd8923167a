import { createHash } from 'node:crypto';
import { PROFESSIONAL_DOMAIN, errorSubjectOf, labelOfReceiptError } from '#libs/mssante';
import type { MessageRow, RecipientRow } from '#libs/store';
import type { IncomingMail } from '../mail/read-mail.js';
import { encodedHeader, filePart, multipart, textPart, type MimePart } from './mime.js';

/** What a receipt is built from: the mail, read again, and what its recipient made of it. */
export interface ReceiptFacts {
  readonly message: MessageRow;
  readonly recipient: RecipientRow;
  readonly mail: IncomingMail;
  readonly raw: Buffer;
}

/**
 * The mail that a recipient's mailbox sends back: an MDN (RFC 8098) where one was asked, else the
 * ordinary error mail. The same facts give the same bytes.
 *
 * @returns null when nothing comes back: no receipt was asked and there was no error, or none has come yet
 */
export function buildReceipt(facts: ReceiptFacts): Buffer | null {
  const { receiptForm, receiptAt } = facts.recipient;
  if (receiptForm === null || receiptAt === null) return null;
  return receiptForm === 'mdn' ? mdnOf(facts, receiptAt) : errorMailOf(facts, receiptAt);
}

function mdnOf(facts: ReceiptFacts, receiptAt: Date): Buffer {
  const { message, recipient } = facts;
  const notification: MimePart = {
    headers: ['Content-Type: message/disposition-notification'],
    body: Buffer.from(
      [
        `Reporting-UA: ${PROFESSIONAL_DOMAIN}; mes-flow`,
        `Original-Recipient: rfc822;${recipient.address}`,
        `Final-Recipient: rfc822;${recipient.address}`,
        `Original-Message-ID: ${message.messageId}`,
        `Disposition: automatic-action/MDN-sent-automatically; ${dispositionOf(recipient)}`,
      ].join('\r\n'),
    ),
  };
  return multipart(
    headersOf(facts, receiptAt),
    'multipart/report; report-type=disposition-notification',
    [textPart(textOf(recipient)), notification, originalOf(facts), ...attachmentsOf(facts)],
    seedOf(facts),
  );
}

function errorMailOf(facts: ReceiptFacts, receiptAt: Date): Buffer {
  return multipart(
    headersOf(facts, receiptAt),
    'multipart/mixed',
    [textPart(textOf(facts.recipient)), originalOf(facts), ...attachmentsOf(facts)],
    seedOf(facts),
  );
}

function dispositionOf({ disposition, errorCode }: RecipientRow): string {
  if (disposition === 'PROCESSED') return 'processed';
  // ASCII, as all of a notification.
  const label = labelOfReceiptError(errorCode)
    .normalize('NFD')
    .replace(/[^ -~]/g, '');
  return `processed/Error: ${errorCode}^${label}`;
}

function textOf({ disposition, errorCode, errorDetail }: RecipientRow): string {
  if (disposition === 'PROCESSED')
    return 'Le document a été intégré par le logiciel destinataire.\n';
  return [
    'Le document n’a pas pu être intégré automatiquement pour la raison suivante :',
    `${errorCode} ${labelOfReceiptError(errorCode)}`,
    errorDetail === null ? '' : `(${errorDetail})`,
    '',
  ].join('\n');
}

function headersOf({ message, recipient, mail }: ReceiptFacts, receiptAt: Date): string[] {
  const subject =
    recipient.disposition === 'ERROR'
      ? errorSubjectOf(recipient.errorCode, mail.subject)
      : mail.subject;
  return [
    `Date: ${receiptAt.toUTCString().replace('GMT', '+0000')}`,
    `From: ${recipient.address}`,
    `To: ${message.sender}`,
    `Message-ID: ${receiptIdOf(message.messageId, recipient.address)}`,
    `In-Reply-To: ${message.messageId}`,
    `References: ${message.messageId}`,
    `Subject: ${encodedHeader(subject)}`,
    'Auto-Submitted: auto-replied',
  ];
}

/** Message-ID of a receipt: a function of the mail and the mailbox. */
function receiptIdOf(messageId: string, address: string): string {
  const digest = createHash('sha256').update(`${messageId} ${address}`).digest('hex');
  return `<receipt-${digest.slice(0, 32)}@${PROFESSIONAL_DOMAIN}>`;
}

function originalOf({ raw }: ReceiptFacts): MimePart {
  return { headers: ['Content-Type: message/rfc822'], body: raw };
}

/** The archive and the PDF go back as files of their own, as the volet asks. */
function attachmentsOf({ mail }: ReceiptFacts): MimePart[] {
  return mail.files
    .filter(({ name }) => /\.(zip|pdf)$/i.test(name))
    .map(({ name, contentType, bytes }) =>
      filePart(
        name,
        /^[\w.+-]+\/[\w.+-]+$/.test(contentType) ? contentType : 'application/zip',
        bytes,
      ),
    );
}

function seedOf({ message, recipient }: ReceiptFacts): string {
  return `${message.fingerprint} ${recipient.address}`;
}
