import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { makeMatriculeIns, makePsIdNat } from '#libs/identifiers';
import { IntakeLane } from '#libs/intake';
import { personOfOrdinal } from '#libs/patients';
import { createPool, readIntakeTruth, runMigrations } from '#libs/store';
import { eventually, testBackend } from '#libs/testing';
import type { LoggerService } from '@nestjs/common';
import nodemailer, { type Transporter } from 'nodemailer';
import type { Pool } from 'pg';
import type { MssanteAnswer, MssanteCommand } from './book/commands.js';
import { MssanteBook } from './book/mssante.book.js';
import { deliverTo } from './deliver.js';
import { readMail } from './mail/read-mail.js';
import { parseMailbox } from '#libs/mssante';
import { MssanteIntakeSettings } from './settings.js';
import { startIntake, type StartedIntake } from './start-intake.js';
import { createTestDatabase } from './test-database.js';
import {
  COLLEAGUE,
  PATIENT,
  SENDER,
  citizenOf,
  rawMailOf,
  rawMdnOf,
  traitsOf,
  xdmOf,
  type CdaFacts,
  type MailFacts,
} from './test-mails.js';
import { eventsOf } from './test-topic.js';

const CITIZEN = citizenOf(PATIENT);
const TIMEOUT_MS = 90_000;
const PHARMACY = 'org.officine.00000003@simulation.mssante.fr';
const MANUAL = 'per.00000004.manual@simulation.mssante.fr';

const quiet: LoggerService = {
  log: () => undefined,
  warn: () => undefined,
  error: (message: unknown) => {
    throw new Error(`the intake logged an error: ${String(message)}`);
  },
};

