import { describe, expect, it } from '@jest/globals';
import { MailRefusedError, REFUSALS, parseMailbox } from '#libs/mssante';
import fc from 'fast-check';
import { HEADER_BYTES_MAX, MIME_PARTS_MAX, XML_DEPTH_MAX, XML_TAGS_MAX } from '../limits.js';
import {
  COLLEAGUE,
  PATIENT,
  SENDER,
  USAGE,
  cdaFacts,
  citizenOf,
  insIdOf,
  metadataFacts,
  metadataOf,
  cdaOf,
  rawMailOf,
  rawMdnOf,
  traitsOf,
  xdmOf,
  zipOf,
  type CdaFacts,
  type MailFacts,
  type MetadataFacts,
} from '../test-mails.js';
import { commandOfMail } from './command-of-mail.js';

const CITIZEN = citizenOf(PATIENT);

const commandOf = (
  raw: Buffer,
  sender = SENDER,
  recipients: readonly string[] = [COLLEAGUE],
): ReturnType<typeof commandOfMail> =>
  commandOfMail({ sender, recipients: recipients.map(parseMailbox), raw });

const outcomeOf = async (raw: Buffer, sender?: string, to?: readonly string[]): Promise<string> => {
  try {
    return (await commandOf(raw, sender, to)).kind;
  } catch (error) {
    if (error instanceof MailRefusedError) return error.refusal;
    throw error;
  }
};

const outcomeOfMail = async (facts: Partial<MailFacts>): Promise<string> =>
  outcomeOf(await rawMailOf(facts));
const outcomeOfXdm = async (
  cda: Partial<CdaFacts>,
  spoil: Partial<MetadataFacts> = {},
): Promise<string> => outcomeOfMail({ archive: await xdmOf(cda, spoil) });

/** So many tags that differ: their archive is no bomb. */
const tagsOf = (count: number): Buffer =>
  Buffer.from(
    `<a>${Array.from({ length: count }, (_, index) => `<b${((index * 2_654_435_761) >>> 0).toString(36)}/>`).join('')}</a>`,
  );

/** An archive of these files in place of the good ones; undefined takes a file out. */
const archiveWith = async (
  files: Readonly<Record<string, Buffer | undefined>>,
): Promise<Buffer> => {
  const facts = cdaFacts();
  const cda = cdaOf(facts);
  const all: Record<string, Buffer | undefined> = {
    'INDEX.HTM': Buffer.from('<html/>'),
    'IHE_XDM/SUBSET01/METADATA.XML': metadataOf(metadataFacts(facts, cda)),
    'IHE_XDM/SUBSET01/DOC00001.XML': cda,
    ...files,
  };
  return zipOf(
    Object.entries(all).flatMap(([name, bytes]) => (bytes === undefined ? [] : [[name, bytes]])),
  );
};

