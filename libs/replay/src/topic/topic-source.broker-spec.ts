import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TopicAdmin } from '#libs/kafka';
import { CompressionTypes, Kafka, logLevel, type Producer } from 'kafkajs';
import { recordsOf } from '../fixtures/plain-records.js';
import { TopicSource } from './topic-source.js';

const brokers = testBrokers();
const options = { brokers, clientId: 'spec-topic-source' };
const TIMESTAMP_MS = 1_702_000_000_000;

describe('a topic as a source', () => {
  let admin: TopicAdmin;
  let producer: Producer;
  const topic = `spec-topic-source-${randomUUID()}`;

  beforeAll(async () => {
    admin = await TopicAdmin.connect(options);
    await admin.ensureTopics([{ topic, partitions: 2 }]);
    const kafka = new Kafka({ clientId: 'spec', brokers, logLevel: logLevel.NOTHING });
    producer = kafka.producer({ transactionalId: randomUUID(), idempotent: true });
    await producer.connect();
  });

  afterAll(async () => {
    await producer.disconnect();
    await admin.close();
  });

  it('reads records of plain, packed and transactional batches as they were written, and none that was aborted', async () => {
    const unusual = [
      { key: null, value: null, timestamp: String(TIMESTAMP_MS) },
      { key: '', value: '', timestamp: String(TIMESTAMP_MS + 1) },
      { key: 'k', value: Buffer.from([0, 1, 255]), timestamp: String(TIMESTAMP_MS - 5) },
      { key: 'h', value: 'v', headers: { origin: 'spec', empty: '' }, timestamp: '0' },
    ];
    await producer.send({ topic, messages: unusual.map((one) => ({ ...one, partition: 0 })) });
    await send(3, CompressionTypes.GZIP);
    await transaction('kept', true);
    await transaction('dropped', false);
    await producer.send({ topic, messages: [{ key: 'last', value: 'last', partition: 0 }] });

    const source = await TopicSource.open({ ...options, topics: [topic] });
    const records = await recordsOf(source, topic, 0);
    const empty = await recordsOf(source, topic, 1);
    await source.close();

    expect(empty).toEqual([]);
    expect(records.slice(0, 4)).toEqual([
      { offset: 0, timestampMs: TIMESTAMP_MS, key: null, value: null, headers: [] },
      { offset: 1, timestampMs: TIMESTAMP_MS + 1, key: '', value: '', headers: [] },
      { offset: 2, timestampMs: TIMESTAMP_MS - 5, key: '6b', value: '0001ff', headers: [] },
      {
        offset: 3,
        timestampMs: 0,
        key: '68',
        value: '76',
        headers: [
          ['origin', '73706563'],
          ['empty', ''],
        ],
      },
    ]);
    const texts = records.slice(4).map(({ value }) => Buffer.from(value ?? '', 'hex').toString());
    expect(texts).toEqual(['packed-0', 'packed-1', 'packed-2', 'kept', 'last']);
    const offsets = records.map(({ offset }) => offset);
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    // The aborted record took an offset of its own; the two markers may come after the last record.
    const unread = (offsets.at(-1) ?? 0) - (offsets.length - 1);
    expect(unread).toBeGreaterThanOrEqual(1);
    expect(unread).toBeLessThanOrEqual(3);
  });

  it('reads a range, and what was there when it was opened', async () => {
    const source = await TopicSource.open({ ...options, topics: [topic] });
    await producer.send({ topic, messages: [{ key: 'late', value: 'late', partition: 0 }] });
    const range = { from: 2n, before: 6n };
    const offsets = (await recordsOf(source, topic, 0, range)).map(({ offset }) => offset);
    const all = await recordsOf(source, topic, 0);
    await source.close();
    expect(offsets).toEqual([2, 3, 4, 5]);
    expect(all.map(({ key }) => key)).not.toContain(Buffer.from('late').toString('hex'));
  });

  it('may be left before the end, and read again', async () => {
    const source = await TopicSource.open({ ...options, topics: [topic] });
    for (let turn = 0; turn < 3; turn++) {
      for await (const block of source.read(topic, 0)) {
        expect(block.offsets[0]).toBe(0);
        break;
      }
    }
    await source.close();
  });

  it('names a partition that it does not have', async () => {
    const source = await TopicSource.open({ ...options, topics: [topic] });
    await expect(recordsOf(source, topic, 7)).rejects.toThrow(/came .*\/7/);
    await source.close();
  });

  async function send(count: number, compression: CompressionTypes): Promise<void> {
    const messages = Array.from({ length: count }, (_, index) => ({
      key: `packed-${String(index)}`,
      value: `packed-${String(index)}`,
      partition: 0,
    }));
    await producer.send({ topic, compression, messages });
  }

  async function transaction(value: string, isKept: boolean): Promise<void> {
    const open = await producer.transaction();
    await open.send({ topic, messages: [{ key: value, value, partition: 0 }] });
    await (isKept ? open.commit() : open.abort());
  }
});

function testBrokers(): string[] {
  const found = process.env['MES_TEST_KAFKA_BROKERS'];
  if (found === undefined || found === '') {
    throw new Error('expected MES_TEST_KAFKA_BROKERS to name a real broker');
  }
  return found.split(',');
}