let ordinal = 100_000 + Math.floor(performance.now()) * 10;
/** An author of its own for each test: the topic is shared with other specs. */
const freshAuthor = (): string => makePsIdNat(ordinal++);
const freshId = (): string => `<${randomUUID()}@simulation.mssante.fr>`;
const freshUniqueId = (): string =>
  `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`).toString()}`;

/** Real: SMTP on loopback, Kafka, PostgreSQL, HTTP. */
describe('the MSSanté intake', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let pool: Pool;
  let intake: StartedIntake;

  const start = (): Promise<StartedIntake> =>
    startIntake(
      Object.assign(new MssanteIntakeSettings(), {
        MES_KAFKA_BROKERS: testBackend().MES_KAFKA_BROKERS,
        MES_KAFKA_ADMIN: 'on',
        MES_DATABASE_URL: database.url,
        MES_MSSANTE_SMTP_PORT: 0,
        MES_HTTP_PORT: 0,
      }),
      'mssante-intake-spec',
      quiet,
      (error) => {
        throw error;
      },
    );

  const transporter = (port = intake.smtpPort): Transporter =>
    nodemailer.createTransport({ host: '127.0.0.1', port, ignoreTLS: true });

  /** Sends bytes; the reply after DATA, or the refusal. */
  const sendRaw = async (
    raw: Buffer,
    {
      from = SENDER,
      to = [COLLEAGUE],
      port = intake.smtpPort,
    }: { from?: string; to?: readonly string[]; port?: number } = {},
  ): Promise<string> => {
    const transport = transporter(port);
    try {
      const { response, rejected } = (await transport.sendMail({
        envelope: { from, to: [...to] },
        raw,
      })) as { response: string; rejected: string[] };
      return rejected.length === 0 ? response : `${response} without ${rejected.join(', ')}`;
    } catch (error) {
      return (error as { response?: string }).response ?? String(error);
    } finally {
      transport.close();
    }
  };

  const send = async (
    facts: Partial<MailFacts>,
    cda: Partial<CdaFacts> = {},
    envelope: Parameters<typeof sendRaw>[1] = {},
  ): Promise<string> => {
    const archive = facts.archive === undefined ? await xdmOf(cda) : facts.archive;
    return sendRaw(await rawMailOf({ ...facts, archive }), {
      to: facts.to ?? [COLLEAGUE],
      from: facts.from ?? SENDER,
      ...envelope,
    });
  };

  const get = async (path: string): Promise<{ status: number; body: unknown; text: string }> => {
    const response = await fetch(`${intake.url}${path}`);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, body: isJson ? JSON.parse(text) : undefined, text };
  };

  const receiptsOf = async (messageId: string): Promise<unknown> =>
    (await get(`/messages/${encodeURIComponent(messageId)}/receipts`)).body;

  beforeAll(async () => {
    database = await createTestDatabase();
    await runMigrations(database.url);
    pool = createPool(database.url);
    intake = await start();
  }, TIMEOUT_MS);

  afterAll(async () => {
    await intake.service.close();
    await pool.end();
    await database.drop();
  });

  it(
    'turns a mail to two colleagues and the patient into one event a kind, and a receipt from each',
    async () => {
      const author = freshAuthor();
      const messageId = freshId();
      const to = [COLLEAGUE, 'cab.00000005@simulation.mssante.fr', CITIZEN];
      const cda = { author, uniqueId: freshUniqueId() };
      expect(await send({ messageId, to }, cda)).toBe('250 2.6.0 accepted');
      const { events } = await eventsOf(author);
      expect(
        events.map((event) => ({ ...event, patient: Buffer.from(event.patient).toString('hex') })),
      ).toMatchObject([
        {
          record: 'MessageSent',
          kind: 'PROFESSIONAL',
          mailbox: 'ORG',
          messageId,
          typeCode: 'LOINC_11502_2',
          patientDepartment: '51',
          occurredAt: Date.UTC(2024, 0, 15, 9, 30),
        },
        { record: 'MessageSent', kind: 'CITIZEN', mailbox: 'ORG', messageId },
        ...['PROFESSIONAL', 'PROFESSIONAL', 'CITIZEN'].map((kind) => ({
          record: 'MessageReceiptReceived',
          kind,
          disposition: 'PROCESSED',
          errorCode: 0,
        })),
      ]);
      const places = events.map(({ source, sequence }) => ({ source, sequence }));
      const page = await get(`/messages/${encodeURIComponent(messageId)}`);
      expect(page.body).toMatchObject({ messageId, sender: SENDER, notes: [], events: places });
    },
    TIMEOUT_MS,
  );

  it(
    'answers a mail sent again like the first time and moves nothing, also when it was built again',
    async () => {
      const author = freshAuthor();
      const messageId = freshId();
      const cda = { author, uniqueId: freshUniqueId() };
      expect(await send({ messageId }, cda)).toBe('250 2.6.0 accepted');
      const truth = await readIntakeTruth(pool);
      expect(await send({ messageId }, cda)).toBe('250 2.6.0 accepted');
      expect(await send({ messageId, date: new Date(0) }, cda)).toBe('250 2.6.0 accepted');
      expect((await eventsOf(author)).records).toBe(2);
      expect(await readIntakeTruth(pool)).toEqual(truth);
      expect(await send({ messageId, text: 'autre' }, cda)).toMatch(
        /^554 5\.6\.0 message-id-reused/,
      );
      expect((await eventsOf(author)).records).toBe(2);
    },
    TIMEOUT_MS,
  );

  it(
    'takes one mail in several transactions, one for each recipient',
    async () => {
      const author = freshAuthor();
      const messageId = freshId();
      const cda = { author, uniqueId: freshUniqueId() };
      const to = [COLLEAGUE, 'per.00000006@simulation.mssante.fr', CITIZEN];
      for (const recipient of [...to, ...to]) {
        expect(await send({ messageId, to }, cda, { to: [recipient] })).toBe('250 2.6.0 accepted');
      }
      const { events, records } = await eventsOf(author);
      expect(records).toBe(5);
      expect(events.map(({ record }) => record).sort()).toEqual([
        ...Array<string>(3).fill('MessageReceiptReceived'),
        'MessageSent',
        'MessageSent',
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    'sends nothing back for a document in order that nobody asked about, and a mail for an error',
    async () => {
      const author = freshAuthor();
      const good = freshId();
      await send({ messageId: good, receiptTo: null }, { author, uniqueId: freshUniqueId() });
      expect((await get(`/messages/${encodeURIComponent(good)}/receipt`)).status).toBe(404);
      const bad = freshId();
      const stranger = personOfOrdinal(4).matricule.text;
      const ids = [['1.2.250.1.213.1.4.10', stranger]] as const;
      await send({ messageId: bad, receiptTo: null }, { author, uniqueId: freshUniqueId(), ids });
      expect(await receiptsOf(bad)).toMatchObject([
        { disposition: 'ERROR', errorCode: 904, form: 'mail' },
      ]);
      const { text } = await get(`/messages/${encodeURIComponent(bad)}/receipt`);
      const mail = await readMail(Buffer.from(text));
      expect(mail.subject).toMatch(
        /^\[KO Intégration système !\]\[904\] XDM\/1\.0\/DDM\+CR d’examens/,
      );
      expect(mail.files.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['IHE_XDM.zip', 'CR.pdf']),
      );
      expect((await eventsOf(author)).events.map(({ record }) => record)).toEqual([
        'MessageSent',
        'MessageSent',
        'MessageReceiptReceived',
      ]);
    },
    TIMEOUT_MS,
  );

  it.each(['PER', 'ORG', 'APP', 'CAB'] as const)(
    'says the kind %s of the sending mailbox in the event',
    async (mailbox) => {
      const author = freshAuthor();
      const from = `${mailbox.toLowerCase()}.00000009@simulation.mssante.fr`;
      await send(
        { messageId: freshId(), from, receiptTo: null },
        { author, uniqueId: freshUniqueId() },
      );
      expect((await eventsOf(author)).events).toMatchObject([{ record: 'MessageSent', mailbox }]);
    },
    TIMEOUT_MS,
  );

  it.each<[number, Partial<CdaFacts>]>([
    [902, { ids: [['1.2.250.1.213.1.4.10', makeMatriculeIns(1_999_999_999)]] }],
    [903, { ids: [['1.2.3.4.567', 'IPP-1']] }],
    [904, { traits: { ...traitsOf(PATIENT), birthName: '<family qualifier="BR">AUTRE</family>' } }],
    [905, { traits: {} }],
  ])(
    'counts a message that is answered with %i, and its receipt',
    async (errorCode, cda) => {
      const author = freshAuthor();
      const messageId = freshId();
      expect(await send({ messageId }, { author, uniqueId: freshUniqueId(), ...cda })).toMatch(
        /^250/,
      );
      const { events } = await eventsOf(author);
      expect(events).toMatchObject([
        { record: 'MessageSent', insOid: 'INS_NIR_TEST', patientDepartment: '51' },
        { record: 'MessageReceiptReceived', disposition: 'ERROR', errorCode },
      ]);
      const { text } = await get(`/messages/${encodeURIComponent(messageId)}/receipt`);
      expect(text).toContain(`processed/Error: ${errorCode}^`);
    },
    TIMEOUT_MS,
  );

  it(
    'answers 900, 901 and 906 by what a mailbox holds, and processes the version that is due',
    async () => {
      const author = freshAuthor();
      const [first, second, third, stranger, orphan] = Array.from({ length: 5 }, freshUniqueId);
      const codeOf = async (cda: Partial<CdaFacts>): Promise<unknown> => {
        const messageId = freshId();
        expect(await send({ messageId }, { author, ...cda })).toBe('250 2.6.0 accepted');
        return ((await receiptsOf(messageId)) as { errorCode: number }[])[0]?.errorCode;
      };
      const next = { replaces: first ?? '', versionNumber: 2 };
      expect(await codeOf({ uniqueId: first ?? '' })).toBe(0);
      expect(await codeOf({ uniqueId: first ?? '' })).toBe(0);
      expect(await codeOf({ uniqueId: first ?? '', versionNumber: 4 })).toBe(906);
      expect(
        await codeOf({
          uniqueId: stranger ?? '',
          ...next,
          author: freshAuthor(),
          site: '3' + '12345678200010',
        }),
      ).toBe(901);
      expect(await codeOf({ uniqueId: second ?? '', ...next })).toBe(0);
      expect(await codeOf({ uniqueId: third ?? '', ...next })).toBe(900);
      expect(
        await codeOf({ uniqueId: orphan ?? '', replaces: '1.2.3.4.5', versionNumber: 2 }),
      ).toBe(906);
    },
    TIMEOUT_MS,
  );

  it(
    'understands an MDN from a mailbox that does not answer by itself, once',
    async () => {
      const author = freshAuthor();
      const messageId = freshId();
      await send({ messageId, to: [MANUAL] }, { author, uniqueId: freshUniqueId() });
      expect((await eventsOf(author)).events).toHaveLength(1);
      const mdn = (more: Partial<Parameters<typeof rawMdnOf>[0]> = {}): Promise<string> =>
        sendRaw(
          rawMdnOf({
            from: MANUAL,
            to: SENDER,
            originalMessageId: messageId,
            disposition: 'manual-action/MDN-sent-manually; processed/Error: 902^x',
            ...more,
          }),
          { from: '', to: [SENDER] },
        );
      expect(await mdn({ from: COLLEAGUE })).toMatch(/^550 5\.7\.1 receipt-of-another/);
      expect(await mdn({ originalMessageId: freshId() })).toMatch(
        /^550 5\.6\.0 receipt-of-unknown/,
      );
      expect(await mdn()).toBe('250 2.6.0 accepted');
      expect(await mdn()).toBe('250 2.6.0 accepted');
      expect(
        await mdn({ disposition: 'automatic-action/MDN-sent-automatically; processed' }),
      ).toMatch(/^554 5\.6\.0 receipt-contradiction/);
      const { events } = await eventsOf(author);
      expect(events).toMatchObject([
        { record: 'MessageSent' },
        {
          record: 'MessageReceiptReceived',
          disposition: 'ERROR',
          errorCode: 902,
          messageSequence: events[0]?.sequence,
        },
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    'lets a patient answer from the professional’s first message to the closing one, and no other time',
    async () => {
      const doctor = 'per.00000077@simulation.mssante.fr';
      const plain = { archive: null, hasPdf: false, receiptTo: null, headers: {} };
      const patientWrites = (to: string): Promise<string> =>
        send({ ...plain, messageId: freshId(), from: CITIZEN, to: [to], subject: 'Question' });
      const doctorWrites = (subject: string): Promise<string> =>
        send({ ...plain, messageId: freshId(), from: doctor, to: [CITIZEN], subject });
      expect(await patientWrites(doctor)).toMatch(/^550 5\.7\.1 conversation-not-started/);
      expect(await doctorWrites('Bonjour')).toMatch(/^250/);
      expect(await patientWrites(doctor)).toMatch(/^250/);
      expect(await doctorWrites('[FIN] Au revoir')).toMatch(/^250/);
      expect(await patientWrites(doctor)).toMatch(/^550 5\.7\.1 conversation-closed/);
      expect(await doctorWrites('Encore un mot')).toMatch(/^250/);
      expect(await patientWrites(doctor)).toMatch(/^250/);
      expect(await patientWrites(PHARMACY)).toMatch(/^250/);
    },
    TIMEOUT_MS,
  );

  it(
    'refuses a mailbox that does not exist and a domain that is not its own, recipient by recipient',
    async () => {
      const opposed = citizenOf(personOfOrdinal(0));
      const known = { messageId: freshId() };
      const cda = { author: freshAuthor(), uniqueId: freshUniqueId() };
      const reply = await send(known, cda, { to: [COLLEAGUE, opposed, 'someone@example.org'] });
      expect(reply).toBe(`250 2.6.0 accepted without ${opposed}, someone@example.org`);
      expect(await send(known, cda, { to: ['someone@example.org'] })).toMatch(
        /550 5\.7\.1 relay-denied/,
      );
      expect(await send(known, cda, { to: [opposed] })).toMatch(/550 5\.1\.1 mailbox-unknown/);
      expect(await send(known, cda, { from: 'someone@example.org' })).toMatch(
        /550 5\.7\.1 relay-denied/,
      );
    },
    TIMEOUT_MS,
  );

  it(
    'stores nothing of a mail that it refuses',
    async () => {
      const rows = async (): Promise<unknown> =>
        (
          await pool.query(
            'select (select count(*) from mss_message), (select count(*) from mss_recipient), (select count(*) from mss_conversation), (select count(*) from mss_document), (select sum(next_sequence) from intake_source)',
          )
        ).rows;
      const before = await rows();
      const refused: Partial<MailFacts>[] = [
        { archive: Buffer.from('no zip') },
        { subject: 'Bonjour' },
        { headers: {} },
        { archive: await xdmOf({}, { hash: '0'.repeat(40) }) },
      ];
      for (const facts of refused) {
        expect(await send({ messageId: freshId(), to: [COLLEAGUE, CITIZEN], ...facts })).toMatch(
          /^5\d\d 5\./,
        );
      }
      expect(await rows()).toEqual(before);
    },
    TIMEOUT_MS,
  );

  it(
    'publishes at the next start what was stored when it was killed before the answer',
    async () => {
      const author = freshAuthor();
      const messageId = freshId();
      const raw = await rawMailOf({
        messageId,
        archive: await xdmOf({ author, uniqueId: freshUniqueId() }),
      });
      await intake.service.close();
      // A lane whose broker never answers: the transaction is committed and no answer is given.
      const cut = await IntakeLane.open<MssanteCommand, MssanteAnswer>({
        book: new MssanteBook(),
        pool,
        producer: { send: () => new Promise(() => undefined) },
        partitions: 12,
        onFatal: () => undefined,
      });
      const answer = deliverTo(cut, { sender: SENDER, recipients: [parseMailbox(COLLEAGUE)], raw });
      await eventually('the mail is stored', TIMEOUT_MS, async () => {
        const { rowCount } = await pool.query('select 1 from mss_message where message_id = $1', [
          messageId,
        ]);
        return rowCount === 1 ? true : undefined;
      });
      expect(await Promise.race([answer, Promise.resolve('no answer')])).toBe('no answer');
      expect((await eventsOf(author)).records).toBe(0);
      intake = await start();
      expect((await eventsOf(author)).events).toHaveLength(2);
      expect(await sendRaw(raw)).toBe('250 2.6.0 accepted');
      expect((await eventsOf(author)).records).toBe(2);
    },
    TIMEOUT_MS,
  );

  it(
    'loses no acknowledged mail and counts none twice when its process is killed at any moment',
    async () => {
      const author = freshAuthor();
      const mails = await Promise.all(
        Array.from({ length: 40 }, async (_, index) => {
          const messageId = `<kill-${index}-${randomUUID()}@simulation.mssante.fr>`;
          const archive = await xdmOf({ author, uniqueId: freshUniqueId() });
          return { messageId, raw: await rawMailOf({ messageId, archive, receiptTo: null }) };
        }),
      );
      await intake.service.close();
      const accepted = new Set<string>();
      for (const killAfter of [3, 11, 17]) {
        const { child, port } = await startProcess(database.url);
        const before = accepted.size;
        await Promise.all(
          mails.map(async ({ messageId, raw }) => {
            if ((await sendRaw(raw, { port })).startsWith('250')) accepted.add(messageId);
            if (accepted.size >= before + killAfter) child.kill('SIGKILL');
          }),
        );
        child.kill('SIGKILL');
      }
      intake = await start();
      const sentIds = async (): Promise<string[]> =>
        (await eventsOf(author)).events.flatMap((event) =>
          event.record === 'MessageSent' && event.messageId !== null ? [event.messageId] : [],
        );
      expect(await sentIds()).toEqual(expect.arrayContaining([...accepted]));
      for (const { raw } of mails) expect(await sendRaw(raw)).toBe('250 2.6.0 accepted');
      expect((await sentIds()).sort()).toEqual(mails.map(({ messageId }) => messageId).sort());
    },
    TIMEOUT_MS,
  );
});

/** The service as a process of its own, from the build. */
async function startProcess(databaseUrl: string): Promise<{ child: ChildProcess; port: number }> {
  const port = 20_000 + (process.pid % 20_000);
  const child = fork('dist/apps/mssante-emitter/src/intake.main.js', {
    silent: true,
    env: {
      PATH: process.env['PATH'] ?? '',
      MES_KAFKA_BROKERS: testBackend().MES_KAFKA_BROKERS,
      MES_KAFKA_ADMIN: 'on',
      MES_DATABASE_URL: databaseUrl,
      MES_MSSANTE_SMTP_PORT: String(port),
      MES_HTTP_PORT: '0',
    },
  });
  const [message] = (await once(child, 'message')) as [{ type: string; detail?: string }];
  if (message.type !== 'ready')
    throw new Error(`the intake did not start: ${message.detail ?? ''}`);
  return { child, port };
}