describe('a mail', () => {
  it('with a document is understood', async () => {
    const command = await commandOf(await rawMailOf(), SENDER, [COLLEAGUE, CITIZEN, COLLEAGUE]);
    expect(command).toMatchObject({
      kind: 'send',
      messageId: '<example-1@simulation.mssante.fr>',
      sender: { kind: 'professional', mailbox: 'ORG' },
      recipients: [{ address: COLLEAGUE }, { address: CITIZEN }],
      sentAtMs: Date.UTC(2024, 0, 15, 9, 30),
      isReceiptAsked: true,
      isClosing: false,
      notes: [],
      document: {
        solution: { code: 'SGL-01' },
        type: { typeCode: '11502-2' },
        ins: { extension: PATIENT.matricule.text },
        header: { versionNumber: 1, replaces: null },
      },
    });
  });

  it('without a document is understood, with or without a closing word', async () => {
    const facts = { archive: null, hasPdf: false, receiptTo: null, headers: {} };
    const open = await commandOf(await rawMailOf({ ...facts, subject: 'Bonjour' }));
    const closing = await commandOf(await rawMailOf({ ...facts, subject: '[FIN] Au revoir' }));
    expect(open).toMatchObject({ kind: 'send', document: null, isClosing: false });
    expect(closing).toMatchObject({ kind: 'send', document: null, isClosing: true });
  });

  it('of a patient carries no document and no headers that count', async () => {
    const raw = await rawMailOf({ from: CITIZEN, subject: 'Merci', archive: null });
    expect(await commandOf(raw, CITIZEN)).toMatchObject({
      kind: 'send',
      sender: { kind: 'citizen' },
      document: null,
      isReceiptAsked: false,
    });
  });

  it('leaves notes where its headers contradict its content', async () => {
    const raw = await rawMailOf({
      hasPdf: false,
      receiptTo: COLLEAGUE,
      headers: { ...USAGE, 'X-MSS-INS': 'N', 'X-MSS-CODECDA': '18748-4', 'X-MSS-MES': 'O' },
    });
    expect(await commandOf(raw)).toMatchObject({
      isReceiptAsked: false,
      notes: [
        'ins-present-but-denied',
        'codecda-differs',
        'mes-without-citizen',
        'receipt-asked-for-another',
        'no-readable-pdf',
      ],
    });
  });

  it('has the fingerprint of what it says, not of how it travels', async () => {
    const fingerprintOf = async (facts: Partial<MailFacts>): Promise<string> => {
      const command = await commandOf(await rawMailOf(facts), facts.from ?? SENDER);
      return command.kind === 'send' ? command.fingerprint : '';
    };
    const first = await fingerprintOf({});
    expect(
      await fingerprintOf({ date: new Date(0), messageId: '<other@simulation.mssante.fr>' }),
    ).toBe(first);
    expect(await fingerprintOf({ to: [CITIZEN] })).toBe(first);
    const others = [
      { text: 'Un autre texte' },
      { receiptTo: null },
      { hasPdf: false },
      { archive: await xdmOf({ versionNumber: 2 }) },
      { headers: { ...USAGE, 'X-MSS-NIL': 'SIM-SGL-02' } },
      { from: 'org.00000009@simulation.mssante.fr' },
      { subject: 'XDM/1.0/DDM+Autre PAT-TROIS DOMINIQUE 28/03/1979' },
    ];
    for (const other of others) expect(await fingerprintOf(other)).not.toBe(first);
  });

  it.each<[string, Partial<MailFacts>]>([
    ['subject-without-document', { archive: null }],
    ['document-without-subject', { subject: 'Bonjour' }],
    ['unknown-software', { headers: { ...USAGE, 'X-MSS-NIL': 'SIM-XXX-01' } }],
    ['unknown-software', { headers: { 'X-MSS-INS': 'O' } }],
    ['bad-usage-header', { headers: { ...USAGE, 'X-MSS-INS': 'peut-être' } }],
    ['sender-mismatch', { from: 'per.00000007@simulation.mssante.fr' }],
    ['sender-mismatch', { from: `${SENDER}, per.00000007@simulation.mssante.fr` }],
    ['relay-denied', { from: 'someone@example.org' }],
    ['message-id-missing', { messageId: `<${'m'.repeat(250)}@a>` }],
    ['unreadable-mail', { subject: `XDM/1.0/DDM+${'a '.repeat(300)}` }],
    ['bad-archive', { archive: Buffer.from('no zip') }],
  ])('is refused as %s', async (refusal, facts) => {
    expect(await outcomeOfMail(facts)).toBe(refusal);
  });

  it('without a Message-ID, or with two, is refused', async () => {
    const raw = (await rawMailOf()).toString('latin1');
    const line = /^Message-ID:.*\r\n/m;
    const id = line.exec(raw)?.[0] ?? '';
    expect(await outcomeOf(Buffer.from(raw.replace(line, ''), 'latin1'))).toBe(
      'message-id-missing',
    );
    expect(await outcomeOf(Buffer.from(id + raw, 'latin1'))).toBe('message-id-missing');
  });

  it('with an empty sender is refused unless it is a receipt', async () => {
    expect(await outcomeOf(await rawMailOf(), '')).toBe('empty-sender');
  });

  it('from a patient to a patient is refused', async () => {
    const raw = await rawMailOf({ from: CITIZEN, subject: 'Bonjour', archive: null });
    expect(await outcomeOf(raw, CITIZEN, [CITIZEN])).toBe('citizen-to-citizen');
  });

  it('with two archives is refused', async () => {
    const raw = (await rawMailOf()).toString('latin1');
    const twice = raw
      .replace('filename=CR.pdf', 'filename=IHE_XDM.zip')
      .replace('name=CR.pdf', 'name=IHE_XDM.zip');
    expect(await outcomeOf(Buffer.from(twice, 'latin1'))).toBe('bad-archive');
  });

  it('with headers or parts beyond the bounds is refused', async () => {
    const raw = await rawMailOf();
    const padding = (bytes: number): Buffer => Buffer.from(`X-Pad: ${'p'.repeat(bytes)}\r\n`);
    expect(await outcomeOf(Buffer.concat([padding(1000), raw]))).toBe('send');
    expect(await outcomeOf(Buffer.concat([padding(HEADER_BYTES_MAX), raw]))).toBe(
      'unreadable-mail',
    );
    const boundaries = Buffer.from('\r\n--x'.repeat(MIME_PARTS_MAX + 1));
    expect(await outcomeOf(Buffer.concat([raw, boundaries]))).toBe('unreadable-mail');
  });
});

