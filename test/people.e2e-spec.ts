import { startBackend, type Backend } from '#libs/embedded';
import { SHARD_COUNT, decodeEvent } from '#libs/events';
import { formatMonth, monthOfInstant } from '#libs/reference';
import { Plan, loadScenario } from '#libs/simulation';
import { runMes, runMesForReport, testCacheDirectory, testInfra } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

const FLOW_TIMEOUT_MS = 180_000;
const SCENARIO = 'national-december-2023';
const SCALE = 0.01;
const SEED = 7;
/** Two of each, so that the documents of one person come from processes that do not know each other. */
const RUN = [
  ...['simulate', SCENARIO, '--scale', String(SCALE), '--seed', String(SEED)],
  ...['--aggregators', '2', '--emitters', '2'],
];

describe('the sample of persons', () => {
  let ownBackend: Backend;
  let backend: { MES_KAFKA_BROKERS: string; MES_DATABASE_URL: string };
  let pool: pg.Pool;

  beforeAll(async () => {
    ownBackend = await startBackend({
      infra: testInfra(),
      cacheDirectory: testCacheDirectory(),
      onProgress: () => undefined,
    });
    backend = {
      MES_KAFKA_BROKERS: ownBackend.kafkaBrokers,
      MES_DATABASE_URL: ownBackend.databaseUrl,
    };
    pool = new pg.Pool({ connectionString: backend.MES_DATABASE_URL });
    const { exitCode, json } = await runMesForReport(RUN, backend);
    expect([exitCode, json.verification.wrong]).toEqual([0, 0]);
  }, FLOW_TIMEOUT_MS);
  afterAll(async () => {
    await pool.end();
    await ownBackend.stop();
  });

  it(
    'holds what a plain count of the generated documents gives',
    async () => {
      const counted = await sampleOf(pool);
      expect(counted.size).toBeGreaterThan(50);
      expect(counted).toEqual(plainSample());
    },
    FLOW_TIMEOUT_MS,
  );

  it(
    'does not change when the whole run is delivered again',
    async () => {
      const before = await sampleOf(pool);
      const { exitCode, json } = await runMesForReport(RUN, backend);
      expect([exitCode, json.events.counted, json.verification.wrong]).toEqual([0, 0, 0]);
      expect(await sampleOf(pool)).toEqual(before);
    },
    FLOW_TIMEOUT_MS,
  );

  it(
    'is named row by row where it is wrong, and right again after a rebuild',
    async () => {
      const before = await sampleOf(pool);
      const at = (offset: number): string =>
        `person = (select person from person_sample order by person limit 1 offset ${offset})`;
      await pool.query(`update person_sample set documents = documents + 1000 where ${at(0)}`);
      await pool.query(`delete from person_sample where ${at(1)}`);
      await pool.query('insert into person_sample values (287, 9223372036854774784, 0, 5)');
      const spoilt = await runMes(['verify'], backend);
      expect(spoilt.exitCode).toBe(1);
      expect(spoilt.stdout.match(/^ {2}WRONG .*$/gm)?.sort()).toEqual([
        expect.stringMatching(/changed row of the person sample .*: expected \d+, came 100\d$/),
        expect.stringMatching(
          /extra row of the person sample 2023-12 person 7ffffffffffffc00 department 01: expected 0, came 5$/,
        ),
        expect.stringMatching(/missing row of the person sample .*: expected \d+, came 0$/),
      ]);
      const topics = 'topic:mes.dmp.v1,mes.mssante.v1,mes.eprescription.v1';
      const rebuilt = await runMes(['replay', '--from', topics, '--to', 'rebuild'], backend);
      expect([rebuilt.stderr, rebuilt.exitCode]).toEqual(['', 0]);
      expect(await sampleOf(pool)).toEqual(before);
      const verified = await runMes(['verify', '--from-topics'], backend);
      expect(verified.stdout).toMatch(/truth and topics: \d[\d ]* cells compared, all equal/);
      expect(verified.exitCode).toBe(0);
    },
    FLOW_TIMEOUT_MS,
  );
});

/** Documents by month, pseudonym and department, as text. */
async function sampleOf(pool: pg.Pool): Promise<Map<string, number>> {
  const { rows } = await pool.query<{
    month: number;
    person: string;
    department: string;
    documents: string;
  }>(
    `select month, lpad(to_hex(person), 16, '0') as person, code as department, documents
     from person_sample join reference_department using (department)`,
  );
  return new Map(
    rows.map(({ month, person, department, documents }) => [
      `${formatMonth(month)} ${person} ${department}`,
      Number(documents),
    ]),
  );
}

/** Decodes every generated event and counts with a map; the pseudonyms are chosen by their last digits. */
function plainSample(): Map<string, number> {
  const plan = new Plan(loadScenario(SCENARIO, { scale: SCALE }), SEED);
  const documents = new Map<string, number>();
  for (let shard = 0; shard < SHARD_COUNT; shard++) {
    const generator = plan.generator('dmp', shard);
    for (let sequence = 0; sequence < generator.attempts; sequence++) {
      const event = decodeEvent(generator.eventAt(sequence));
      if (event.record !== 'DocumentDeposited') continue;
      const person = Buffer.from(event.patient).toString('hex');
      // Hexadecimal: ten zero bits are two zero digits after one of 0, 4, 8 or c.
      if (!/[048c]00$/.test(person)) continue;
      const month = formatMonth(monthOfInstant(event.registeredAt));
      const key = `${month} ${person} ${event.patientDepartment}`;
      documents.set(key, (documents.get(key) ?? 0) + 1);
    }
  }
  return documents;
}
