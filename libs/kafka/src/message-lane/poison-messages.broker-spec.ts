import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { deadLetterTopic } from '#libs/events';
import { eventually, startKafkaProxy, type KafkaProxy } from '#libs/testing';
import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload, Transport, type CustomStrategy } from '@nestjs/microservices';
import { CompressionTypes, type Producer } from 'kafkajs';
import {
  freshName,
  freshTopic,
  kafkajs,
  readWithKafkajs,
  testBrokers,
} from '../fixtures/broker.js';
import { TopicAdmin } from '../topic-admin.js';
import { DEAD_LETTER_HEADER, DeadLetterProducer } from './dead-letter-producer.js';
import { UnpackingError } from './kafkajs-codecs.js';
import { MessageLaneFilter } from './message-lane.filter.js';
import { messageLaneServerOptions } from './options.js';

const DEADLINE_MS = 20_000;
/** Where the only value of a batch starts: behind the header, five lengths and deltas, attributes and a key of one byte. */
const VALUE_IN_BATCH = 61 + 7;
const cluster = { brokers: testBrokers(), clientId: 'spec-poison-messages' };

const { None, GZIP, Snappy, LZ4, ZSTD } = CompressionTypes;
const CODECS = [None, GZIP, Snappy, LZ4, ZSTD];

// Broker, Nest application and kafkajs are real; a proxy damages what a disk or a network would.
describe('the message lane among poison', () => {
  let admin: TopicAdmin;
  let proxy: KafkaProxy;
  let producer: Producer;
  let app: INestMicroservice | undefined;

  beforeAll(async () => {
    admin = await TopicAdmin.connect(cluster);
    proxy = await startKafkaProxy(testBrokers()[0] ?? '');
    producer = kafkajs().producer();
    await producer.connect();
  });

  afterEach(async () => {
    proxy.editFetches(undefined);
    await app?.close();
    app = undefined;
  });

  afterAll(async () => {
    await producer.disconnect();
    await proxy.close();
    await admin.close();
  });

  /** A consumer of numbers; what it stops for is in `fatal`. */
  async function start(topic: string): Promise<{ numbers: number[]; fatal: Error[] }> {
    const numbers: number[] = [];
    const fatal: Error[] = [];
    @Controller()
    class NumbersController {
      @EventPattern([topic], Transport.KAFKA)
      onNumber(@Payload() { number }: { number: number }): void {
        numbers.push(number);
      }
    }
    @Module({ controllers: [NumbersController] })
    class NumbersModule {}
    app = await NestFactory.createMicroservice<CustomStrategy>(NumbersModule, {
      ...messageLaneServerOptions({
        brokers: [proxy.broker],
        clientId: 'spec-poison-messages',
        groupId: freshName('numbers'),
        sessionTimeoutMs: 6000,
        retryDelayMs: 10,
        onFatal: (error) => fatal.push(error),
      }),
      logger: false,
    });
    app.useGlobalFilters(new MessageLaneFilter());
    await app.listen();
    return { numbers, fatal };
  }

  const send = (topic: string, number: number, compression = CompressionTypes.None) =>
    producer.send({
      topic,
      compression,
      messages: [{ key: 'k', value: JSON.stringify({ number }) }],
    });

  it('reads every codec, and stops once, by name, at a bomb of one', async () => {
    const topic = await freshTopic(admin, 'codecs', 1);
    const { numbers, fatal } = await start(topic);
    for (const [number, codec] of CODECS.entries()) await send(topic, number, codec);
    await eventually('five messages', DEADLINE_MS, () => numbers.length === 5 || undefined);
    expect(numbers).toEqual([0, 1, 2, 3, 4]);
    await producer.send({
      topic,
      compression: CompressionTypes.GZIP,
      messages: [{ value: Buffer.alloc(65 * 1024 * 1024) }],
    });
    const error = await eventually('a stop', DEADLINE_MS, () => fatal[0]);
    expect(error).toBeInstanceOf(UnpackingError);
    expect(fatal).toHaveLength(1);
  });

  it('stops once at a batch that it cannot take apart, and handles it once when it comes whole', async () => {
    const topic = await freshTopic(admin, 'damaged', 1);
    const { numbers, fatal } = await start(topic);
    await send(topic, 1);
    await eventually('a message', DEADLINE_MS, () => numbers.length === 1 || undefined);
    proxy.editFetches((answer) => {
      const value = answer.indexOf('{"number":2}');
      // Its batch says that it is packed with gzip, and is not.
      const attributes = value - VALUE_IN_BATCH + 22;
      if (value !== -1) answer.writeUInt8(answer.readUInt8(attributes) | 1, attributes);
      return answer;
    });
    await send(topic, 2);
    const error = await eventually('a stop', DEADLINE_MS, () => fatal[0]);
    expect(error).toBeInstanceOf(UnpackingError);
    expect(fatal).toHaveLength(1);
    expect(numbers).toEqual([1]);
    proxy.editFetches(undefined);
    await app?.close();
    const again = await start(topic);
    await eventually('both', DEADLINE_MS, () => again.numbers.length === 2 || undefined);
    expect(again.numbers).toEqual([1, 2]);
  });

  it('buries what is no message, whatever it is, and goes on', async () => {
    const topic = await freshTopic(admin, 'no-messages', 1);
    const { numbers, fatal } = await start(topic);
    await producer.send({
      topic,
      messages: [
        { key: null, value: null },
        { value: 'null' },
        { value: Buffer.of(0xff, 0xfe) },
        { value: '{"number":' },
      ],
    });
    await send(topic, 7);
    await eventually('the message', DEADLINE_MS, () => numbers.includes(7) || undefined);
    expect(fatal).toEqual([]);
  });
});

