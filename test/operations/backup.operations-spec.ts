import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { TOPICS } from '#libs/events';
import { TopicAdmin } from '#libs/kafka';
import { createPool } from '#libs/store';
import { runMes, type MesResult } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { OwnBackend } from './test-own-backend.js';
import { ServiceProcess } from './test-service-process.js';

const TIMEOUT_MS = 400_000;

// A Kafka and a PostgreSQL of its own: topics are forgotten and databases dropped here.
describe('a backup, and the way back', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mes-backup-'));
  const file = join(folder, 'a.sql.gz');
  const archive = join(folder, 'archive');
  let backend: OwnBackend;
  let settings: Record<string, string>;

  const mes = (...args: string[]): Promise<MesResult> => runMes(args, settings);
  const succeeds = async (...args: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await mes(...args);
    expect({ args, exitCode, text: exitCode === 0 ? '' : `${stdout}\n${stderr}` }).toEqual({
      args,
      exitCode: 0,
      text: '',
    });
    return stdout;
  };
  const simulate = (seed: number): Promise<string> =>
    succeeds('simulate', 'smoke', '--seed', String(seed));
  /** An empty database of another name; what was there stays for comparison. */
  const freshDatabase = async (): Promise<void> => {
    const name = `mes_restored_${randomUUID().slice(0, 8)}`;
    const pool = createPool(backend.settings.MES_DATABASE_URL, 1);
    await pool.query(`create database ${name}`);
    await pool.end();
    const url = Object.assign(new URL(backend.settings.MES_DATABASE_URL), { pathname: name });
    settings = { ...settings, MES_DATABASE_URL: url.href };
  };
  const figures = async (databaseUrl: string): Promise<unknown> => {
    const pool = createPool(databaseUrl, 1);
    const { rows: volumes } = await pool.query(
      'select * from volume_by_type order by 1, 2, 3, 4, 5',
    );
    const { rows: people } = await pool.query('select * from person_sample order by 1, 2, 3, 4');
    await pool.end();
    return { volumes, people };
  };

  beforeAll(async () => {
    backend = await OwnBackend.start();
    settings = { ...backend.settings };
    await backend.makeTopics(12);
  }, TIMEOUT_MS);

  afterAll(async () => {
    await backend.stop();
    rmSync(folder, { recursive: true, force: true });
  }, TIMEOUT_MS);

  it(
    'restores the figures, reads the gap again from Kafka, and not one cell differs',
    async () => {
      await simulate(1);
      const backup = await succeeds('backup', '--out', file);
      expect(backup).toMatch(/rows of \d+ tables/);
      await simulate(2);
      const lostUrl = settings['MES_DATABASE_URL'] ?? '';
      await freshDatabase();
      const restored = await succeeds('restore', file);
      expect(restored).toMatch(/records to read again: .*volume-aggregator \d/);
      expect(restored).not.toMatch(/volume-aggregator 0/);
      // A third run starts the services, which read the gap on their way.
      await simulate(3);
      expect((await succeeds('verify', '--from-topics')).match(/all equal/g)).toHaveLength(3);
      // The database that was lost, had it gone on, would hold the same.
      const restoredUrl = settings['MES_DATABASE_URL'] ?? '';
      settings = { ...settings, MES_DATABASE_URL: lostUrl };
      await catchUp(settings);
      expect(await figures(lostUrl)).toEqual(await figures(restoredUrl));
      settings = { ...settings, MES_DATABASE_URL: restoredUrl };
    },
    TIMEOUT_MS,
  );

  it(
    'refuses what is not whole, what is not empty, and a database that is in use, and changes nothing',
    async () => {
      const text = gunzipSync(readFileSync(file));
      const broken = join(folder, 'broken.sql.gz');
      const flipped = Buffer.from(text);
      const at = flipped.lastIndexOf('\t');
      flipped[at + 1] = (flipped[at + 1] ?? 0) ^ 1;
      for (const bytes of [
        readFileSync(file).subarray(0, -100),
        gzipSync(text.subarray(0, -200)),
        gzipSync(flipped),
        Buffer.from('no backup'),
        gzipSync('no backup\n'),
      ]) {
        writeFileSync(broken, bytes);
        const { exitCode, stderr } = await mes('restore', broken, '--replace');
        expect({ exitCode, stderr }).toEqual({
          exitCode: 2,
          stderr: expect.stringContaining('expected a backup written by mes backup'),
        });
      }
      const full = await mes('restore', file);
      expect(full).toMatchObject({
        exitCode: 2,
        stderr: expect.stringMatching(/expected an empty database; it holds \d+ tables/),
      });
      const pool = createPool(settings['MES_DATABASE_URL'] ?? '', 1);
      await pool.query('select 1');
      expect(await mes('restore', file, '--replace')).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('expected nobody else in the database'),
      });
      await pool.end();
      expect((await succeeds('verify')).match(/all equal/g)).toHaveLength(1);
    },
    TIMEOUT_MS,
  );

  it(
    'stops by name where the log does not hold the gap, and an archive fills it',
    async () => {
      await succeeds('archive', '--to', archive);
      await forgetRecords(backend.settings.MES_KAFKA_BROKERS);
      const expected = await figures(settings['MES_DATABASE_URL'] ?? '');
      await freshDatabase();
      const refused = await mes('restore', file);
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toMatch(
        /Missing are .*volume-aggregator: mes\.dmp\.v1\/\d+ offsets \d+ to \d+ \(\d+ records\)/,
      );
      expect(refused.stderr).toContain('--skip-gap');
      // Nothing was changed: it is empty still.
      const skipped = await succeeds('restore', file, '--skip-gap');
      expect(skipped).toContain('SKIPPED, to be put back from an archive');
      // The services read what the replay sends.
      await whileCounting(settings, () =>
        succeeds('replay', '--from', `archive:${archive}`, '--to', 'origin', '--yes'),
      );
      expect(await figures(settings['MES_DATABASE_URL'] ?? '')).toEqual(expected);
      expect((await succeeds('verify')).match(/all equal/g)).toHaveLength(1);
    },
    TIMEOUT_MS,
  );
  it(
    'knows what an intake took in the gap, and gives its new events numbers that nobody has had',
    async () => {
      const second = join(folder, 'b.sql.gz');
      await whileCounting(settings, () => deposits(settings, 20));
      await succeeds('backup', '--out', second);
      await whileCounting(settings, () => deposits(settings, 30));
      await freshDatabase();
      expect(await succeeds('restore', second)).toContain('30 events of the intakes');
      await whileCounting(settings, () => deposits(settings, 10));
      const pool = createPool(settings['MES_DATABASE_URL'] ?? '', 1);
      const { rows } = await pool.query<{ n: string }>('select sum(events) as n from intake_truth');
      await pool.end();
      expect(Number(rows[0]?.n)).toBe(60);
      expect((await succeeds('verify')).match(/all equal/g)).toHaveLength(1);
    },
    TIMEOUT_MS,
  );
});

