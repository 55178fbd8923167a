import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, deadLetterTopic, encodeEvent, partitionOf, shardOf } from '#libs/events';
import {
  CorruptBatchError,
  DEAD_LETTER_HEADER,
  TopicAdmin,
  TopicReader,
  readFetchResponse,
  readRecords,
  registerKafkajsCodecs,
} from '#libs/kafka';
import { monthStartMs } from '#libs/reference';
import { VOLUME_CONSUMER, createPool, runMigrations } from '#libs/store';
import { deposit, eventually, startKafkaProxy, testBackend, type KafkaProxy } from '#libs/testing';
import type { INestMicroservice } from '@nestjs/common';
import { CompressionTypes, Kafka, logLevel, type Message, type Producer } from 'kafkajs';
import pg from 'pg';
import { startVolumeAggregator } from './start-volume-aggregator.js';

const DEADLINE_MS = 20_000;
const PARTITIONS = 12;
/** A month of its own: the topics may hold other runs' events, which are counted too. */
const month = 400 + randomInt(100);
const run = randomUUID();
const SITE = '1750000018';
const PARTITION = partitionOf(shardOf(Buffer.from(SITE)), PARTITIONS);
/** A record that a broker just takes: its dead letter would be too large. */
const OVERSIZE_BYTES = 1_048_000;

let sequence = 0;
/** The next event of this run, as bytes. */
function nextEvent(): Buffer {
  const given = { source: `dmp/poison-${run}/1/0`, sequence, site: SITE };
  sequence += 1;
  return encodeEvent(deposit({ ...given, registeredAt: monthStartMs(month) }));
}

/** A good event with these bytes changed. */
function changed(change: (bytes: Buffer) => Buffer): Buffer {
  const given = { source: `dmp/poison-${run}/1/0`, sequence: 1_000_000, site: SITE };
  return change(encodeEvent(deposit({ ...given, registeredAt: monthStartMs(month) })));
}

const withByte =
  (at: number, byte: number) =>
  (bytes: Buffer): Buffer => {
    bytes.writeUInt8(byte, at < 0 ? bytes.length + at : at);
    return bytes;
  };

/** Records that are refused for good, and why. The site's text ends with its last digit, before couloir and solution. */
const POISON: readonly (Message & { readonly reason: string })[] = [
  { value: `no event ${run}`, reason: 'BAD_MAGIC' },
  { value: changed(withByte(4, 99)), reason: 'UNKNOWN_SCHEMA_ID' },
  { value: changed(withByte(4, 11)), reason: 'UNKNOWN_SCHEMA_ID' },
  { value: changed((bytes) => bytes.subarray(0, -1)), reason: 'TRUNCATED' },
  { value: changed((bytes) => Buffer.concat([bytes, Buffer.of(0)])), reason: 'TRAILING_BYTES' },
  { value: changed(withByte(-2, 0x04)), reason: 'UNION_OUT_OF_RANGE' },
  { value: changed(withByte(8, 0xff)), reason: 'BAD_TEXT' },
  { value: changed(withByte(5, 0x01)), reason: 'BAD_TEXT' },
  {
    value: changed((bytes) => {
      const couloir = bytes.indexOf(SITE) + SITE.length;
      return withByte(couloir, 0x7e)(bytes);
    }),
    reason: 'ENUM_OUT_OF_RANGE',
  },
  {
    value: changed((bytes) =>
      Buffer.concat([bytes.subarray(0, 5), Buffer.from('ffffffffff01', 'hex'), bytes.subarray(6)]),
    ),
    reason: 'VARINT_TOO_LONG',
  },
  { value: null, reason: 'NO_VALUE' },
  { key: null, value: changed((bytes) => bytes), reason: 'NO_KEY' },
  { value: Buffer.alloc(OVERSIZE_BYTES, 1), reason: 'BAD_MAGIC' },
].map((record) => ({ key: SITE, partition: PARTITION, ...record }));

