import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SONS_TOPIC, TOPICS, deadLetterTopic, partitionOf, shardOf } from '#libs/events';
import {
  CorruptBatchError,
  DEAD_LETTER_HEADER,
  TopicAdmin,
  TopicReader,
  readFetchResponse,
  readRecords,
} from '#libs/kafka';
import { DEFAULT_COUNTING } from '#libs/sons-rules';
import { SONS_CONSUMER, createPool, runMigrations } from '#libs/store';
import { eventually, startKafkaProxy, testBackend, type KafkaProxy } from '#libs/testing';
import type { INestMicroservice } from '@nestjs/common';
import { Kafka, logLevel, type Message, type Producer } from 'kafkajs';
import pg from 'pg';
import { startSonsAggregator } from './start-sons-aggregator.js';
import { factRecord, historyOf, practices } from './test-facts.js';

const DEADLINE_MS = 20_000;
const PARTITIONS = 12;
const run = randomUUID();

// Everything is real here: the broker, the database, the group. A proxy damages what a disk would.
describe('the SONS aggregator among poison', () => {
  const { MES_KAFKA_BROKERS, MES_DATABASE_URL } = testBackend();
  const brokers = MES_KAFKA_BROKERS.split(',');
  const databaseName = `mes_sons_poison_${run.replaceAll('-', '').slice(0, 12)}`;
  const fatal: Error[] = [];
  /** A client that no other spec on the same broker has: a step is taken once. */
  const client = practices(289 + randomInt(10), 2).at(-1);
  if (client === undefined) throw new Error('no client');
  /** In the order of their steps. */
  const facts = historyOf(client, `sons/poison-${run}/1/0`).map(factRecord);
  const key = facts[0]?.key ?? '';
  const partition = partitionOf(shardOf(Buffer.from(key)), PARTITIONS);
  const poison: readonly (Message & { readonly reason: string })[] = [
    { key, value: `no fact ${run}`, reason: 'BAD_MAGIC' },
    { key, value: Buffer.from('0000000001', 'hex'), reason: 'UNKNOWN_SCHEMA_ID' },
    { key, value: facts[0]?.value?.subarray(0, -1) ?? null, reason: 'TRUNCATED' },
    { key, value: null, reason: 'NO_VALUE' },
    { key: null, value: facts[0]?.value ?? null, reason: 'WRONG_KEY' },
  ];
  let service: INestMicroservice | undefined;
  let admin: TopicAdmin;
  let producer: Producer;
  let pool: pg.Pool;
  let databaseUrl: string;
  let proxy: KafkaProxy;

  beforeAll(async () => {
    await execute(MES_DATABASE_URL, `create database ${databaseName}`);
    databaseUrl = Object.assign(new URL(MES_DATABASE_URL), { pathname: databaseName }).href;
    await runMigrations(databaseUrl);
    pool = createPool(databaseUrl);
    admin = await TopicAdmin.connect({ brokers, clientId: 'spec' });
    await admin.ensureTopics(
      [SONS_TOPIC, TOPICS.dmp].map((topic) => ({ topic, partitions: PARTITIONS })),
    );
    producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer();
    await producer.connect();
    proxy = await startKafkaProxy(brokers[0] ?? '');
  });

  afterAll(async () => {
    await service?.close();
    await producer.disconnect();
    await admin.close();
    await proxy.close();
    await pool.end();
    await execute(MES_DATABASE_URL, `drop database ${databaseName} with (force)`);
  });

  const start = async (): Promise<void> => {
    service = await startSonsAggregator({
      kafka: { brokers: [proxy.broker], mayAdminister: true },
      databaseUrl,
      instance: 'poisoned',
      groupId: `spec-sons-poison-${run}`,
      policy: { records: 50, intervalMs: 50 },
      counting: DEFAULT_COUNTING,
      idleMs: 20,
      fetchBytesMax: 1_000_000,
      sessionTimeoutMs: 6000,
      logger: false,
      onFatal: (error) => fatal.push(error),
    });
  };
  const send = (message: Message): Promise<unknown> =>
    producer.send({ topic: SONS_TOPIC, messages: [{ partition, ...message }] });
  const checkpoint = async (): Promise<{ next_offset: string; counted: string } | undefined> => {
    const { rows } = await pool.query<{ next_offset: string; counted: string }>(
      'select next_offset, counted from checkpoint where consumer = $1 and topic = $2 and partition = $3',
      [SONS_CONSUMER, SONS_TOPIC, partition],
    );
    return rows[0];
  };
  const whenDrained = (): Promise<true> =>
    eventually('the checkpoint reaches the end', DEADLINE_MS, async () => {
      const ends = await admin.endOffsets(SONS_TOPIC);
      return (await checkpoint())?.next_offset === String(ends[partition]) ? true : undefined;
    });
  const applied = async (): Promise<number> => {
    const { rows } = await pool.query<{ facts: string }>(
      `select count(*) as facts from sons_fact where outcome = 'applied' and source = $1`,
      [`sons/poison-${run}/1/0`],
    );
    return Number(rows[0]?.facts ?? 0);
  };

  it('applies the facts around it once, and keeps each bad one with reason and bytes', async () => {
    for (const [index, bad] of poison.entries()) {
      const fact = facts[index];
      if (fact !== undefined) await send({ key: fact.key, value: fact.value });
      await send({ ...bad });
    }
    await start();
    await whenDrained();
    expect(fatal).toEqual([]);
    expect(await applied()).toBe(poison.length);
    const letters = await deadLetters();
    for (const { value, reason } of poison) {
      const bytes = value === null ? null : Buffer.from(value).toString('hex');
      expect(letters).toContainEqual({ reason, value: bytes });
    }
  });

  it('stops by name at a damaged batch, stores nothing of it, and applies it once when it comes whole', async () => {
    const before = await checkpoint();
    const fact = facts[poison.length];
    if (fact === undefined) throw new Error('no fact is left');
    proxy.editFetches((answer) => {
      for (const { records } of readFetchResponse(answer.subarray(5)).partitions) {
        if (records.length > 0) records.writeUInt8(records.readUInt8(90) ^ 1, 90);
      }
      return answer;
    });
    await send({ key: fact.key, value: fact.value });
    const error = await eventually('a stop', DEADLINE_MS, () => fatal[0]);
    expect(error).toBeInstanceOf(CorruptBatchError);
    await service?.close();
    expect(await checkpoint()).toEqual(before);
    proxy.editFetches(undefined);
    await start();
    await whenDrained();
    expect(await applied()).toBe(poison.length + 1);
    expect(fatal).toHaveLength(1);
  });

  async function deadLetters(): Promise<{ reason: string; value: string | null }[]> {
    const topic = deadLetterTopic(SONS_TOPIC);
    const reader = await TopicReader.open({ brokers, clientId: 'spec-letters', topics: [topic] });
    const letters: { reason: string; value: string | null }[] = [];
    try {
      for await (const batches of reader.read(topic, 0)) {
        for (const { value, headers } of readRecords(batches)) {
          const reason = headers.find((one) => one.key === DEAD_LETTER_HEADER.reason)?.value;
          letters.push({ reason: String(reason), value: value?.toString('hex') ?? null });
        }
      }
    } finally {
      await reader.close();
    }
    return letters;
  }
});

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
