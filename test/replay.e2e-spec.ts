import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend, type Backend } from '#libs/embedded';
import { STREAM_TOPICS, TOPICS } from '#libs/events';
import { TopicAdmin } from '#libs/kafka';
import { systemClock } from '#libs/platform';
import { TopicSource, writeArchive } from '#libs/replay';
import {
  eventually,
  runMes,
  startMes,
  type MesResult,
  type RunningMes,
  testCacheDirectory,
  testInfra,
} from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';

const FLOW_TIMEOUT_MS = 180_000;
const WAIT_MS = 30_000;
const TOPICS_TEXT = `topic:${Object.values(TOPICS).join(',')}`;
const FIGURES = ['monthly_volumes', 'monthly_volumes_by_type', 'per_capita_rates'];
const VIEWS = [...FIGURES, 'month_status'];
/** Copies that are read by nobody. */
const COPY = 'replayed';

interface Settings extends Readonly<Record<string, string>> {
  readonly MES_KAFKA_BROKERS: string;
  readonly MES_DATABASE_URL: string;
}

async function openBackend(): Promise<{ backend: Backend; settings: Settings }> {
  const backend = await startBackend({
    infra: testInfra(),
    cacheDirectory: testCacheDirectory(),
    onProgress: () => undefined,
  });
  return {
    backend,
    settings: { MES_KAFKA_BROKERS: backend.kafkaBrokers, MES_DATABASE_URL: backend.databaseUrl },
  };
}

/** Every row of these views, omitted: of every view of the volumes, as text. */
async function viewsOf(pool: pg.Pool, names = VIEWS): Promise<Record<string, string[]>> {
  const views: Record<string, string[]> = {};
  for (const view of names) {
    const { rows } = await pool.query<{ row: string }>(
      `select row_to_json(shown)::text as row from ${view} shown order by 1`,
    );
    views[view] = rows.map(({ row }) => row);
  }
  return views;
}

