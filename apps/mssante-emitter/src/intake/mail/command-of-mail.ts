import {
  MailRefusedError,
  parseMailbox,
  parseSubject,
  parseUsageHeaders,
  usageContradictions,
  type Mailbox,
  type MailSubject,
  type UsageHeaders,
} from '#libs/mssante';
import type {
  MssanteCommand,
  ReceiptCommand,
  SendCommand,
  SentDocument,
} from '../book/commands.js';
import { fingerprintOf } from './fingerprint.js';
import { readMail, type IncomingMail, type MailFile } from './read-mail.js';
import { isReceipt, readReceipt } from './read-receipt.js';
import { readXdm } from './read-xdm.js';

/** A mail with its envelope, as the SMTP server hands it over. */
export interface Delivery {
  /** MAIL FROM; empty for a receipt's null sender. */
  readonly sender: string;
  readonly recipients: readonly Mailbox[];
  readonly raw: Buffer;
}

/** A notice that is taken and counts for nothing. */
export interface NoticeCommand {
  readonly kind: 'notice';
}

/**
 * Reads a mail to the end and says what it asks for: everything that needs no stored state is
 * checked here, so that a mail that is refused has touched nothing.
 *
 * @throws MailRefusedError
 */
export async function commandOfMail(delivery: Delivery): Promise<MssanteCommand | NoticeCommand> {
  const mail = await readMail(delivery.raw);
  const sender = senderOf(mail, delivery);
  const subject = parseSubject(mail.subject);
  if (isReceipt(mail, subject)) return receiptCommand(mail, subject, sender, delivery);
  if (delivery.sender === '') throw new MailRefusedError('empty-sender', 'an empty sender');
  if (sender.kind === 'citizen') return citizenCommand(mail, sender, delivery);
  return professionalCommand(mail, subject, sender, delivery);
}

/** The From address; it has to be the envelope's sender, which only a receipt may leave empty. */
function senderOf(mail: IncomingMail, delivery: Delivery): Mailbox {
  const sender = parseMailbox(mail.from);
  if (delivery.sender !== '' && parseMailbox(delivery.sender).address !== sender.address) {
    throw new MailRefusedError('sender-mismatch', 'a From address that is not the sender’s');
  }
  return sender;
}

function receiptCommand(
  mail: IncomingMail,
  subject: MailSubject,
  sender: Mailbox,
  { recipients }: Delivery,
): ReceiptCommand | NoticeCommand {
  const { form, originalMessageId, finalRecipient, disposition, errorCode } = readReceipt(
    mail,
    subject,
  );
  if (sender.kind === 'citizen') {
    throw new MailRefusedError('receipt-of-another', 'a receipt from a patient’s mailbox');
  }
  if (finalRecipient !== null && parseMailbox(finalRecipient).address !== sender.address) {
    throw new MailRefusedError('receipt-of-another', 'a Final-Recipient that is not its sender');
  }
  if (disposition === null) return { kind: 'notice' };
  return {
    kind: 'receipt',
    messageId: originalMessageId,
    recipient: sender,
    addressees: recipients.map(({ address }) => address),
    form,
    disposition,
    errorCode,
    sentAtMs: mail.sentAtMs,
  };
}

/** A patient writes: nothing but the conversation matters. */
function citizenCommand(mail: IncomingMail, sender: Mailbox, delivery: Delivery): SendCommand {
  if (delivery.recipients.some(({ kind }) => kind === 'citizen')) {
    throw new MailRefusedError('citizen-to-citizen', 'a patient’s mailbox');
  }
  return {
    ...commonPart(mail, sender, delivery),
    document: null,
    isReceiptAsked: false,
    isClosing: false,
    notes: [],
  };
}

async function professionalCommand(
  mail: IncomingMail,
  subject: MailSubject,
  sender: Mailbox,
  delivery: Delivery,
): Promise<SendCommand> {
  const headers = parseUsageHeaders(mail.usageHeaders);
  const document = await documentOf(mail, subject, headers);
  const isReceiptAsked =
    mail.receiptTo.length === 1 && mail.receiptTo[0]?.toLowerCase() === sender.address;
  return {
    ...commonPart(mail, sender, delivery),
    document,
    isReceiptAsked,
    isClosing: subject.isClosing,
    notes: notesOf(mail, headers, document, delivery, isReceiptAsked),
  };
}

function commonPart(
  mail: IncomingMail,
  sender: Mailbox,
  { recipients, raw }: Delivery,
): Pick<
  SendCommand,
  'kind' | 'messageId' | 'fingerprint' | 'sender' | 'recipients' | 'sentAtMs' | 'raw'
> {
  const byAddress = new Map(recipients.map((recipient) => [recipient.address, recipient]));
  return {
    kind: 'send',
    messageId: mail.messageId,
    fingerprint: fingerprintOf(mail),
    sender,
    recipients: [...byAddress.values()],
    sentAtMs: mail.sentAtMs,
    raw,
  };
}

/** The document, with the software that is credited for it; null when none travels with the mail. */
async function documentOf(
  mail: IncomingMail,
  subject: MailSubject,
  headers: UsageHeaders,
): Promise<SentDocument | null> {
  const archives = mail.files.filter(isArchive);
  const [archive] = archives;
  if (archive === undefined) {
    if (!subject.announcesDocument) return null;
    throw new MailRefusedError('subject-without-document', 'no attachment of that name');
  }
  if (archives.length > 1) {
    throw new MailRefusedError('bad-archive', `${archives.length} attachments IHE_XDM.zip`);
  }
  if (!subject.announcesDocument) {
    throw new MailRefusedError('document-without-subject', 'another subject');
  }
  if (headers.solution === null) {
    throw new MailRefusedError('unknown-software', 'a document without X-MSS-NIL');
  }
  return { ...(await readXdm(archive.bytes)), solution: headers.solution };
}

function isArchive({ name }: MailFile): boolean {
  return name.toUpperCase() === 'IHE_XDM.ZIP';
}

function notesOf(
  mail: IncomingMail,
  headers: UsageHeaders,
  document: SentDocument | null,
  { recipients }: Delivery,
  isReceiptAsked: boolean,
): string[] {
  const notes = usageContradictions(headers, {
    hasIns: document !== null && document.ins !== null,
    typeCode: document?.header.typeCode ?? null,
    hasCitizenRecipient: recipients.some(({ kind }) => kind === 'citizen'),
  });
  if (mail.receiptTo.length > 0 && !isReceiptAsked) notes.push('receipt-asked-for-another');
  const hasPdf = mail.files.some(({ contentType }) => contentType === 'application/pdf');
  if (document !== null && !hasPdf) notes.push('no-readable-pdf');
  return notes;
}