describe('an archive', () => {
  it.each<[string, string, Partial<MetadataFacts>]>([
    ['document-mismatch', 'another hash', { hash: '0'.repeat(40) }],
    ['document-mismatch', 'another size', { size: '12' }],
    ['document-mismatch', 'another uniqueId', { uniqueId: '1.2.3' }],
    ['document-mismatch', 'another type', { typeCode: '18748-4', classCode: '31' }],
    ['document-mismatch', 'a class that is not the type’s', { classCode: '11' }],
    ['document-mismatch', 'another patient', { patientId: 'x^^^&amp;1.2.3&amp;ISO^PI' }],
    ['document-mismatch', 'another mime type', { mimeType: 'application/pdf' }],
    ['bad-metadata', 'a hash that is none', { hash: 'zz' }],
    ['bad-metadata', 'a size that is none', { size: '-1' }],
    ['bad-metadata', 'a patientId that is no CX', { patientId: '12345' }],
    ['bad-metadata', 'a URI that leaves the folder', { uri: '../../etc/passwd' }],
    ['bad-metadata', 'no uniqueId', { uniqueId: '' }],
    ['bad-archive', 'a URI of nothing', { uri: 'OTHER.XML' }],
  ])('is refused as %s for %s', async (refusal, _, spoil) => {
    expect(await outcomeOfXdm({}, spoil)).toBe(refusal);
  });

  it.each<[string, string, Partial<CdaFacts>]>([
    ['real-identity', 'a real person', { ids: [['1.2.250.1.213.1.4.8', '279035121518989']] }],
    ['bad-document', 'a wrong key', { ids: [[insIdOf(PATIENT)[0], '279035121518988']] }],
    ['bad-document', 'an author of no directory', { author: '812345' }],
    ['bad-document', 'a structure of no directory', { site: '1999' }],
    ['bad-document', 'a uniqueId that is no OID', { uniqueId: 'abc' }],
    ['bad-document', 'a version that is none', { versionNumber: 0 }],
    ['bad-document', 'a DOCTYPE', { prolog: '<!DOCTYPE a [<!ENTITY b "c">]>' }],
    ['bad-document', 'another encoding', { prolog: '<?xml version="1.0" encoding="ISO-8859-1"?>' }],
    ['unknown-document-type', 'a type of no list', { typeCode: '00000-0' }],
  ])('is refused as %s for %s', async (refusal, _, facts) => {
    expect(await outcomeOfXdm(facts)).toBe(refusal);
  });

  it.each<[string, string, Readonly<Record<string, Buffer | undefined>>]>([
    ['bad-archive', 'no INDEX.HTM', { 'INDEX.HTM': undefined }],
    ['bad-archive', 'no METADATA.XML', { 'IHE_XDM/SUBSET01/METADATA.XML': undefined }],
    ['bad-archive', 'no document', { 'IHE_XDM/SUBSET01/DOC00001.XML': undefined }],
    [
      'document-mismatch',
      'another document',
      { 'IHE_XDM/SUBSET01/DOC00001.XML': cdaOf(cdaFacts({ versionNumber: 3 })) },
    ],
    [
      'bad-document',
      'bytes that are no UTF-8',
      { 'IHE_XDM/SUBSET01/DOC00001.XML': Buffer.from([0xc3, 0x28]) },
    ],
    [
      'bad-document',
      'a document that is no XML',
      { 'IHE_XDM/SUBSET01/DOC00001.XML': Buffer.from('<a><b></a>') },
    ],
    ['bad-metadata', 'no entry', { 'IHE_XDM/SUBSET01/METADATA.XML': Buffer.from('<a/>') }],
    [
      'bad-metadata',
      'metadata too deep',
      {
        'IHE_XDM/SUBSET01/METADATA.XML': Buffer.from(
          '<a>'.repeat(XML_DEPTH_MAX + 2) + '</a>'.repeat(XML_DEPTH_MAX + 2),
        ),
      },
    ],
    [
      'bad-document',
      'a document of too many tags',
      { 'IHE_XDM/SUBSET01/DOC00001.XML': tagsOf(XML_TAGS_MAX) },
    ],
  ])('is refused as %s for %s', async (refusal, _, files) => {
    expect(await outcomeOfMail({ archive: await archiveWith(files) })).toBe(refusal);
  });

  it('whose document lacks traits or the INS is taken: the receiver answers 905 or 903', async () => {
    const { birthPlaceCode, ...traits } = traitsOf(PATIENT);
    expect(birthPlaceCode).toContain('51215');
    expect(await outcomeOfXdm({ traits })).toBe('send');
    expect(await outcomeOfXdm({ ids: [['1.2.3.4', 'IPP']] })).toBe('send');
  });

  it('whose document replaces another one says which', async () => {
    const archive = await xdmOf({ uniqueId: '1.2.3^A1', replaces: '1.2.3^A0', versionNumber: 2 });
    expect(await commandOf(await rawMailOf({ archive }))).toMatchObject({
      document: { header: { uniqueId: '1.2.3^A1', replaces: '1.2.3^A0', versionNumber: 2 } },
    });
  });
});