describe('a dead letter that is too large', () => {
  it('is cut, and says from how many bytes', async () => {
    const letters = new DeadLetterProducer(cluster);
    const topic = freshName('large-letters');
    const letter = { topic, partition: 3, offset: 5n, reason: 'TEST' };
    const detail = `came ${'x'.repeat(2_000_000)}`;
    const key = Buffer.alloc(70_000, 'k');
    await letters.send({ ...letter, key, value: Buffer.alloc(1_048_000, 'v'), detail });
    await letters.send({ ...letter, key: null, value: Buffer.alloc(900_000, 'v'), detail: '' });
    await letters.close();
    const [cut, whole] = await readWithKafkajs(deadLetterTopic(topic), 2);
    expect([cut?.key?.length, cut?.value?.length]).toEqual([65_536, 900_000]);
    expect(cut?.headers[DEAD_LETTER_HEADER.cutFrom]).toBe('70000/1048000');
    expect(cut?.headers[DEAD_LETTER_HEADER.detail]).toHaveLength(1000);
    expect([whole?.key, whole?.value?.length]).toEqual([null, 900_000]);
    expect(whole?.headers).not.toHaveProperty(DEAD_LETTER_HEADER.cutFrom);
  });

  it('is cut further where a broker takes less', async () => {
    const letters = new DeadLetterProducer(cluster);
    const topic = freshName('small-letters');
    const admin = await TopicAdmin.connect(cluster);
    await admin.ensureTopics([
      { topic: deadLetterTopic(topic), partitions: 1, config: { 'max.message.bytes': '20000' } },
    ]);
    await admin.close();
    const value = Buffer.alloc(30_000, 'v');
    await letters.send({
      topic,
      partition: 0,
      offset: 1n,
      key: null,
      value,
      reason: 'T',
      detail: '',
    });
    await letters.close();
    const [cut] = await readWithKafkajs(deadLetterTopic(topic), 1);
    expect(cut?.value).toHaveLength(4096);
    expect(cut?.headers[DEAD_LETTER_HEADER.cutFrom]).toBe('0/30000');
  });
});
