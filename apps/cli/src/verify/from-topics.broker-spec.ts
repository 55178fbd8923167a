import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, encodeEvent, partitionOf, shardOf } from '#libs/events';
import { TopicAdmin, registerKafkajsCodecs } from '#libs/kafka';
import { monthStartMs } from '#libs/reference';
import { deposit, testBackend } from '#libs/testing';
import { CompressionTypes, Kafka, logLevel, type Message, type Producer } from 'kafkajs';
import { countFromTopics } from './from-topics.js';

const PARTITIONS = 12;
/** A month of its own: the topics may hold other runs' events. */
const month = 400 + randomInt(100);
const run = randomUUID();
const SITE = '1690000039';
const PARTITION = partitionOf(shardOf(Buffer.from(SITE)), PARTITIONS);

const { None, GZIP, Snappy, LZ4, ZSTD } = CompressionTypes;
const CODECS = [None, GZIP, Snappy, LZ4, ZSTD];

// The broker is real, and so is what it holds.
describe('the second, plain path among poison', () => {
  const { MES_KAFKA_BROKERS } = testBackend();
  const brokers = MES_KAFKA_BROKERS.split(',');
  const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
  let producer: Producer;
  let sequence = 0;

  beforeAll(async () => {
    registerKafkajsCodecs();
    const admin = await TopicAdmin.connect({ brokers, clientId: 'spec' });
    await admin.ensureTopics(
      Object.values(TOPICS).map((topic) => ({ topic, partitions: PARTITIONS })),
    );
    await admin.close();
    producer = kafka.producer();
    await producer.connect();
  });

  afterAll(async () => {
    await producer.disconnect();
  });

  const good = (): Message => {
    const source = `dmp/verified-${run}/1/0`;
    const registeredAt = monthStartMs(month);
    const value = encodeEvent(deposit({ source, sequence, site: SITE, registeredAt }));
    sequence += 1;
    return { key: SITE, partition: PARTITION, value };
  };
  const send = (topic: string, message: Message, compression = CompressionTypes.None) =>
    producer.send({ topic, compression, messages: [{ partition: PARTITION, ...message }] });

  it('counts what the aggregator counts, refuses what it refuses, and comes to an end', async () => {
    const before = await countFromTopics(
      { brokers, mayAdminister: false },
      randomUUID(),
      () => undefined,
    );
    for (const codec of CODECS) await send(TOPICS.dmp, good(), codec);
    await send(TOPICS.dmp, { key: SITE, value: `no event ${run}` });
    await send(TOPICS.dmp, { key: SITE, value: null });
    const counted = sequence;
    await send(TOPICS.dmp, { ...good(), key: null });
    // A deposit on the topic of messages would count for another channel.
    await send(TOPICS.mssante, good());
    const transactional = kafka.producer({
      transactionalId: `spec-verify-${run}`,
      maxInFlightRequests: 1,
      idempotent: true,
    });
    await transactional.connect();
    // Two at the very end: what is read last holds nothing that counts.
    for (let times = 0; times < 2; times++) {
      const transaction = await transactional.transaction();
      await transaction.send({ topic: TOPICS.dmp, messages: [good()] });
      await transaction.abort();
    }
    await transactional.disconnect();

    const plain = await countFromTopics(
      { brokers, mayAdminister: false },
      randomUUID(),
      () => undefined,
    );
    let events = 0;
    plain.cells.forEachByDepartment((monthOfCell, _measure, _solution, _department, count) => {
      if (monthOfCell === month) events += count;
    });
    expect(events).toBe(counted);
    expect(plain.refused - before.refused).toBe(4);
  });
});