const document = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'examples', 'document.json'), 'utf8'),
) as Record<string, unknown>;
let documents = 0;

/** Deposits documents of their own through an intake that is started for them. */
async function deposits(settings: Record<string, string>, count: number): Promise<void> {
  const intake = new ServiceProcess('dmp-intake', settings);
  try {
    await intake.whenReady();
    const url = await intake.address(/listens on (http:\/\/[\d.]+:\d+)/);
    for (let i = 0; i < count; i++) {
      const answer = await fetch(`${url}/documents`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...document, uniqueId: `2.25.88.${String(++documents)}` }),
      });
      expect(answer.status).toBe(201);
    }
  } finally {
    intake.signal('SIGTERM');
    await intake.ended;
  }
}

/** Does something while an aggregator counts, and lets it read everything. */
async function whileCounting(
  settings: Record<string, string>,
  work: () => Promise<unknown>,
): Promise<void> {
  const aggregator = new ServiceProcess('volume-aggregator', settings);
  try {
    await aggregator.whenReady();
    await work();
    await whenRead(settings);
  } finally {
    aggregator.signal('SIGTERM');
    await aggregator.ended;
  }
}

/** Lets an aggregator read everything. */
async function catchUp(settings: Record<string, string>): Promise<void> {
  await whileCounting(settings, () => Promise.resolve());
}

async function whenRead(settings: Record<string, string>): Promise<void> {
  const brokers = (settings['MES_KAFKA_BROKERS'] ?? '').split(',');
  const admin = await TopicAdmin.connect({ brokers, clientId: 'spec' });
  const pool = createPool(settings['MES_DATABASE_URL'] ?? '', 1);
  try {
    const untilMs = performance.now() + 120_000;
    for (;;) {
      let end = 0n;
      for (const topic of Object.values(TOPICS)) {
        for (const offset of await admin.endOffsets(topic)) end += offset;
      }
      const { rows } = await pool.query<{ n: string }>(
        `select sum(next_offset) as n from checkpoint where consumer = 'volume-aggregator'`,
      );
      if (BigInt(rows[0]?.n ?? 0) >= end) return;
      if (performance.now() > untilMs) throw new Error('the aggregators have not read everything');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } finally {
    await admin.close();
    await pool.end();
  }
}

/** As retention does when it is too short: every stream begins at its end. */
async function forgetRecords(brokers: string): Promise<void> {
  const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  for (const topic of Object.values(TOPICS)) {
    const partitions = (await admin.fetchTopicOffsets(topic))
      .filter(({ low, high }) => low !== high)
      .map(({ partition, high }) => ({ partition, offset: high }));
    if (partitions.length > 0) await admin.deleteTopicRecords({ topic, partitions });
  }
  await admin.disconnect();
}
