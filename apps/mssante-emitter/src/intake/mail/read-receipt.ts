import {
  MailRefusedError,
  RECEIPT_ERRORS,
  isReceiptErrorCode,
  type MailSubject,
} from '#libs/mssante';
import { isMessageId } from './message-id.js';
import type { IncomingMail } from './read-mail.js';

/** What a receipt says: of which mail, for whom, and what became of it. */
export interface ReadReceipt {
  readonly form: 'mdn' | 'mail';
  readonly originalMessageId: string;
  /** Final-Recipient of an MDN; null for an error mail: its sender. */
  readonly finalRecipient: string | null;
  /** Null for a notice that counts for nothing: displayed, dispatched, deleted. */
  readonly disposition: 'PROCESSED' | 'ERROR' | null;
  readonly errorCode: number;
}

const NOTIFICATION = 'message/disposition-notification';
/** The machine part of an MDN: a dozen short lines. */
const NOTIFICATION_BYTES_MAX = 16 * 1024;
const DISPOSITION =
  /^[a-z-]+\/[a-z-]+\s*;\s*(?<type>displayed|dispatched|processed|deleted)\s*(?:\/\s*(?<modifier>.*))?$/i;

/** Whether a mail is a receipt: an MDN by its type, an error mail by its subject. */
export function isReceipt(mail: IncomingMail, subject: MailSubject): boolean {
  return mail.isReport || subject.errorCode !== null;
}

/**
 * Reads a receipt.
 *
 * @throws MailRefusedError bad-receipt, which names the field
 */
export function readReceipt(mail: IncomingMail, subject: MailSubject): ReadReceipt {
  return mail.isReport ? readMdn(mail) : readErrorMail(mail, subject.errorCode ?? 0);
}

/** RFC 8098, with the disposition of MSSanté: `processed`, or `processed/Error: CODE^LABEL`. */
function readMdn(mail: IncomingMail): ReadReceipt {
  const parts = mail.files.filter(({ contentType }) => contentType === NOTIFICATION);
  const [part] = parts;
  if (part === undefined || parts.length > 1)
    throw refused(`${parts.length} parts ${NOTIFICATION}`);
  if (part.bytes.length > NOTIFICATION_BYTES_MAX) {
    throw refused(
      `a notification of ${part.bytes.length} bytes, more than ${NOTIFICATION_BYTES_MAX}`,
    );
  }
  const fields = fieldsOf(part.bytes.toString('utf8'));
  const originalMessageId = required(fields, 'original-message-id');
  if (!isMessageId(originalMessageId)) throw refused('an Original-Message-ID without brackets');
  return {
    form: 'mdn',
    originalMessageId,
    finalRecipient: required(fields, 'final-recipient').replace(/^rfc822\s*;\s*/i, ''),
    ...dispositionOf(required(fields, 'disposition')),
  };
}

function dispositionOf(text: string): Pick<ReadReceipt, 'disposition' | 'errorCode'> {
  const { type, modifier } = DISPOSITION.exec(text)?.groups ?? {};
  if (type === undefined) throw refused(`Disposition ${JSON.stringify(text.slice(0, 80))}`);
  if (type.toLowerCase() !== 'processed') return { disposition: null, errorCode: 0 };
  if (modifier === undefined) return { disposition: 'PROCESSED', errorCode: 0 };
  const error = /^error\s*(?::\s*(?<code>\d{1,5})\b.*)?$/i.exec(modifier.trim());
  if (error === null)
    throw refused(`Disposition modifier ${JSON.stringify(modifier.slice(0, 60))}`);
  const code = error.groups?.['code'];
  return code === undefined
    ? { disposition: 'ERROR', errorCode: RECEIPT_ERRORS.other.code }
    : { disposition: 'ERROR', errorCode: knownCode(Number(code)) };
}

/** An ordinary mail `[KO Intégration système !][CODE] …`: the original is what it answers or encloses. */
function readErrorMail(mail: IncomingMail, errorCode: number): ReadReceipt {
  const originalMessageId = mail.answers[0] ?? enclosedMessageId(mail);
  if (originalMessageId === undefined) {
    throw refused('an error mail without In-Reply-To, References or the enclosed original');
  }
  return {
    form: 'mail',
    originalMessageId,
    finalRecipient: null,
    disposition: 'ERROR',
    errorCode: knownCode(errorCode),
  };
}

function enclosedMessageId(mail: IncomingMail): string | undefined {
  const original = mail.files.find(({ contentType }) => contentType === 'message/rfc822');
  if (original === undefined) return undefined;
  const headers = original.bytes.subarray(0, NOTIFICATION_BYTES_MAX).toString('latin1');
  const id = /^message-id:\s*(<[^>\r\n]{1,250}>)/im.exec(headers)?.[1];
  return id !== undefined && isMessageId(id) ? id : undefined;
}

/** Header fields of the machine part; a repeated field is refused. */
function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.replace(/\r?\n[\t ]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (fields.has(name)) throw refused(`the field ${JSON.stringify(name.slice(0, 40))} twice`);
    fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

function required(fields: ReadonlyMap<string, string>, name: string): string {
  const value = fields.get(name);
  if (value === undefined || value === '') throw refused(`no ${name}`);
  return value;
}

function knownCode(code: number): number {
  if (!isReceiptErrorCode(code)) {
    throw refused(`error code ${code}, expected 900 to 906 or one of HL7 table 0357`);
  }
  return code;
}

function refused(came: string): MailRefusedError {
  return new MailRefusedError('bad-receipt', came);
}
