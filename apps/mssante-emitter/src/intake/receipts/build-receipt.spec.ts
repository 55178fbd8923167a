import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { PROFESSIONAL_DOMAIN, RECEIPT_ERRORS, parseMailbox, parseSubject } from '#libs/mssante';
import type { MessageRow, RecipientRow } from '#libs/store';
import { commandOfMail } from '../mail/command-of-mail.js';
import { readMail, type IncomingMail } from '../mail/read-mail.js';
import { readReceipt } from '../mail/read-receipt.js';
import { COLLEAGUE, PATIENT, SENDER, citizenOf } from '../test-mails.js';
import { buildReceipt } from './build-receipt.js';
import { encodedHeader } from './mime.js';

/** The mail of the documentation: what it shows is what is tested. */
const EXAMPLE = 'docs/mssante-example.eml';

const MESSAGE: MessageRow = {
  messageId: '<example-1@simulation.mssante.fr>',
  fingerprint: 'f',
  sender: SENDER,
  sentAt: new Date(0),
  registeredAt: new Date(0),
  sizeBytes: 1,
  typeCode: null,
  uniqueId: null,
  head: null,
  source: null,
  professionalSequence: null,
  citizenSequence: null,
  isReceiptAsked: true,
  notes: [],
};
const PROCESSED: RecipientRow = {
  messageId: MESSAGE.messageId,
  address: COLLEAGUE,
  kind: 'professional',
  disposition: 'PROCESSED',
  errorCode: 0,
  errorDetail: null,
  receiptForm: 'mdn',
  receiptOrigin: 'automatic',
  receiptSequence: 1,
  receiptAt: new Date(Date.UTC(2024, 0, 15, 10)),
};

describe('a receipt of the example', () => {
  let raw: Buffer;
  let mail: IncomingMail;

  beforeAll(async () => {
    raw = readFileSync(EXAMPLE);
    mail = await readMail(raw);
  });

  const built = (recipient: RecipientRow): Buffer | null =>
    buildReceipt({ message: MESSAGE, recipient, mail, raw });

  it('begins with a mail that is understood', async () => {
    const recipients = [COLLEAGUE, citizenOf(PATIENT)].map(parseMailbox);
    expect(await commandOfMail({ sender: SENDER, recipients, raw })).toMatchObject({
      kind: 'send',
      notes: [],
      isReceiptAsked: true,
      document: { header: { typeCode: '11502-2' }, solution: { code: 'SGL-01' } },
    });
  });

  it.each(['mdn', 'mail'] as const)(
    'as %s is read again as what it says, for every code',
    async (receiptForm) => {
      for (const { code } of Object.values(RECEIPT_ERRORS)) {
        const bytes = built({ ...PROCESSED, receiptForm, disposition: 'ERROR', errorCode: code });
        const receipt = await readMail(bytes ?? Buffer.alloc(0));
        expect(readReceipt(receipt, parseSubject(receipt.subject))).toEqual({
          form: receiptForm,
          originalMessageId: MESSAGE.messageId,
          finalRecipient: receiptForm === 'mdn' ? COLLEAGUE : null,
          disposition: 'ERROR',
          errorCode: code,
        });
      }
    },
  );

  it('that is positive keeps the subject and says processed', async () => {
    const receipt = await readMail(built(PROCESSED) ?? Buffer.alloc(0));
    expect(receipt.isReport).toBe(true);
    expect(receipt.subject).toBe(mail.subject);
    expect(receipt.from).toBe(COLLEAGUE);
    expect(receipt.to).toEqual([SENDER]);
    expect(receipt.messageId).toContain(PROFESSIONAL_DOMAIN);
    expect(readReceipt(receipt, parseSubject(receipt.subject)).disposition).toBe('PROCESSED');
  });

  it('carries the original and its files back, byte for byte', async () => {
    const receipt = await readMail(built(PROCESSED) ?? Buffer.alloc(0));
    const fileOf = (from: IncomingMail, name: string): Buffer | undefined =>
      from.files.find((file) => file.name === name)?.bytes;
    for (const name of ['IHE_XDM.zip', 'CR.pdf']) {
      expect(fileOf(receipt, name)).toEqual(fileOf(mail, name));
    }
    const original = receipt.files.find(({ contentType }) => contentType === 'message/rfc822');
    expect(original?.bytes.toString()).toContain('Message-ID: <example-1@simulation.mssante.fr>');
  });

  it('is the same bytes for the same facts, and other ones for another mailbox', () => {
    expect(built(PROCESSED)).toEqual(built({ ...PROCESSED }));
    expect(built({ ...PROCESSED, address: 'per.9@simulation.mssante.fr' })).not.toEqual(
      built(PROCESSED),
    );
  });

  it('is nothing when nothing came back', () => {
    expect(built({ ...PROCESSED, receiptForm: null, receiptSequence: null })).toBeNull();
  });

  it('keeps its lines short and free of line breaks from outside', () => {
    const header = encodedHeader(`é${'à'.repeat(200)}\r\nBcc: someone@example.org`);
    expect(header).not.toMatch(/\nBcc/);
    for (const line of header.split('\r\n')) expect(line.length).toBeLessThan(78);
  });
});
