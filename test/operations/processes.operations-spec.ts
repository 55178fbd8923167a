import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TOPICS, encodeEvent, partitionOf, shardOf } from '#libs/events';
import { STOP_TIMEOUT_MS } from '#libs/platform';
import { deposit, eventually } from '#libs/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { OwnBackend } from './test-own-backend.js';
import { SERVICES, ServiceProcess, type Exit, type ServiceName } from './test-service-process.js';

const NAMES = Object.keys(SERVICES) as ServiceName[];
const TIMEOUT_MS = 300_000;
/** A consumer is deaf after 15 s, and a check has 2 s: /ready says so within this, on a loaded machine too. */
const NOT_READY_WITHIN_MS = 30_000;
const PARTITIONS = 3;
const SITE = '1750000018';
/** Whether PostgreSQL is part of what a service needs, and Kafka too. */
const NEEDS_DATABASE = NAMES.filter((name) => name !== 'dmp-emitter');

// Everything is real: processes as an orchestrator starts them, a Kafka and a PostgreSQL of this spec's
// own, signals, and the questions of whoever operates them. The steps build on one another.
describe('the processes of the house', () => {
  let backend: OwnBackend;
  const running = new Map<ServiceName, ServiceProcess>();
  const all: ServiceProcess[] = [];

  const start = (name: ServiceName, settings: Record<string, string> = {}): ServiceProcess => {
    const process = new ServiceProcess(name, { ...backend.settings, ...settings });
    running.set(name, process);
    all.push(process);
    return process;
  };
  const service = (name: ServiceName): ServiceProcess => {
    const found = running.get(name);
    if (found === undefined) throw new Error(`expected ${name} to run`);
    return found;
  };
  const each = <R>(
    names: readonly ServiceName[],
    work: (process: ServiceProcess) => Promise<R>,
  ): Promise<R[]> => Promise.all(names.map((name) => work(service(name))));
  const query = async (text: string): Promise<number> => {
    const client = new pg.Client({ connectionString: backend.settings.MES_DATABASE_URL });
    await client.connect();
    try {
      const { rows } = await client.query<{ n: string | null }>(text);
      return Number(rows[0]?.n ?? 0);
    } finally {
      await client.end();
    }
  };
  const counted = (): Promise<number> => query('select sum(events) as n from volume_by_department');
  const send = async (source: string, from: number, to: number): Promise<void> => {
    const brokers = backend.settings.MES_KAFKA_BROKERS.split(',');
    const producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer();
    try {
      await producer.connect();
      await producer.send({
        topic: TOPICS.dmp,
        messages: Array.from({ length: to - from }, (_, index) => ({
          key: SITE,
          partition: partitionOf(shardOf(Buffer.from(SITE)), PARTITIONS),
          value: encodeEvent(deposit({ source, sequence: from + index, site: SITE })),
        })),
      });
    } finally {
      await producer.disconnect();
    }
  };
  const restart = async (name: ServiceName): Promise<ServiceProcess> => {
    const fresh = start(name);
    await fresh.whenReady();
    return fresh;
  };

  beforeAll(async () => {
    backend = await OwnBackend.start();
  }, TIMEOUT_MS);

  // A step that fails must not leave a server frozen for the next one.
  afterEach(() => {
    for (const server of ['kafka', 'postgres'] as const) backend.thaw(server);
  });

  afterAll(async () => {
    for (const process of all) process.signal('SIGKILL');
    await backend.stop();
  }, TIMEOUT_MS);

  it(
    'wait for servers and topics that come after them, alive, and say what they wait for',
    async () => {
      await backend.kill('kafka');
      await backend.kill('postgres');
      for (const name of NAMES) start(name);
      await each(
        NAMES.filter((name) => name !== 'metrics-api'),
        async (process) => {
          const { failing } = await process.whenNotReady();
          const started = failing.find(({ name }) => name === 'started');
          expect(started?.reason).toMatch(/waits for (PostgreSQL|Kafka)/);
          expect(await process.live()).toBe(200);
          await eventually(`${process.name} says so`, 20_000, () =>
            process.log.includes('waits for ') ? true : undefined,
          );
        },
      );
      // Schemas are served without any server: it has started, and is not ready.
      const { failing } = await service('metrics-api').whenNotReady();
      expect(failing.map(({ name }) => name)).toEqual(['kafka', 'postgres']);
      await backend.startAgain('postgres');
      await backend.startAgain('kafka');
      await eventually('the aggregator waits for its topics', 60_000, async () => {
        const ready = await service('volume-aggregator').ready();
        return ready.failing.some(({ reason }) => reason?.includes('Kafka and its topics'))
          ? true
          : undefined;
      });
      await backend.makeTopics(PARTITIONS);
      await each(NAMES, (process) => process.whenReady());
      for (const process of running.values()) expect(process.hasEnded).toBe(false);
    },
    TIMEOUT_MS,
  );

  it(
    'are alive and not ready while their database is frozen, and come back',
    async () => {
      backend.freeze('postgres');
      const answers = await each(NEEDS_DATABASE, async (process) => ({
        name: process.name,
        ready: await process.whenNotReady(NOT_READY_WITHIN_MS),
        live: await process.live(),
      }));
      for (const { name, ready, live } of answers) {
        expect({ name, live }).toEqual({ name, live: 200 });
        expect({ name, failing: ready.failing.map((check) => check.name) }).toEqual({
          name,
          failing: expect.arrayContaining(['postgres']),
        });
        expect(ready.failing[0]?.reason).toBeDefined();
      }
      backend.thaw('postgres');
      await each(NEEDS_DATABASE, (process) => process.whenReady());
    },
    TIMEOUT_MS,
  );

  it(
    'are alive and not ready while their database is gone, also in the middle of a count, and come back',
    async () => {
      await backend.kill('postgres');
      const source = `dmp/spec-${randomUUID()}/1/0`;
      await send(source, 0, 200);
      await each(NEEDS_DATABASE, async (process) => {
        const { failing } = await process.whenNotReady(NOT_READY_WITHIN_MS);
        expect(failing.find(({ name }) => name === 'postgres')?.reason).toMatch(/PostgreSQL/);
        expect(await process.live()).toBe(200);
      });
      await backend.startAgain('postgres');
      await each(NEEDS_DATABASE, (process) => process.whenReady());
      await eventually('what came meanwhile is counted once', 30_000, async () =>
        (await counted()) === 200 ? true : undefined,
      );
      // Nobody had to start them again.
      for (const process of running.values()) expect(process.hasEnded).toBe(false);
    },
    TIMEOUT_MS,
  );

  it(
    'are alive and not ready while their broker is frozen, and come back',
    async () => {
      backend.freeze('kafka');
      const answers = await each(NAMES, async (process) => ({
        name: process.name,
        ready: await process.whenNotReady(NOT_READY_WITHIN_MS),
        live: await process.live(),
      }));
      backend.thaw('kafka');
      for (const { name, ready, live } of answers) {
        expect({ name, live }).toEqual({ name, live: 200 });
        const isReader = /aggregator|emitter/.test(name);
        expect({ name, failing: ready.failing.map((check) => check.name) }).toEqual({
          name,
          failing: expect.arrayContaining([isReader ? 'reader' : 'kafka']),
        });
      }
      await each(NAMES, (process) => process.whenReady());
    },
    TIMEOUT_MS,
  );

  it(
    'are not ready while a commit is held up by somebody else’s lock',
    async () => {
      const client = new pg.Client({ connectionString: backend.settings.MES_DATABASE_URL });
      // The spec's own connection may end with its server when a step before has failed.
      client.on('error', () => undefined);
      await client.connect();
      await client.query('begin');
      await client.query('lock table checkpoint in access exclusive mode');
      await send(`dmp/spec-${randomUUID()}/1/0`, 0, 50);
      const { failing } = await service('volume-aggregator').whenNotReady(NOT_READY_WITHIN_MS);
      expect(failing.map(({ name }) => name)).toEqual(expect.arrayContaining(['commit']));
      expect(failing.map(({ name }) => name)).not.toContain('postgres');
      await client.query('commit');
      await client.end();
      await service('volume-aggregator').whenReady();
      await eventually('the rest is counted', 30_000, async () =>
        (await counted()) === 250 ? true : undefined,
      );
    },
    TIMEOUT_MS,
  );

  it(
    'stop within their bound in the middle of a load, with 0, and repeat nothing that was committed',
    async () => {
      const source = `dmp/spec-${randomUUID()}/1/0`;
      const before = await counted();
      const url = await service('dmp-intake').address(/listens on (http:\/\/[\d.]+:\d+)/);
      let acknowledged = 0;
      let sent = 0;
      const isOver = new AbortController();
      const load = Promise.all([
        depositUntil(isOver.signal, url, () => acknowledged++),
        depositUntil(isOver.signal, url, () => acknowledged++),
        (async () => {
          while (!isOver.signal.aborted) {
            await send(source, sent, sent + 500);
            sent += 500;
          }
        })(),
      ]);
      for (const name of NAMES) {
        await delay(300);
        const process = service(name);
        process.signal('SIGTERM');
        expect({ name, end: await endOf(process) }).toEqual({
          name,
          end: { code: 0, signal: null },
        });
        if (name === 'volume-aggregator') await restart(name);
      }
      isOver.abort();
      await load;
      await restart('dmp-intake');
      await service('volume-aggregator').whenReady();
      expect(acknowledged).toBeGreaterThan(0);
      const ends = await endOffsets(backend.settings.MES_KAFKA_BROKERS);
      await eventually('everything is committed', 60_000, async () =>
        (await query(
          `select sum(next_offset) as n from checkpoint where consumer = 'volume-aggregator'`,
        )) === ends
          ? true
          : undefined,
      );
      // Each record is in one commit, the one before the stop or one after it; each event is counted once.
      expect(
        await query(
          `select sum(records) as n from checkpoint where consumer = 'volume-aggregator'`,
        ),
      ).toBe(ends);
      const taken = await query("select sum(events) as n from intake_truth where channel = 'dmp'");
      expect(taken).toBeGreaterThanOrEqual(acknowledged);
      expect(await counted()).toBe(before + sent + taken);
    },
    TIMEOUT_MS,
  );

  it(
    'end at once at a second signal, and at the end of their bound, when a server holds up their stop',
    async () => {
      for (const signals of [2, 1]) {
        const process = running.get('dmp-intake')?.hasEnded
          ? await restart('dmp-intake')
          : service('dmp-intake');
        const url = await process.address(/listens on (http:\/\/[\d.]+:\d+)/);
        backend.freeze('postgres');
        void post(url, `2.25.${String(signals)}.1`).catch(() => undefined);
        await delay(300);
        const askedAtMs = performance.now();
        for (let i = 0; i < signals; i++) {
          process.signal('SIGTERM');
          await delay(500);
        }
        expect(await endOf(process)).toEqual({ code: 1, signal: null });
        const tookMs = performance.now() - askedAtMs;
        if (signals === 1) expect(tookMs).toBeGreaterThan(STOP_TIMEOUT_MS - 1000);
        else expect(tookMs).toBeLessThan(STOP_TIMEOUT_MS);
        backend.thaw('postgres');
      }
    },
    TIMEOUT_MS,
  );

  it(
    'stop with 0 while they wait for a server',
    async () => {
      const process = start('volume-aggregator', { MES_KAFKA_BROKERS: '127.0.0.1:1' });
      await process.whenNotReady();
      await eventually(
        'it waits',
        30_000,
        () => process.log.includes('waits for Kafka') || undefined,
      );
      process.signal('SIGTERM');
      expect(await endOf(process)).toEqual({ code: 0, signal: null });
    },
    TIMEOUT_MS,
  );

  it('write logs of one JSON object a line, without a password in them', () => {
    const password = new URL(backend.settings.MES_DATABASE_URL).password;
    expect(password.length).toBeGreaterThan(3);
    for (const process of all) {
      const lines = process.lines();
      expect(lines.length).toBeGreaterThan(1);
      for (const line of lines) {
        expect(line).toMatchObject({
          time: expect.any(String),
          level: expect.stringMatching(/^(log|warn|error|fatal)$/),
          message: expect.any(String),
          pid: process.pid,
        });
      }
      expect(process.log).not.toContain(`:${password}@`);
    }
  });
});