describe('a receipt', () => {
  const MDN = {
    from: COLLEAGUE,
    to: SENDER,
    originalMessageId: '<example-1@simulation.mssante.fr>',
  };
  const AUTO = 'automatic-action/MDN-sent-automatically; ';

  it.each([
    ['processed', 'PROCESSED', 0],
    ['processed/Error: 902^Identifiant de patient inconnu', 'ERROR', 902],
    ['processed/error: 904^x^messageErrorCondition| E^Error^errorSeverity', 'ERROR', 904],
    ['processed/error', 'ERROR', 906],
    ['processed/Error: 207^Application internal error', 'ERROR', 207],
  ])('%s is understood', async (text, disposition, errorCode) => {
    const raw = rawMdnOf({ ...MDN, disposition: AUTO + text });
    for (const sender of ['', COLLEAGUE]) {
      expect(await commandOf(raw, sender, [SENDER])).toMatchObject({
        kind: 'receipt',
        form: 'mdn',
        messageId: MDN.originalMessageId,
        recipient: { address: COLLEAGUE },
        addressees: [SENDER],
        disposition,
        errorCode,
      });
    }
  });

  it.each(['displayed', 'dispatched', 'deleted'])('%s counts for nothing', async (type) => {
    expect(await outcomeOf(rawMdnOf({ ...MDN, disposition: AUTO + type }), '', [SENDER])).toBe(
      'notice',
    );
  });

  it('as an ordinary mail is understood by what it answers', async () => {
    const raw = await rawMailOf({
      from: COLLEAGUE,
      subject: '[KO Intégration système !][905] XDM/1.0/DDM+CR PAT-TROIS',
      headers: { 'In-Reply-To': MDN.originalMessageId },
    });
    expect(await commandOf(raw, COLLEAGUE, [SENDER])).toMatchObject({
      kind: 'receipt',
      form: 'mail',
      messageId: MDN.originalMessageId,
      disposition: 'ERROR',
      errorCode: 905,
    });
  });

  it.each([
    ['bad-receipt', { ...MDN, disposition: `${AUTO}processed/Error: 999^x` }],
    ['bad-receipt', { ...MDN, disposition: `${AUTO}processed/warning: 902` }],
    ['bad-receipt', { ...MDN, disposition: 'processed' }],
    ['bad-receipt', { ...MDN, originalMessageId: 'no brackets' }],
    ['receipt-of-another', { ...MDN, finalRecipient: 'per.00000003@simulation.mssante.fr' }],
    ['relay-denied', { ...MDN, finalRecipient: 'someone@example.org' }],
  ])('is refused as %s: %o', async (refusal, facts) => {
    expect(await outcomeOf(rawMdnOf(facts), '', [SENDER])).toBe(refusal);
  });

  it('of a patient’s mailbox is refused: the operator answers for it', async () => {
    const facts = { ...MDN, from: CITIZEN };
    expect(await outcomeOf(rawMdnOf(facts), '', [SENDER])).toBe('receipt-of-another');
  });

  it('as an ordinary mail that answers nothing is refused', async () => {
    const subject = '[KO Intégration système !][905] XDM/1.0/DDM+CR PAT-TROIS';
    const raw = await rawMailOf({ from: COLLEAGUE, subject });
    expect(await outcomeOf(raw, COLLEAGUE, [SENDER])).toBe('bad-receipt');
  });
});

