import { MailRefusedError, SUBJECT_CHARACTERS_MAX, type RawUsageHeaders } from '#libs/mssante';
import {
  simpleParser,
  type AddressObject,
  type ParsedMail,
  type StructuredHeader,
} from 'mailparser';
import { ATTACHMENTS_MAX, HEADER_BYTES_MAX, MIME_PARTS_MAX } from '../limits.js';
import { isMessageId } from './message-id.js';

/** A file that travels with a mail. */
export interface MailFile {
  /** Empty when the part names none. */
  readonly name: string;
  /** Such as application/zip, in lower case. */
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** A mail as it is understood here; addresses as they were written. */
export interface IncomingMail {
  /** With its angle brackets. */
  readonly messageId: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  /** The Date header, milliseconds since 1970; null when it is absent or senseless. */
  readonly sentAtMs: number | null;
  readonly text: string;
  readonly files: readonly MailFile[];
  /** Whether it says that it is a multipart/report of disposition-notification. */
  readonly isReport: boolean;
  /** Message-IDs that it answers: In-Reply-To first, then References, the last first. */
  readonly answers: readonly string[];
  /** Disposition-Notification-To; empty when no receipt is asked. */
  readonly receiptTo: readonly string[];
  readonly usageHeaders: RawUsageHeaders;
}

/**
 * Parses a mail within bounds. Bytes that are no mail are refused like a mail without a Message-ID.
 *
 * @throws MailRefusedError unreadable-mail, message-id-missing or sender-mismatch
 */
export async function readMail(raw: Buffer): Promise<IncomingMail> {
  checkBounds(raw);
  const mail = await parsed(raw);
  if (mail.attachments.length > ATTACHMENTS_MAX) {
    throw refused(`${mail.attachments.length} attachments, more than ${ATTACHMENTS_MAX}`);
  }
  const linesOf = headerLines(mail);
  return {
    messageId: messageIdOf(linesOf('message-id')),
    from: fromOf(mail, linesOf('from').length),
    to: addressesOf(mail.to),
    subject: subjectOf(mail),
    sentAtMs: instantOf(mail.date),
    text: `${mail.text ?? ''}${typeof mail.html === 'string' ? mail.html : ''}`,
    files: mail.attachments.map(({ filename, contentType, content }) => ({
      name: filename ?? '',
      contentType: contentType.toLowerCase(),
      bytes: content,
    })),
    isReport: isDispositionReport(mail),
    answers: answersOf(mail),
    receiptTo: addressesIn(linesOf('disposition-notification-to')),
    usageHeaders: {
      'x-mss-nil': linesOf('x-mss-nil'),
      'x-mss-ins': linesOf('x-mss-ins'),
      'x-mss-codecda': linesOf('x-mss-codecda'),
      'x-mss-mes': linesOf('x-mss-mes'),
    },
  };
}

/** What costs time or memory to parse is refused by its size, before anything is parsed. */
function checkBounds(raw: Buffer): void {
  const end = endOfHeaders(raw);
  if (end > HEADER_BYTES_MAX) throw refused(`headers of more than ${HEADER_BYTES_MAX} bytes`);
  let parts = 0;
  for (let at = raw.indexOf('\n--'); at >= 0; at = raw.indexOf('\n--', at + 1)) {
    if (++parts > MIME_PARTS_MAX) throw refused(`more than ${MIME_PARTS_MAX} boundary lines`);
  }
}

function endOfHeaders(raw: Buffer): number {
  const ends = [raw.indexOf('\r\n\r\n'), raw.indexOf('\n\n')].filter((at) => at >= 0);
  return ends.length === 0 ? raw.length : Math.min(...ends);
}

async function parsed(raw: Buffer): Promise<ParsedMail> {
  try {
    return await simpleParser(raw, {
      // Conversions of bodies that nobody reads here; the one of HTML is costly.
      skipHtmlToText: true,
      skipTextToHtml: true,
      skipImageLinks: true,
      skipTextLinks: true,
    });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message.slice(0, 100) : 'unknown';
    throw new MailRefusedError('unreadable-mail', `bytes that are no mail (${message})`, { cause });
  }
}

/** The values of a header, unfolded, one entry for each time it stands in the mail. */
function headerLines(mail: ParsedMail): (key: string) => string[] {
  return (key) =>
    mail.headerLines
      .filter((header) => header.key === key)
      .map(({ line }) =>
        line
          .slice(line.indexOf(':') + 1)
          .replace(/\r?\n[\t ]+/g, ' ')
          .trim(),
      );
}

function messageIdOf(values: readonly string[]): string {
  const [messageId = ''] = values;
  if (values.length !== 1) {
    throw new MailRefusedError('message-id-missing', `${values.length} Message-ID headers`);
  }
  if (!isMessageId(messageId)) {
    throw new MailRefusedError('message-id-missing', JSON.stringify(messageId.slice(0, 80)));
  }
  return messageId;
}

function fromOf(mail: ParsedMail, headers: number): string {
  const addresses = addressesOf(mail.from);
  const [from] = addresses;
  if (from === undefined || addresses.length > 1 || headers !== 1) {
    throw new MailRefusedError(
      'sender-mismatch',
      `${headers} From headers with ${addresses.length} addresses`,
    );
  }
  return from;
}

function subjectOf(mail: ParsedMail): string {
  const subject = mail.subject ?? '';
  if (subject.length > SUBJECT_CHARACTERS_MAX) {
    throw refused(`a subject of ${subject.length} characters, more than ${SUBJECT_CHARACTERS_MAX}`);
  }
  return subject;
}

function addressesOf(header: AddressObject | AddressObject[] | undefined): string[] {
  const objects = header === undefined ? [] : [header].flat();
  return objects.flatMap(({ value }) =>
    value.flatMap(({ address }) => (address === undefined || address === '' ? [] : [address])),
  );
}

/** Bare and bracketed addresses of raw header values. */
function addressesIn(values: readonly string[]): string[] {
  return values.flatMap((value) => value.split(/[\s<>,;:"]/).filter((part) => part.includes('@')));
}

function instantOf(date: Date | undefined): number | null {
  const ms = date?.getTime() ?? Number.NaN;
  return Number.isFinite(ms) ? ms : null;
}

function isDispositionReport(mail: ParsedMail): boolean {
  const header = mail.headers.get('content-type');
  if (typeof header !== 'object' || !('params' in header)) return false;
  const { value, params } = header as StructuredHeader; // What a Content-Type with params is read as.
  return (
    value.toLowerCase() === 'multipart/report' &&
    params['report-type']?.toLowerCase() === 'disposition-notification'
  );
}

function answersOf(mail: ParsedMail): string[] {
  const references = [mail.references ?? []].flat().toReversed();
  const all = mail.inReplyTo === undefined ? references : [mail.inReplyTo, ...references];
  return [...new Set(all)].filter(isMessageId);
}

function refused(came: string): MailRefusedError {
  return new MailRefusedError('unreadable-mail', came);
}
