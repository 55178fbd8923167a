import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { shardOf } from '#libs/events';
import { makePrescriptionNumber, makePsIdNat } from '#libs/identifiers';
import { IntakeLane } from '#libs/intake';
import { readIntakeTruth, readPatients } from '#libs/store';
import type { IntakeAnswer, IntakeCommand } from './intake-command.js';
import { PrescriptionBook } from './prescription-book.js';
import { issueCommand } from './prescription-commands.js';
import type { IssueDto } from './prescription.dto.js';
import type { EprescriptionIntake } from './start-intake.js';
import {
  IntakeHouse,
  OTHER_PHARMACY,
  PEOPLE,
  PHARMACY,
  PRACTICE,
  PRESCRIBER,
  dispenseBody,
  get,
  issueBody,
  patientOf,
  post,
} from './test-intake.js';

const DAY_MS = 86_400_000;
/** An act of its own: the topics may hold events of other specs. */
const anyAct = (): number => randomInt(2 ** 47);

// Everything is real here: HTTP, the broker, the database. Two processes of the intake run in this one.
describe('the intake of electronic prescriptions', () => {
  const house = new IntakeHouse();
  let first: EprescriptionIntake;
  let second: EprescriptionIntake;

  beforeAll(async () => {
    await house.open();
    first = await house.start();
    second = await house.start();
  }, 60_000);

  afterAll(async () => {
    await house.close();
    expect(house.fatal).toEqual([]);
  });

  const issued = async (changes: Record<string, unknown> = {}): Promise<string> => {
    const { status, json, text } = await post(`${first.url}/prescriptions`, issueBody(changes));
    expect([status, text]).toEqual([201, expect.any(String)]);
    return `${first.url}/prescriptions/${String(json['number'])}`;
  };

  it('numbers a prescription and puts both events of the act into Kafka before it answers', async () => {
    const actId = anyAct();
    const { status, json } = await post(`${first.url}/prescriptions`, issueBody({ actId }));
    expect(status).toBe(201);
    const shard = shardOf(PRACTICE);
    expect(json).toMatchObject({
      number: expect.stringMatching(/^SIM-[0-9A-Z]{11}$/),
      actId,
      event: { source: expect.stringMatching(`^eprescription/intake\\.[0-9a-f]{8}/${shard}$`) },
      copy: {
        status: 'deposited',
        typeCode: '57833-6',
        event: {
          source: expect.stringMatching(`^dmp/intake-eprescription\\.[0-9a-f]{8}/${shard}$`),
        },
      },
    });
    const events = await house.events('eprescription', 'dmp');
    const act = events.filter((event) => event.actId === actId);
    expect(act.map(({ record }) => record).sort()).toEqual([
      'DocumentDeposited',
      'PrescriptionIssued',
    ]);
    expect(act).toContainEqual(
      expect.objectContaining({
        record: 'PrescriptionIssued',
        number: json['number'],
        lines: 2,
        author: PRESCRIBER,
        site: PRACTICE,
        patientDepartment: '51',
        ...(json['event'] as object),
      }),
    );
    const copy = json['copy'] as { uniqueId: string; hash: string; event: object };
    expect(act).toContainEqual(
      expect.objectContaining({
        record: 'DocumentDeposited',
        typeCode: 'LOINC_57833_6',
        classCode: 42,
        formatCode: 'PRESCRIPTION',
        uniqueId: copy.uniqueId,
        hash: Buffer.from(copy.hash, 'hex'),
        ...copy.event,
      }),
    );
  });

  it('answers a retry with the same bytes and no event, also through the other process', async () => {
    const actId = anyAct();
    const body = issueBody({ actId });
    const answers = [];
    for (const { url } of [first, second, first]) {
      answers.push(await post(`${url}/prescriptions`, body));
    }
    const together = await Promise.all(
      [first, second, first, second].map(({ url }) => post(`${url}/prescriptions`, body)),
    );
    for (const answer of [...answers, ...together]) {
      expect([answer.status, answer.text]).toEqual([201, answers[0]?.text]);
    }
    const events = await house.events('eprescription', 'dmp');
    expect(events.filter((event) => event.actId === actId)).toHaveLength(2);
    const other = await post(`${second.url}/prescriptions`, { ...body, solution: 'LGC-02' });
    expect(other).toMatchObject({
      status: 409,
      json: { type: 'urn:mes-flow:problem:idempotency-key-reused' },
    });
  });

  it.each(['opposed', 'closed', 'absent'] as const)(
    'issues for a person whose profile is %s, and refuses the copy',
    async (profile) => {
      const actId = anyAct();
      const body = issueBody({ actId, patient: patientOf(PEOPLE[profile]) });
      const { status, json } = await post(`${first.url}/prescriptions`, body);
      const reason = `SIM_DMP_${profile.toUpperCase()}`;
      expect([status, json['copy']]).toEqual([
        201,
        expect.objectContaining({ status: 'refused', reason }),
      ]);
      const events = await house.events('eprescription', 'dmp');
      expect(events.filter((event) => event.actId === actId)).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ record: 'PrescriptionIssued' }),
          expect.objectContaining({ record: 'DepositRefused', reason }),
        ]),
      );
    },
  );

  it.each([
    ['ins-not-qualified', { identityStatus: 'VALI' }, '/patient/identityStatus'],
    ['ins-key-invalid', { matricule: '279035121518988' }, '/patient/matricule'],
    ['ins-oid-not-allowed', { oid: '1.2.250.1.213.1.4.8' }, '/patient/oid'],
    ['ins-unknown', { oid: '1.2.250.1.213.1.4.11' }, '/patient/matricule'],
    ['ins-unknown', { matricule: '277076322082910' }, '/patient/matricule'],
    ['traits-mismatch', { birthName: 'PAT-QUATRE' }, '/patient'],
  ])('refuses %s and says where', async (name, changes, field) => {
    const patient = { ...patientOf(PEOPLE.active), ...changes };
    const answer = await post(`${first.url}/prescriptions`, issueBody({ patient }));
    expect(answer).toMatchObject({
      status: 422,
      json: { type: `urn:mes-flow:problem:${name}`, faults: [{ field }] },
    });
  });

  it('gives a line to one of two pharmacies that race for it over two processes', async () => {
    for (let round = 0; round < 5; round++) {
      const actId = anyAct();
      const path = new URL(await issued({ actId })).pathname;
      const racers = [
        { url: first.url, pharmacy: PHARMACY },
        { url: second.url, pharmacy: OTHER_PHARMACY },
      ];
      const answers = await Promise.all(
        racers.map(({ url, pharmacy }) =>
          post(`${url}${path}/dispensations`, dispenseBody({ 2: 1 }, { pharmacy })),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
      const loser = answers.find(({ status }) => status === 409);
      expect(loser?.json['type']).toBe('urn:mes-flow:problem:line-executed');
      const { json } = await get(`${second.url}${path}`);
      expect(json).toMatchObject({ status: 'partially-dispensed' });
      expect(json['dispensations']).toHaveLength(1);
    }
  });

  it('dispenses in parts over pharmacies, closes with the last, and answers retries after', async () => {
    const actId = anyAct();
    const url = await issued({ actId });
    const part = dispenseBody({ 1: 2 });
    const rest = dispenseBody({ 1: 1, 2: 1 }, { pharmacy: OTHER_PHARMACY });
    const partAnswer = await post(`${url}/dispensations`, part);
    expect(partAnswer).toMatchObject({ status: 201, json: { scope: 'PARTIAL' } });
    const restAnswer = await post(`${url}/dispensations`, rest);
    expect(restAnswer).toMatchObject({ status: 201, json: { scope: 'COMPLETE' } });
    expect((await post(`${url}/dispensations`, part)).text).toBe(partAnswer.text);
    expect((await post(`${url}/dispensations`, rest)).text).toBe(restAnswer.text);
    expect(
      await post(`${url}/dispensations`, { ...part, lines: [{ line: 2, quantity: 1 }] }),
    ).toMatchObject({ status: 409, json: { type: 'urn:mes-flow:problem:dispensation-reused' } });
    expect(await post(`${url}/dispensations`, dispenseBody({ 1: 1 }))).toMatchObject({
      status: 409,
      json: { type: 'urn:mes-flow:problem:prescription-dispensed' },
    });
    expect((await get(url)).json).toMatchObject({
      status: 'dispensed',
      lines: [
        { quantity: 3, dispensed: 3, remaining: 0 },
        { quantity: 1, dispensed: 1, remaining: 0 },
      ],
    });
    const events = await house.events('eprescription');
    const act = events.filter((event) => event.actId === actId);
    const issue = act.find(({ record }) => record === 'PrescriptionIssued');
    const prescriptionSequence = issue?.sequence;
    const dispensed = act.filter(({ record }) => record === 'PrescriptionDispensed');
    expect(dispensed).toHaveLength(2);
    for (const [pharmacy, scope, lines] of [
      [PHARMACY, 'PARTIAL', 1],
      [OTHER_PHARMACY, 'COMPLETE', 2],
    ] as const) {
      expect(dispensed).toContainEqual(
        expect.objectContaining({
          source: expect.stringMatching(
            `^eprescription/intake\\.[0-9a-f]{8}/${shardOf(pharmacy)}$`,
          ),
          site: pharmacy,
          couloir: 'pharmacy',
          prescriptionSource: issue?.source,
          prescriptionSequence,
          scope,
          lines,
        }),
      );
    }
    expect(act.filter(({ record }) => record === 'PrescriptionClosed')).toEqual([
      expect.objectContaining({ source: issue?.source, prescriptionSequence, reason: 'DISPENSED' }),
    ]);
  });

  it('cancels for its prescriber alone, and dispenses nothing after', async () => {
    const url = await issued();
    const other = { prescriber: makePsIdNat(18) };
    expect(await post(`${url}/cancellation`, other)).toMatchObject({
      status: 403,
      json: { type: 'urn:mes-flow:problem:not-the-prescriber' },
    });
    const cancelled = await post(`${url}/cancellation`, { prescriber: PRESCRIBER });
    expect(cancelled).toMatchObject({ status: 200, json: { status: 'cancelled' } });
    expect((await post(`${url}/cancellation`, { prescriber: PRESCRIBER })).text).toBe(
      cancelled.text,
    );
    expect(await post(`${url}/dispensations`, dispenseBody({ 1: 1 }))).toMatchObject({
      status: 409,
      json: { type: 'urn:mes-flow:problem:prescription-cancelled' },
    });
  });

  it('shows and treats a prescription as expired when its validity is over, and the sweep closes it once', async () => {
    const actId = anyAct();
    // The past and not the future: a broker takes no record from tomorrow.
    house.clock.aheadMs = -93 * DAY_MS;
    const url = await issued({ actId });
    const path = new URL(url).pathname;
    const part = await post(`${url}/dispensations`, dispenseBody({ 1: 1 }));
    house.clock.aheadMs = 0;
    expect(part.status).toBe(201);
    expect((await get(url)).json).toMatchObject({ status: 'expired', closedAt: null });
    expect(await post(`${url}/dispensations`, dispenseBody({ 1: 1 }))).toMatchObject({
      status: 409,
      json: { type: 'urn:mes-flow:problem:prescription-expired' },
    });
    await Promise.all([first.sweep.sweep(), second.sweep.sweep()]);
    expect(await first.sweep.sweep()).toBe(0);
    expect((await get(`${second.url}${path}`)).json).toMatchObject({
      status: 'expired',
      closedAt: expect.any(String),
    });
    const events = await house.events('eprescription');
    const closings = events.filter(
      (event) => event.actId === actId && event.record === 'PrescriptionClosed',
    );
    expect(closings).toEqual([expect.objectContaining({ reason: 'EXPIRED' })]);
  });

  it('tells a number typed wrongly from one that is unknown', async () => {
    const unknown = makePrescriptionNumber(2 ** 40);
    expect((await get(`${first.url}/prescriptions/${unknown}`)).status).toBe(404);
    const wrong = `${unknown.slice(0, -1)}${unknown.endsWith('0') ? '1' : '0'}`;
    expect(await get(`${first.url}/prescriptions/${wrong}`)).toMatchObject({
      status: 400,
      json: { type: 'urn:mes-flow:problem:invalid-path' },
    });
    expect(
      await post(`${first.url}/prescriptions/${unknown}/dispensations`, dispenseBody({ 1: 1 })),
    ).toMatchObject({ status: 404 });
  });

  it.each(['a\u0000b', 'a\nb', '\ud800', 'Exemplamol \u202e1 g'])(
    'refuses a name that no table could keep: %j',
    async (medication) => {
      const body = issueBody({ lines: [{ medication, quantity: 1 }] });
      expect(await post(`${first.url}/prescriptions`, body)).toMatchObject({
        status: 400,
        json: { faults: [{ field: '/lines/0/medication' }] },
      });
    },
  );

  it('keeps a name in any script, and quotes and braces in it', async () => {
    const medication = 'Œstradiol « fictif » 1 µg, {"a":1} \\ \' 😀';
    const url = await issued({ lines: [{ medication, quantity: 999 }] });
    expect((await get(url)).json).toMatchObject({ lines: [{ medication, quantity: 999 }] });
  });

  it('names every fault of a body at once', async () => {
    const body = issueBody({
      idempotencyKey: 'with a space',
      prescriber: '8',
      solution: 'LGO-01',
      occurredAt: '2026-01-05',
      lines: [{ medication: '', quantity: 0 }],
      colour: 'red',
    });
    const { status, json } = await post(`${first.url}/prescriptions`, body);
    expect(status).toBe(400);
    const fields = (json['faults'] as { field: string }[]).map(({ field }) => field).sort();
    expect(fields).toEqual([
      '/colour',
      '/idempotencyKey',
      '/lines/0/medication',
      '/lines/0/quantity',
      '/occurredAt',
      '/prescriber',
      '/solution',
    ]);
  });

  it('publishes at its start what an earlier process has stored and not published', async () => {
    const actId = anyAct();
    const body = issueBody({ actId });
    // Stands for a process that dies between its transaction and the broker. At its start it may still
    // find records that the two others have published, and whose rows go with their next batch.
    let isDying = false;
    const dying = await IntakeLane.open<IntakeCommand, IntakeAnswer>({
      book: new PrescriptionBook(readPatients),
      pool: house.pool,
      producer: {
        send: () =>
          isDying ? Promise.reject(new Error('gone')) : Promise.resolve({ baseOffset: 0n }),
      },
      partitions: 12,
      clock: house.clock,
      onFatal: () => undefined,
    });
    // Cast: this body has the form that the edge has checked.
    const command = issueCommand(body as unknown as IssueDto, PRESCRIBER);
    isDying = true;
    await expect(dying.submit(command)).rejects.toThrow('could not be settled');
    const before = await house.events('eprescription', 'dmp');
    expect(before.filter((event) => event.actId === actId)).toEqual([]);
    const third = await house.start();
    const after = await house.events('eprescription', 'dmp');
    expect(after.filter((event) => event.actId === actId)).toHaveLength(2);
    expect(await post(`${third.url}/prescriptions`, body)).toMatchObject({
      status: 201,
      json: { actId },
    });
    await house.stop(third);
    const again = await house.events('eprescription', 'dmp');
    expect(again.filter((event) => event.actId === actId)).toHaveLength(2);
  });

  it('keeps streams dense and counts each event of both channels in the truth', async () => {
    const { rows } = await house.pool.query<{ next: string }>(
      `select sum(next_sequence) as next from intake_source`,
    );
    const truth = await readIntakeTruth(house.pool);
    const events = truth.reduce((sum, cell) => sum + cell.events, 0);
    expect(events).toBe(Number(rows[0]?.next));
    const tables = await house.pool.query<{ n: string }>(
      `select (select count(*) from prescription) * 2 + (select count(*) from dispensation)
         + (select count(*) from prescription where closed_at_ms is not null) as n`,
    );
    expect(events).toBe(Number(tables.rows[0]?.n));
  });
});