describe('any bytes', () => {
  const isKnown = (outcome: string): boolean =>
    ['send', 'receipt', 'notice'].includes(outcome) || Object.hasOwn(REFUSALS, outcome);

  it('are refused by name when they are noise', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (noise) => {
        expect(Object.hasOwn(REFUSALS, await outcomeOf(Buffer.from(noise)))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('that are a good mail cut and changed are taken or refused by name', async () => {
    const good = [
      await rawMailOf(),
      rawMdnOf({ from: COLLEAGUE, to: SENDER, originalMessageId: '<a@b>' }),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...good),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 20 })), {
          maxLength: 6,
        }),
        async (raw, part, changes) => {
          const spoilt = Buffer.from(raw);
          for (const [at, bytes] of changes) spoilt.set(bytes.subarray(0, 1), at % spoilt.length);
          const cut = spoilt.subarray(0, Math.ceil(part * spoilt.length));
          expect(isKnown(await outcomeOf(cut, SENDER))).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('that are headers of any kind are refused by name', async () => {
    const header = fc.tuple(
      fc.constantFrom(
        'Content-Type',
        'Content-Transfer-Encoding',
        'Subject',
        'From',
        'Message-ID',
        'X-MSS-NIL',
        'Date',
        'References',
        'Disposition-Notification-To',
      ),
      fc.oneof(
        fc.string({ maxLength: 200 }),
        fc.constantFrom(
          'multipart/mixed; boundary=""',
          'multipart/report; report-type=disposition-notification',
          'text/plain; charset=x-no-such-charset',
          'message/rfc822',
          '=?utf-16?B?////?=',
          '=?UTF-8?Q?=FF=FE?=',
          'base64',
          'x-unknown',
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(header, { maxLength: 12 }),
        fc.string({ maxLength: 300 }),
        async (headers, body) => {
          const raw = Buffer.from(
            `${headers.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${body}`,
          );
          expect(isKnown(await outcomeOf(raw))).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    'From',
    'To',
    'Subject',
    'Date',
    'Message-ID',
    'In-Reply-To',
    'References',
    'Content-Type',
    'Disposition-Notification-To',
    'X-MSS-CODECDA',
  ])('that are a huge header %s are taken or refused by name', async (name) => {
    const good = await rawMailOf();
    for (const filler of ['a', '@', '<', '(', '"', ';', '=?UTF-8?Q?', 'a@', '\r\n ']) {
      const value = filler.repeat(60_000 / filler.length);
      const raw = Buffer.concat([Buffer.from(`${name}: ${value}\r\n`), good]);
      expect(isKnown(await outcomeOf(raw))).toBe(true);
    }
  });
});
