import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SONS_TOPIC, TOPICS, deadLetterTopic, partitionOf, shardOf } from '#libs/events';
import { DEAD_LETTER_HEADER, TopicAdmin } from '#libs/kafka';
import { DEFAULT_COUNTING } from '#libs/sons-rules';
import {
  SONS_CONSUMER,
  createPool,
  readLines,
  readRequests,
  readUsage,
  runMigrations,
} from '#libs/store';
import { eventually, testBackend } from '#libs/testing';
import type { INestMicroservice } from '@nestjs/common';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import pg from 'pg';
import { startSonsAggregator } from './start-sons-aggregator.js';
import {
  INSTALLED_AT_MS,
  documentOf,
  documentRecord,
  factRecord,
  historyOf,
  practices,
  type TestRecord,
} from './test-facts.js';
import { MemorySonsStore } from './test-memory-store.js';
import { deliver } from './test-run.js';

const DEADLINE_MS = 60_000;
const PARTITIONS = 12;
const CLIENTS = 8;
const run = randomUUID();
/** Clients that an earlier run on the same broker hardly had: a step is taken once. */
const clients = practices(290, 2).slice(randomInt(280)).slice(0, CLIENTS);
const documentsOf = (client: number): number => 9 + client * 20;

const sourceOf = (channel: string, client: number): string => `${channel}/spec-${run}/1/${client}`;
const facts = clients.flatMap((client, index) =>
  historyOf(client, sourceOf('sons', index)).map(factRecord),
);
const documents = clients.flatMap((client, index) =>
  Array.from({ length: documentsOf(index) }, (_, sequence) =>
    documentRecord(
      documentOf(client, client.units[sequence % 2] ?? '', {
        source: sourceOf('dmp', index),
        sequence,
        registeredAt: INSTALLED_AT_MS - 3_600_000 + sequence * 600_000,
      }),
    ),
  ),
);