/** Within the bound and some seconds for a loaded machine. */
async function endOf(process: ServiceProcess): Promise<Exit | 'still runs'> {
  const late = new AbortController();
  const waiting = delay(STOP_TIMEOUT_MS + 10_000, 'still runs' as const, { signal: late.signal });
  waiting.catch(() => undefined);
  const end = await Promise.race([process.ended, waiting]);
  late.abort();
  return end;
}

const body = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'examples', 'document.json'), 'utf8'),
) as Record<string, unknown>;

function post(url: string, uniqueId: string): Promise<Response> {
  return fetch(`${url}/documents`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, uniqueId }),
  });
}

let documents = 0;

async function depositUntil(
  signal: AbortSignal,
  url: string,
  onAcknowledged: () => void,
): Promise<void> {
  while (!signal.aborted) {
    const answer = await post(url, `2.25.77.${String(++documents)}`).catch(() => undefined);
    await answer?.text().catch(() => undefined);
    if (answer?.status === 201) onAcknowledged();
    else await delay(50);
  }
}

async function endOffsets(brokers: string): Promise<number> {
  const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  let sum = 0;
  for (const topic of Object.values(TOPICS)) {
    for (const { high } of await admin.fetchTopicOffsets(topic)) sum += Number(high);
  }
  await admin.disconnect();
  return sum;
}
