import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, deadLetterTopic, encodeEvent, partitionOf, shardOf } from '#libs/events';
import { DEAD_LETTER_HEADER, TopicAdmin } from '#libs/kafka';
import { monthStartMs } from '#libs/reference';
import { VOLUME_CONSUMER, createPool, runMigrations } from '#libs/store';
import { eventually, testBackend } from '#libs/testing';
import type { INestMicroservice } from '@nestjs/common';
import { Kafka, logLevel, type IHeaders, type Producer } from 'kafkajs';
import pg from 'pg';
import { startVolumeAggregator } from './start-volume-aggregator.js';
import { deposit } from '#libs/testing';

const DEADLINE_MS = 20_000;
/** A month of its own: the topics may hold other runs' events, which are counted too. */
const month = 400 + randomInt(100);
const run = randomUUID();
const sources = [0, 1, 2].map((shard) => `dmp/spec-${run}/1/${shard}`);
const sites = ['1750000018', '1130000021', '1690000039'];

// Everything is real here: the broker, the database, the group. Two aggregators run in this process.
describe('the volume aggregator', () => {
  const { MES_KAFKA_BROKERS, MES_DATABASE_URL } = testBackend();
  const brokers = MES_KAFKA_BROKERS.split(',');
  const databaseName = `mes_aggregator_test_${run.replaceAll('-', '').slice(0, 12)}`;
  const fatal: Error[] = [];
  const services = new Map<string, INestMicroservice>();
  let admin: TopicAdmin;
  let producer: Producer;
  let pool: pg.Pool;
  let databaseUrl: string;

  beforeAll(async () => {
    await execute(MES_DATABASE_URL, `create database ${databaseName}`);
    databaseUrl = Object.assign(new URL(MES_DATABASE_URL), { pathname: databaseName }).href;
    await runMigrations(databaseUrl);
    pool = createPool(databaseUrl);
    admin = await TopicAdmin.connect({ brokers, clientId: 'spec' });
    await admin.ensureTopics(Object.values(TOPICS).map((topic) => ({ topic, partitions: 12 })));
    producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer();
    await producer.connect();
  });

  afterAll(async () => {
    for (const service of services.values()) await service.close();
    await producer.disconnect();
    await admin.close();
    await pool.end();
    await execute(MES_DATABASE_URL, `drop database ${databaseName} with (force)`);
  });

  const start = async (instance: string): Promise<void> => {
    const service = await startVolumeAggregator({
      kafka: { brokers, mayAdminister: true },
      databaseUrl,
      instance,
      groupId: `spec-${run}`,
      policy: { records: 500, intervalMs: 200 },
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

  /** Deposits these sequences of every source, as any standard producer would. */
  const send = async (from: number, to: number): Promise<void> => {
    const { partitions } = (await admin.describe(TOPICS.dmp)) ?? { partitions: 0 };
    const messages = sources.flatMap((source, index) => {
      const site = sites[index] ?? '';
      const partition = partitionOf(shardOf(Buffer.from(site)), partitions);
      return Array.from({ length: to - from }, (_, step) => ({
        key: site,
        partition,
        value: encodeEvent(
          deposit({ source, sequence: from + step, site, registeredAt: monthStartMs(month) }),
        ),
      }));
    });
    await producer.send({ topic: TOPICS.dmp, messages });
  };

  const counted = async (): Promise<number> => {
    const { rows } = await pool.query<{ events: string | null }>(
      'select sum(events) as events from volume_by_department where month = $1',
      [month],
    );
    return Number(rows[0]?.events ?? 0);
  };
  /** Waits until all of the topic was committed: then a count is not one on its way. */
  const whenDrained = (): Promise<true> =>
    eventually('the checkpoints reach the end of the topic', DEADLINE_MS, async () => {
      const ends = await admin.endOffsets(TOPICS.dmp);
      const { rows } = await pool.query<{ partition: number; next_offset: string }>(
        'select partition, next_offset from checkpoint where consumer = $1 and topic = $2',
        [VOLUME_CONSUMER, TOPICS.dmp],
      );
      const offsets = new Map(rows.map((row) => [row.partition, BigInt(row.next_offset)]));
      return ends.every((end, partition) => offsets.get(partition) === end) ? true : undefined;
    });

  it('counts each event once, however often it is delivered', async () => {
    await start('one');
    await send(0, 100);
    await send(50, 150);
    await whenDrained();
    expect(await counted()).toBe(150 * sources.length);
  });

  it('puts a record that is no event into the dead letters, and goes on behind it', async () => {
    const value = `no event ${run}`;
    await producer.send({ topic: TOPICS.dmp, messages: [{ key: 'k', value, partition: 0 }] });
    await send(150, 160);
    await whenDrained();
    expect(await counted()).toBe(160 * sources.length);
    const headers = await findDeadLetter(value);
    expect(String(headers[DEAD_LETTER_HEADER.topic])).toBe(TOPICS.dmp);
    expect(String(headers[DEAD_LETTER_HEADER.reason])).toBe('BAD_MAGIC');
  });

  it('shares the partitions with a second one, and goes on when the first has left', async () => {
    await start('two');
    const owners = await eventually('both own partitions', DEADLINE_MS, async () => {
      const { rows } = await pool.query<{ owner: string }>('select distinct owner from checkpoint');
      return rows.length === 2 ? rows : undefined;
    });
    expect(owners.map(({ owner }) => owner).sort()).toEqual(['one', 'two']);
    await send(160, 300);
    await stop('one');
    await send(200, 400);
    await whenDrained();
    expect(await counted()).toBe(400 * sources.length);
    const { rows } = await pool.query('select distinct owner from checkpoint');
    expect(rows).toEqual([{ owner: 'two' }]);
  });

  it('commits what it has folded when it is stopped, and starts again from there', async () => {
    await send(400, 450);
    await stop('two');
    await start('three');
    await whenDrained();
    expect(await counted()).toBe(450 * sources.length);
    expect(fatal).toEqual([]);
  });

  /** Headers of the dead letter with this value. */
  async function findDeadLetter(value: string): Promise<IHeaders> {
    const consumer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).consumer({
      groupId: `spec-letters-${run}`,
    });
    await consumer.connect();
    await consumer.subscribe({ topic: deadLetterTopic(TOPICS.dmp), fromBeginning: true });
    const found = Promise.withResolvers<IHeaders>();
    await consumer.run({
      eachMessage: ({ message }) => {
        if (message.value?.toString() === value) found.resolve(message.headers ?? {});
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

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