// Everything is real here: the broker, the database, the group. Two aggregators run in this process.
describe('the SONS aggregator on a real broker', () => {
  const { MES_KAFKA_BROKERS, MES_DATABASE_URL } = testBackend();
  const brokers = MES_KAFKA_BROKERS.split(',');
  const fatal: Error[] = [];
  const services = new Map<string, INestMicroservice>();
  const databases: string[] = [];
  const pools: pg.Pool[] = [];
  let admin: TopicAdmin;
  let producer: Producer;

  beforeAll(async () => {
    admin = await TopicAdmin.connect({ brokers, clientId: 'spec' });
    await admin.ensureTopics(
      [SONS_TOPIC, TOPICS.dmp].map((topic) => ({ topic, partitions: PARTITIONS })),
    );
    producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer();
    await producer.connect();
  });

  afterAll(async () => {
    for (const service of services.values()) await service.close();
    await producer.disconnect();
    await admin.close();
    for (const pool of pools) await pool.end();
    for (const name of databases) {
      await execute(MES_DATABASE_URL, `drop database ${name} with (force)`);
    }
  });

  const newDatabase = async (): Promise<{ url: string; pool: pg.Pool }> => {
    const name = `mes_sons_test_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
    await execute(MES_DATABASE_URL, `create database ${name}`);
    databases.push(name);
    const url = Object.assign(new URL(MES_DATABASE_URL), { pathname: name }).href;
    await runMigrations(url);
    const pool = createPool(url);
    pools.push(pool);
    return { url, pool };
  };
  const start = async (
    instance: string,
    databaseUrl: string,
    counting = DEFAULT_COUNTING,
  ): Promise<void> => {
    const service = await startSonsAggregator({
      kafka: { brokers, mayAdminister: true },
      databaseUrl,
      instance,
      groupId: `spec-${databaseUrl.slice(-12)}-${run}`,
      policy: { records: 50, intervalMs: 50 },
      counting,
      idleMs: 20,
      fetchBytesMax: 1_000_000,
      sessionTimeoutMs: 6000,
      logger: false,
      onFatal: (error) => fatal.push(error),
    });
    services.set(instance, service);
  };
  const stop = async (instance: string): Promise<void> => {
    await services.get(instance)?.close();
    services.delete(instance);
  };

  const send = async (topic: string, records: readonly TestRecord[]): Promise<void> => {
    const messages = records.map(({ key, value }) => ({
      key,
      value,
      partition: partitionOf(shardOf(key), PARTITIONS),
    }));
    await producer.send({ topic, messages });
  };
  /** Waits until all of both topics was committed, and nothing is to be counted again. */
  const whenDrained = (pool: pg.Pool): Promise<true> =>
    eventually('the checkpoints reach the ends of both topics', DEADLINE_MS, async () => {
      for (const topic of [SONS_TOPIC, TOPICS.dmp]) {
        const ends = await admin.endOffsets(topic);
        const { rows } = await pool.query<{ partition: number; next_offset: string }>(
          'select partition, next_offset from checkpoint where consumer = $1 and topic = $2',
          [SONS_CONSUMER, topic],
        );
        const offsets = new Map(rows.map((row) => [row.partition, BigInt(row.next_offset)]));
        if (!ends.every((end, partition) => offsets.get(partition) === end)) return undefined;
      }
      return true;
    });

  /** Requests, lines and usage of this run's clients, as text. */
  const contents = async (pool: pg.Pool): Promise<Record<string, string[]>> => {
    const names = new Set(clients.map(({ client }) => client));
    const isOurs = ({ client }: { readonly client: string }): boolean => names.has(client);
    const usageOf = await readUsage(pool);
    const text = (row: object): string => JSON.stringify(row, Object.keys(row).sort());
    return {
      requests: (await readRequests(pool)).filter(isOurs).map(text).sort(),
      lines: (await readLines(pool)).filter(isOurs).map(text).sort(),
      usage: clients
        .flatMap(({ client, solution, units }) =>
          units.map((unit) => text(usageOf(client, solution, unit) ?? {})),
        )
        .sort(),
    };
  };
  /** The same of one process that gets everything once and in order. */
  const ordered = async (): Promise<Record<string, string[]>> => {
    const store = new MemorySonsStore();
    expect(await deliver(store, { facts, documents, piece: 100_000 })).toEqual([]);
    const rows = store.contents();
    const text = (row: string): string => {
      const parsed = JSON.parse(row.slice(row.indexOf('{'))) as Record<string, unknown>;
      if ('line' in parsed) delete parsed['partition'];
      const client = clients.find((given) => given.client === parsed['client']);
      if ('fromOrder' in parsed && client !== undefined) {
        parsed['partition'] = partitionOf(shardOf(client.client), PARTITIONS);
      }
      return JSON.stringify(parsed, Object.keys(parsed).sort());
    };
    const of = (table: string): string[] => (rows[table] ?? []).map(text).sort();
    return { requests: of('requests'), lines: of('lines'), usage: of('usage') };
  };

  it('makes the same of facts and documents that come doubled, in any order, to changing processes', async () => {
    const { url, pool } = await newDatabase();
    await start('one', url);
    const doubled = shuffled([...documents, ...documents]);
    await send(TOPICS.dmp, doubled.slice(0, doubled.length / 2));
    const late = shuffled([...facts, ...facts]);
    await send(SONS_TOPIC, late.slice(0, facts.length));
    await start('two', url);
    await send(SONS_TOPIC, late.slice(facts.length));
    await stop('one');
    await send(TOPICS.dmp, doubled.slice(doubled.length / 2));
    await whenDrained(pool);
    expect(await contents(pool)).toEqual(await ordered());
    expect(
      (await pool.query('select from sons_fact where outcome <> $1', ['applied'])).rowCount,
    ).toBe(0);
    await stop('two');
    expect(fatal).toEqual([]);
  });

  it('makes the same again in another database, and counts again with other parameters', async () => {
    const { url, pool } = await newDatabase();
    await start('three', url, { ...DEFAULT_COUNTING, eligibleTypes: [] });
    await whenDrained(pool);
    const empty = await contents(pool);
    await stop('three');
    await start('four', url);
    await whenDrained(pool);
    const expected = await ordered();
    expect(await contents(pool)).toEqual(expected);
    expect(empty).toMatchObject({ requests: expected['requests'], lines: expected['lines'] });
    expect(empty['usage']).not.toEqual(expected['usage']);
    await stop('four');
    expect(fatal).toEqual([]);
  });

  it('puts bad facts into the dead letters with their reasons, and goes on behind them', async () => {
    const { url, pool } = await newDatabase();
    await start('five', url);
    const source = `sons/spec-${run}/1/bad`;
    const template = historyOf(clients[0] ?? { client: '', solution: 0, units: [] }, source)[0];
    if (template?.record !== 'OrderSigned') throw new Error('a history begins with its order');
    const bad = [
      { ...template, client: '3999999999999' },
      { ...template, sequence: 1, step: 50, unitPrice: '284.000' },
      { ...template, sequence: 2, solution: 9999 },
    ].map(factRecord);
    await send(SONS_TOPIC, bad);
    await whenDrained(pool);
    expect(await contents(pool)).toMatchObject({ lines: (await ordered())['lines'] });
    const { rows } = await pool.query<{ reason: string | null; outcome: string }>(
      'select outcome, reason from sons_fact where source = $1 order by sequence',
      [source],
    );
    expect(rows).toEqual([
      { outcome: 'refused', reason: 'BAD_CLIENT' },
      { outcome: 'held', reason: null },
      { outcome: 'refused', reason: 'UNKNOWN_SOLUTION' },
    ]);
    const expected = ['BAD_CLIENT', 'UNKNOWN_SOLUTION'];
    expect(await deadLetterReasons(expected)).toEqual(expect.arrayContaining(expected));
    expect(fatal).toEqual([]);
  });

  /** Reasons of the dead letters of the facts' topic, which others fill too, as soon as these are among them. */
  async function deadLetterReasons(awaited: readonly string[]): Promise<string[]> {
    const consumer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).consumer({
      groupId: `spec-letters-${run}`,
    });
    await consumer.connect();
    await consumer.subscribe({ topic: deadLetterTopic(SONS_TOPIC), fromBeginning: true });
    const found = Promise.withResolvers<string[]>();
    const reasons: string[] = [];
    await consumer.run({
      eachMessage: ({ message }) => {
        reasons.push(String(message.headers?.[DEAD_LETTER_HEADER.reason]));
        if (awaited.every((reason) => reasons.includes(reason))) found.resolve(reasons);
        return Promise.resolve();
      },
    });
    try {
      return await found.promise;
    } finally {
      await consumer.disconnect();
    }
  }
});

/** Another order in each run: what comes out must not depend on it. */
function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, rank: randomInt(2 ** 32) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
