import { createHash } from 'node:crypto';
import type { IncomingMail } from './read-mail.js';

/**
 * What a mail says, as one SHA-256: the same for a mail that was built again (other Date, boundary,
 * Received), another when a word or a byte of an attachment differs. The transport's own headers
 * and the recipients are no part of it, see docs/decisions/0018-mssante-intake.md.
 */
export function fingerprintOf(mail: IncomingMail): string {
  const files = mail.files.map(({ name, contentType, bytes }) => [
    name,
    contentType,
    createHash('sha256').update(bytes).digest('hex'),
  ]);
  const said = [
    mail.from.toLowerCase(),
    mail.subject,
    mail.text.replaceAll('\r\n', '\n').trim(),
    mail.receiptTo,
    Object.entries(mail.usageHeaders).sort(([a], [b]) => (a < b ? -1 : 1)),
    files,
  ];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}
