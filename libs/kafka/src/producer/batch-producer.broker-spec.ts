import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  batchOf,
  freshName,
  freshTopic,
  readWithKafkajs,
  testBrokers,
} from '../fixtures/broker.js';
import { layOutRecords } from '../fixtures/records.js';
import { UnknownTopicError } from '../errors.js';
import { TopicAdmin } from '../topic-admin.js';
import { BatchProducer } from './batch-producer.js';
import { BrokerProduceChannel } from './broker-produce-channel.js';
import { BatchTooLargeError } from './errors.js';

const cluster = { brokers: testBrokers(), clientId: 'spec-producer' };

describe('BatchProducer on a real broker', () => {
  let admin: TopicAdmin;
  let producer: BatchProducer;

  beforeAll(async () => {
    admin = await TopicAdmin.connect(cluster);
    producer = await BatchProducer.connect(cluster);
  });

  afterAll(async () => {
    await producer.close();
    await admin.close();
  });

  it('stores records that kafkajs reads byte for byte', async () => {
    const topic = await freshTopic(admin, 'bytes', 3);
    const records = Array.from({ length: 300 }, (_, i) => ({
      key: i % 7 === 0 ? null : randomBytes(i % 40),
      value: i % 11 === 0 ? null : randomBytes(i),
    }));
    for (let i = 0; i < 300; i += 50) {
      const acknowledgement = await producer.send({
        topic,
        partition: (i / 50) % 3,
        ...layOutRecords(records.slice(i, i + 50)),
        recordCount: 50,
        timestampMs: 1_700_000_000_000,
      });
      expect(acknowledgement.baseOffset).toBe(i < 150 ? 0n : 50n);
    }
    const seen = await readWithKafkajs(topic, 300);
    for (let partition = 0; partition < 3; partition++) {
      const expected = [partition, partition + 3].flatMap((slot) =>
        records.slice(slot * 50, slot * 50 + 50),
      );
      expect(
        seen.filter((each) => each.partition === partition).map(({ key, value }) => [key, value]),
      ).toEqual(
        expected.map(({ key, value }) => [
          key?.toString('latin1') ?? null,
          value?.toString('latin1') ?? null,
        ]),
      );
    }
  });

  it('keeps the order of a partition with many batches on the way at once', async () => {
    const topic = await freshTopic(admin, 'order', 4);
    const sent = Array.from({ length: 100 }, (_, i) => `${i}`);
    await Promise.all(sent.map((value, i) => producer.send(batchOf(topic, i % 4, [value]))));
    const seen = await readWithKafkajs(topic, 100);
    for (let partition = 0; partition < 4; partition++) {
      const values = seen.filter((each) => each.partition === partition).map(({ value }) => value);
      expect(values).toEqual(sent.filter((_, i) => i % 4 === partition));
    }
  });

  it.each([
    ['sockets of its own', false],
    ['connections of the library', true],
  ])('stores every batch once while its %s break again and again', async (_, viaLibrary) => {
    const topic = await freshTopic(admin, 'breaks', 6);
    const channel = new BrokerProduceChannel({
      ...cluster,
      requestsInFlightMax: 8,
      connectionsPerBroker: 2,
      viaLibrary,
    });
    const shaken = new BatchProducer(channel, { retryDelayMs: 5 });
    await shaken.open();
    const values = Array.from({ length: 600 }, (_, i) => `${i}`.padEnd(2000, '.'));
    const sent = new AbortController();
    let breaks = 0;
    const shaking = (async () => {
      while (!sent.signal.aborted) {
        await delay(15);
        breaks += await channel.breakConnections();
      }
    })();
    const senders = Array.from({ length: 6 }, async (_, partition) => {
      for (let i = partition; i < values.length; i += 6) {
        await shaken.send(batchOf(topic, partition, [values[i] ?? '', `${i}, second`]));
        await delay(1);
      }
    });
    await Promise.all(senders);
    sent.abort();
    await shaking;
    await shaken.close();
    expect(breaks).toBeGreaterThan(3);
    const seen = await readWithKafkajs(topic, 1200);
    const ends = await admin.endOffsets(topic);
    expect(ends.reduce((sum, end) => sum + end, 0n)).toBe(1200n);
    for (let partition = 0; partition < 6; partition++) {
      const got = seen.filter((each) => each.partition === partition).map(({ value }) => value);
      expect(got).toEqual(
        values.flatMap((value, i) => (i % 6 === partition ? [value, `${i}, second`] : [])),
      );
    }
  });

  it('refuses a batch that is larger than the topic allows, and goes on', async () => {
    const topic = freshName('large');
    const config = { 'max.message.bytes': '2000' };
    await admin.ensureTopics([{ topic, partitions: 1, config }]);
    const refused = producer.send(batchOf(topic, 0, ['x'.repeat(1500)]));
    await expect(refused).rejects.toThrow(BatchTooLargeError);
    await expect(producer.send(batchOf(topic, 0, ['small']))).resolves.toEqual({ baseOffset: 0n });
  });

  it('says that a topic is not there', async () => {
    const refused = producer.send(batchOf(freshName('nowhere'), 0, ['x']));
    await expect(refused).rejects.toThrow(UnknownTopicError);
  });
});