const { GZIP, Snappy, LZ4, ZSTD } = CompressionTypes;

// Everything is real here: the broker, the database, the group. A proxy damages what a disk would.
describe('the volume aggregator among poison', () => {
  const { MES_KAFKA_BROKERS, MES_DATABASE_URL } = testBackend();
  const brokers = MES_KAFKA_BROKERS.split(',');
  const databaseName = `mes_poison_test_${run.replaceAll('-', '').slice(0, 12)}`;
  const fatal: Error[] = [];
  let service: INestMicroservice | undefined;
  let admin: TopicAdmin;
  let kafka: Kafka;
  let producer: Producer;
  let pool: pg.Pool;
  let databaseUrl: string;
  let proxy: KafkaProxy;

  beforeAll(async () => {
    registerKafkajsCodecs();
    await execute(MES_DATABASE_URL, `create database ${databaseName}`);
    databaseUrl = Object.assign(new URL(MES_DATABASE_URL), { pathname: databaseName }).href;
    await runMigrations(databaseUrl);
    pool = createPool(databaseUrl);
    admin = await TopicAdmin.connect({ brokers, clientId: 'spec' });
    await admin.ensureTopics(
      Object.values(TOPICS).map((topic) => ({ topic, partitions: PARTITIONS })),
    );
    kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
    producer = kafka.producer();
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
    service = await startVolumeAggregator({
      kafka: { brokers: [proxy.broker], mayAdminister: true },
      databaseUrl,
      instance: 'poisoned',
      groupId: `spec-poison-${run}`,
      policy: { records: 500, intervalMs: 50 },
      idleMs: 20,
      fetchBytesMax: 1_000_000,
      sessionTimeoutMs: 6000,
      logger: false,
      onFatal: (error) => fatal.push(error),
    });
  };

  const send = (
    messages: readonly Message[],
    compression = CompressionTypes.None,
  ): Promise<unknown> => producer.send({ topic: TOPICS.dmp, messages: [...messages], compression });
  const good = (given: Partial<Message> = {}): Message => ({
    key: SITE,
    partition: PARTITION,
    value: nextEvent(),
    ...given,
  });
  const checkpoint = async (): Promise<string> => {
    const { rows } = await pool.query<{ next_offset: string }>(
      'select next_offset from checkpoint where consumer = $1 and topic = $2 and partition = $3',
      [VOLUME_CONSUMER, TOPICS.dmp, PARTITION],
    );
    return rows[0]?.next_offset ?? '0';
  };
  const whenDrained = (): Promise<true> =>
    eventually('the checkpoint reaches the end', DEADLINE_MS, async () => {
      const ends = await admin.endOffsets(TOPICS.dmp);
      return (await checkpoint()) === String(ends[PARTITION]) ? true : undefined;
    });
  const counted = async (): Promise<number> => {
    const { rows } = await pool.query<{ events: string | null }>(
      'select sum(events) as events from volume_by_department where month = $1',
      [month],
    );
    return Number(rows[0]?.events ?? 0);
  };
  /** Events that seem to have been on their way for more than a day. */
  const freshnessRows = async (): Promise<number> => {
    const { rows } = await pool.query<{ events: string | null }>(
      'select sum(events) as events from freshness_bucket where bucket_ms >= 100000000',
    );
    return Number(rows[0]?.events ?? 0);
  };

  it('counts the good records around it once, and keeps each bad one with reason and bytes', async () => {
    for (const poison of POISON) {
      await send([good()]);
      await send([{ ...poison }]);
    }
    // Unusual and right: every codec, two headers of one name.
    for (const codec of [GZIP, Snappy, LZ4, ZSTD]) await send([good(), good()], codec);
    await send([good({ headers: { trace: ['one', 'two'], 'mes-replay': ['a', 'b'] } })]);
    // A repetition is one, whatever its codec.
    const last = good();
    await send([last], CompressionTypes.ZSTD);
    await send([last]);
    await start();
    await whenDrained();
    expect(fatal).toEqual([]);
    expect(await counted()).toBe(sequence);
    const letters = await deadLetters();
    for (const { key, value, reason } of POISON) {
      const bytes = value === null ? null : Buffer.from(value);
      const isCut = bytes !== null && bytes.length > 900_000;
      const kept = isCut ? bytes.subarray(0, 900_000) : bytes;
      const found = letters.filter(
        (letter) => letter.reason === reason && isSame(letter.value, kept),
      );
      expect(found.map((letter) => letter.key)).toEqual([key]);
      expect(found[0]?.cutFrom).toBe(isCut ? `10/${bytes.length}` : undefined);
    }
  });

  it('counts what was sent at a time that no clock shows, and says nothing of its freshness', async () => {
    // Other specs of this broker write to the topic too: what they sent long ago has its freshness by now.
    const before = [await counted(), await freshnessRows()];
    await send([good({ timestamp: '0' }), good({ timestamp: '1' })]);
    await whenDrained();
    expect([await counted(), await freshnessRows()]).toEqual([(before[0] ?? 0) + 2, before[1]]);
  });

  it('counts no record of a transaction that was given up', async () => {
    const before = await counted();
    const transactional = kafka.producer({
      transactionalId: `spec-poison-${run}`,
      maxInFlightRequests: 1,
      idempotent: true,
    });
    await transactional.connect();
    for (const isKept of [false, true, false]) {
      const transaction = await transactional.transaction();
      await transaction.send({ topic: TOPICS.dmp, messages: [good(), good()] });
      await (isKept ? transaction.commit() : transaction.abort());
      await send([good()]);
    }
    await transactional.disconnect();
    await whenDrained();
    expect(await counted()).toBe(before + 2 + 3);
  });

  it('stops by name at a damaged batch, stores nothing of it, and counts it once when it comes whole', async () => {
    const before = await counted();
    const at = await checkpoint();
    proxy.editFetches((answer) => {
      for (const { records } of readFetchResponse(answer.subarray(5)).partitions) {
        if (records.length > 0) records.writeUInt8(records.readUInt8(90) ^ 1, 90);
      }
      return answer;
    });
    await send([good(), good(), good()]);
    const error = await eventually('a stop', DEADLINE_MS, () => fatal[0]);
    expect(error).toBeInstanceOf(CorruptBatchError);
    expect(error.message).toContain(`${TOPICS.dmp}/${PARTITION}`);
    await service?.close();
    expect([await counted(), await checkpoint()]).toEqual([before, at]);
    proxy.editFetches(undefined);
    await start();
    await whenDrained();
    expect(await counted()).toBe(before + 3);
    expect(fatal).toHaveLength(1);
  });

  interface Letter {
    readonly key: string | null;
    readonly value: Buffer | null;
    readonly reason: string | undefined;
    readonly cutFrom: string | undefined;
  }

  /** The dead letters that this run's records have become. */
  async function deadLetters(): Promise<Letter[]> {
    const topic = deadLetterTopic(TOPICS.dmp);
    const reader = await TopicReader.open({ brokers, clientId: 'spec-letters', topics: [topic] });
    const letters: Letter[] = [];
    try {
      for await (const batches of reader.read(topic, 0)) {
        for (const { key, value, headers } of readRecords(batches)) {
          const header = (name: string): string | undefined =>
            headers.find((one) => one.key === name)?.value?.toString();
          if (header(DEAD_LETTER_HEADER.partition) !== String(PARTITION)) continue;
          letters.push({
            key: key === null ? null : String(key),
            value: value === null ? null : Buffer.from(value),
            reason: header(DEAD_LETTER_HEADER.reason),
            cutFrom: header(DEAD_LETTER_HEADER.cutFrom),
          });
        }
      }
    } finally {
      await reader.close();
    }
    return letters;
  }
});

function isSame(one: Buffer | null, other: Buffer | null): boolean {
  return one === null || other === null ? one === other : one.equals(other);
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