describe('a replay', () => {
  let backend: Backend;
  let settings: Settings;
  let pool: pg.Pool;
  let admin: TopicAdmin;
  let folder: string;
  let before: Record<string, string[]>;

  const mes = (...args: string[]): Promise<MesResult> => runMes(args, settings);

  beforeAll(async () => {
    ({ backend, settings } = await openBackend());
    pool = new pg.Pool({ connectionString: settings.MES_DATABASE_URL });
    admin = await TopicAdmin.connect({ brokers: [settings.MES_KAFKA_BROKERS], clientId: 'spec' });
    folder = mkdtempSync(join(tmpdir(), 'mes-replay-'));
    expect((await mes('simulate', 'smoke', '--seed', '7')).exitCode).toBe(0);
    await admin.ensureTopics([{ topic: COPY, partitions: 4 }]);
    before = await viewsOf(pool);
    expect(before['monthly_volumes']?.length).toBeGreaterThan(1000);
  }, FLOW_TIMEOUT_MS);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await admin.close();
    await pool.end();
    await backend.stop();
  });

  it(
    'onto live topics is refused, and with --yes it changes nothing, however often',
    async () => {
      const refused = await mes('replay', '--from', TOPICS_TEXT, '--to', 'origin');
      expect(refused.exitCode).toBe(2);
      expect(refused.stderr).toMatch(/Pass --yes/);
      for (let turn = 0; turn < 2; turn++) {
        const { stdout, exitCode } = await mes(
          'replay',
          '--from',
          TOPICS_TEXT,
          '--to',
          'origin',
          '--yes',
        );
        expect(exitCode).toBe(0);
        expect(stdout).toMatch(/: \d[\d ]* replayed, 0 applied/);
      }
      expect(await viewsOf(pool)).toEqual(before);
    },
    FLOW_TIMEOUT_MS,
  );

  it(
    'rebuilds the figures after the volumes were emptied, from the topics and from a file',
    async () => {
      const file = join(folder, 'all.ndjson');
      expect((await mes('replay', '--from', TOPICS_TEXT, '--to', `file:${file}`)).exitCode).toBe(0);
      for (const from of [TOPICS_TEXT, `file:${file}`]) {
        await pool.query('truncate volume_by_department, volume_by_type, person_sample');
        expect(await viewsOf(pool)).not.toEqual(before);
        const { exitCode, stderr } = await mes('replay', '--from', from, '--to', 'rebuild');
        expect(stderr).toBe('');
        expect(exitCode).toBe(0);
        expect(await viewsOf(pool)).toEqual(before);
      }
    },
    FLOW_TIMEOUT_MS,
  );

  it(
    'brings an archive back when Kafka and PostgreSQL are gone, replayed or rebuilt, with the same figures',
    async () => {
      const archive = join(folder, 'archive');
      const source = await TopicSource.open({
        brokers: [settings.MES_KAFKA_BROKERS],
        clientId: 'spec',
        topics: Object.values(TOPICS),
      });
      await writeArchive(source, {
        folder: archive,
        format: 'avro',
        codec: 'zstandard',
        clock: systemClock,
      });
      await source.close();
      const other = await openBackend();
      const otherPool = new pg.Pool({ connectionString: other.settings.MES_DATABASE_URL });
      try {
        const from = `archive:${archive}`;
        const dry = join(folder, 'dry.json');
        await runMes(
          ['replay', '--from', from, '--to', 'rebuild', '--dry-run', '--out', `json=${dry}`],
          other.settings,
        );
        const { changes } = JSON.parse(readFileSync(dry, 'utf8')) as {
          changes: { events: number }[];
        };
        // Nothing was counted here before: all of it is applied, and a rebuild changes nothing then.
        const first = await runMes(
          ['replay', '--from', from, '--to', 'origin', '--yes'],
          other.settings,
        );
        const applied = changes.reduce((sum, { events }) => sum + events, 0);
        expect(first.stdout.replaceAll(' ', '')).toMatch(new RegExp(`replayed,${applied}applied`));
        expect(await viewsOf(otherPool)).toEqual(before);
        await otherPool.query(
          'truncate volume_by_department, volume_by_type, person_sample, month_state cascade',
        );
        const rebuilt = await runMes(['replay', '--from', from, '--to', 'rebuild'], other.settings);
        expect(rebuilt.stderr).toBe('');
        expect(await viewsOf(otherPool)).toEqual(before);
        // The aggregator that this starts begins at the topic's start again, and knows every event.
        const second = await runMes(
          ['replay', '--from', from, '--to', 'origin', '--yes'],
          other.settings,
        );
        expect(second.stdout).toMatch(/replayed, 0 applied/);
        expect(await viewsOf(otherPool)).toEqual(before);
      } finally {
        await otherPool.end();
        await other.backend.stop();
      }
    },
    FLOW_TIMEOUT_MS,
  );

  it(
    'rebuilds under running aggregators, which count on from there: nothing twice, nothing missed',
    async () => {
      const running = startMes(
        ['simulate', 'smoke', '--seed', '8', '--duration', '20s', '--rate', '1000'],
        settings,
      );
      for (let turn = 0; turn < 2; turn++) {
        const { exitCode, stderr } = await mes('replay', '--from', TOPICS_TEXT, '--to', 'rebuild');
        expect(stderr).toBe('');
        expect(exitCode).toBe(0);
      }
      const { exitCode, stdout } = await running.result;
      expect(stdout).toMatch(/cells compared with the generator's truth: all equal/);
      expect(exitCode).toBe(0);
      expect((await mes('verify')).stdout).toMatch(/truth and database: .* all equal/);
    },
    FLOW_TIMEOUT_MS,
  );

  describe('with a pace', () => {
    async function start(...args: string[]): Promise<{ running: RunningMes; id: string }> {
      const running = startMes(['replay', '--from', TOPICS_TEXT, ...args], settings);
      const id = await eventually('the replay has written something', WAIT_MS, async () => {
        const { rows } = await pool.query<{ id: string }>(
          "select id from replay_job where state = 'RUNNING' and replayed > 0",
        );
        return rows[0]?.id;
      });
      return { running, id };
    }

    async function jobOf(id: string): Promise<{ state: string; replayed: number }> {
      const { rows } = await pool.query<{ state: string; replayed: number }>(
        'select state, replayed::float8 as replayed from replay_job where id = $1',
        [id],
      );
      if (rows[0] === undefined) throw new Error(`no row of replay ${id}`);
      return rows[0];
    }

    it(
      'is paused, resumed and cancelled from another terminal',
      async () => {
        const { running, id } = await start('--to', `topic:${COPY}`, '--rate', '300');
        expect((await mes('replay', 'pause', id)).stdout).toMatch(/is PAUSED/);
        const settled = await eventually('nothing more is written', WAIT_MS, async () => {
          const one = await jobOf(id);
          await systemClock.sleep(1500);
          const other = await jobOf(id);
          return one.replayed === other.replayed ? other : undefined;
        });
        expect(settled.state).toBe('PAUSED');
        expect((await mes('replay', 'pause', id)).stderr).toMatch(
          /a replay that is PAUSED: expected one of/,
        );
        expect((await mes('replay', 'resume', id)).stdout).toMatch(/is RUNNING/);
        await eventually('it goes on', WAIT_MS, async () =>
          (await jobOf(id)).replayed > settled.replayed ? true : undefined,
        );
        expect((await mes('replay', 'cancel', id)).stdout).toMatch(/is CANCELLING/);
        expect((await running.result).stdout).toMatch(/cancelled: \d/);
        expect((await jobOf(id)).state).toBe('CANCELLED');
        expect((await mes('replay', 'list')).stdout).toMatch(new RegExp(`${id} +CANCELLED`));
        expect((await mes('replay', 'resume', id)).exitCode).toBe(2);
        expect((await mes('replay', 'pause', 'unknown')).stderr).toMatch(
          /expected one of `mes replay list`/,
        );
      },
      FLOW_TIMEOUT_MS,
    );

    it(
      'goes on where it stood when its process was killed: nothing is missing',
      async () => {
        const target = `${COPY}-resumed`;
        await admin.ensureTopics([{ topic: target, partitions: 12 }]);
        const total = (await endsOf(TOPICS.mssante)).reduce((sum, end) => sum + end, 0n);
        const from = `topic:${TOPICS.mssante}`;
        const { running, id } = await start(
          '--from',
          from,
          '--to',
          `topic:${target}`,
          '--rate',
          '400',
        );
        running.child.kill('SIGKILL');
        await running.result;
        await pool.query(
          "update replay_job set updated_at = now() - interval '1 minute' where id = $1",
          [id],
        );
        await pool.query(`update replay_job set options = options - 'rate' where id = $1`, [id]);
        const resumed = await mes('replay', 'resume', id);
        expect(resumed.stdout).toMatch(/is STARTING[^]* replayed/);
        expect((await jobOf(id)).state).toBe('COMPLETED');
        const source = await TopicSource.open({
          brokers: [settings.MES_KAFKA_BROKERS],
          clientId: 'spec',
          topics: [target],
        });
        const origins = new Set<string>();
        for (const { partition } of source.partitions) {
          for await (const block of source.read(target, partition)) {
            for (let index = 0; index < block.recordCount; index++) {
              const mark = block.headersOf(index).find(({ key }) => key === 'mes-replay');
              origins.add(mark?.value?.toString() ?? '');
            }
          }
        }
        await source.close();
        expect(origins.size).toBe(Number(total));
      },
      FLOW_TIMEOUT_MS,
    );

    const endsOf = (topic: string): Promise<bigint[]> => admin.endOffsets(topic);
  });

  it(
    'counts nothing again after partitions were added, from an archive or a file, replayed or rebuilt',
    async () => {
      const archive = join(folder, 'before-growth');
      const file = join(folder, 'before-growth.ndjson');
      expect((await mes('archive', '--to', archive)).exitCode).toBe(0);
      expect((await mes('replay', '--from', TOPICS_TEXT, '--to', `file:${file}`)).exitCode).toBe(0);
      // Not the states of months: a partition without events tells nothing of how far time has come.
      const counted = await viewsOf(pool, FIGURES);
      const kafka = new Kafka({ brokers: [settings.MES_KAFKA_BROKERS], logLevel: logLevel.ERROR });
      const grower = kafka.admin();
      await grower.connect();
      await grower.createPartitions({
        topicPartitions: Object.values(STREAM_TOPICS).map((topic) => ({ topic, count: 24 })),
      });
      await grower.disconnect();
      for (const from of [`archive:${archive}`, `file:${file}`]) {
        const { stdout, stderr } = await mes('replay', '--from', from, '--to', 'origin', '--yes');
        expect(`${stdout}${stderr}`).toMatch(/: \d[\d ]* replayed, 0 applied/);
        expect(await viewsOf(pool, FIGURES)).toEqual(counted);
        const rebuilt = await mes('replay', '--from', from, '--to', 'rebuild');
        expect({ exitCode: rebuilt.exitCode, stderr: rebuilt.stderr }).toEqual({
          exitCode: 0,
          stderr: '',
        });
        expect(await viewsOf(pool, FIGURES)).toEqual(counted);
      }
      // The aggregators read the topics from their start again, with what lies there from before.
      await mes('replay', '--from', `archive:${archive}`, '--to', 'origin', '--yes');
      expect(await viewsOf(pool, FIGURES)).toEqual(counted);
    },
    FLOW_TIMEOUT_MS,
  );
});
