import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startKafkaProxy, type KafkaProxy } from '#libs/testing';
import { CompressionTypes, type Producer } from 'kafkajs';
import { readFetchResponse } from '../bulk-lane/fetch-codec.js';
import { CorruptResponseError } from '../errors.js';
import { batchOf, freshName, freshTopic, kafkajs, testBrokers } from '../fixtures/broker.js';
import { registerKafkajsCodecs } from '../message-lane/kafkajs-codecs.js';
import { BatchProducer } from '../producer/batch-producer.js';
import { checksumOf } from '../record-batch/checksum.js';
import {
  BatchTooLargeToUnpackError,
  CorruptBatchError,
  UnsupportedBatchError,
} from '../record-batch/errors.js';
import { AT, LENGTH_PREFIX } from '../record-batch/layout.js';
import { readRecords } from '../record-batch/read-records.js';
import { TopicAdmin } from '../topic-admin.js';
import { TopicReader } from './topic-reader.js';

const options = { brokers: testBrokers(), clientId: 'spec-damaged' };
const VALUES = ['one', 'two', 'three'];
/** Bytes of an answer before its body: the correlation id, and no tagged fields. */
const ANSWER_HEADER_BYTES = 5;

/** Changes the first batch of an answer, as a disk or a network would. */
type Damage = (batch: Buffer) => void;

/** Its checksum is right again: what a producer with a fault would write, if brokers took it. */
function resealed(damage: Damage): Damage {
  return (batch) => {
    damage(batch);
    const end = LENGTH_PREFIX + batch.readInt32BE(AT.batchLength);
    batch.writeUInt32BE(checksumOf(batch, AT.attributes, end), AT.checksum);
  };
}

const flip =
  (at: number, bit = 1): Damage =>
  (batch) => {
    batch[at] = (batch[at] ?? 0) ^ bit;
  };
const setInt32 =
  (at: number, value: number): Damage =>
  (batch) => {
    batch.writeInt32BE(value, at);
  };

// The broker is real, and so are the readers. A proxy between them does what disks and networks do.
describe('readers of damaged batches on a real broker', () => {
  let admin: TopicAdmin;
  let proxy: KafkaProxy;
  let topic: string;
  let producer: Producer;

  beforeAll(async () => {
    registerKafkajsCodecs();
    admin = await TopicAdmin.connect(options);
    proxy = await startKafkaProxy(testBrokers()[0] ?? '');
    topic = await freshTopic(admin, 'damaged', 1);
    const own = await BatchProducer.connect(options);
    await own.send(batchOf(topic, 0, VALUES));
    await own.close();
    producer = kafkajs().producer();
    await producer.connect();
  });

  afterAll(async () => {
    await producer.disconnect();
    await proxy.close();
    await admin.close();
  });

  async function readAll(name: string): Promise<string[]> {
    const reader = await TopicReader.open({
      brokers: [proxy.broker],
      clientId: 'spec-damaged',
      topics: [name],
    });
    const values: string[] = [];
    try {
      for await (const batches of reader.read(name, 0)) {
        for (const { value } of readRecords(batches)) values.push(String(value));
      }
    } finally {
      await reader.close();
    }
    return values;
  }

  it.each<[string, Damage, abstract new (...args: never[]) => Error]>([
    ['a bit flipped in a record', flip(75), CorruptBatchError],
    ['a bit flipped in the checksum', flip(AT.checksum), CorruptBatchError],
    ['a bit that makes it a control batch', flip(AT.attributes + 1, 32), CorruptBatchError],
    ['a format of old', setInt32(AT.magic - 3, 1), UnsupportedBatchError],
    ['a length that is too long', setInt32(AT.batchLength, 1_000_000), CorruptBatchError],
    ['a length that is too short', setInt32(AT.batchLength, 48), CorruptBatchError],
    ['a negative length', setInt32(AT.batchLength, -12), CorruptBatchError],
    ['a record more than there is', resealed(setInt32(AT.recordCount, 4)), CorruptBatchError],
    ['a record less than there is', resealed(setInt32(AT.recordCount, 2)), CorruptBatchError],
    ['offsets below its records', resealed(setInt32(AT.lastOffsetDelta, 1)), CorruptBatchError],
    ['an unknown codec', resealed(flip(AT.attributes + 1, 5)), UnsupportedBatchError],
    ['a codec that packed nothing', resealed(flip(AT.attributes + 1, 4)), CorruptBatchError],
    ['an offset far away', flip(AT.baseOffset + 2), CorruptBatchError],
    ['a negative offset', flip(AT.baseOffset, 128), CorruptBatchError],
  ])('stop by name at %s, and read it all when it comes whole', async (_what, damage, expected) => {
    proxy.editFetches((answer) => {
      const { partitions } = readFetchResponse(answer.subarray(ANSWER_HEADER_BYTES));
      for (const { records } of partitions) if (records.length > 0) damage(records);
      return answer;
    });
    await expect(readAll(topic)).rejects.toBeInstanceOf(expected);
    proxy.editFetches(undefined);
    expect(await readAll(topic)).toEqual(VALUES);
  });

  it('stop by name at an answer that ends too early', async () => {
    proxy.editFetches((answer) => answer.subarray(0, answer.length - 20));
    await expect(readAll(topic)).rejects.toBeInstanceOf(CorruptResponseError);
    proxy.editFetches(undefined);
  });

  it.each([
    ['gzip', CompressionTypes.GZIP],
    ['snappy', CompressionTypes.Snappy],
    ['lz4', CompressionTypes.LZ4],
    ['zstd', CompressionTypes.ZSTD],
  ])(
    'read what was packed with %s, and stop by name at a bomb of it',
    async (name, compression) => {
      const packed = await freshTopic(admin, `packed-${name}`, 1);
      const messages = VALUES.map((value) => ({ key: 'k', value }));
      await producer.send({ topic: packed, compression, messages });
      expect(await readAll(packed)).toEqual(VALUES);
      // Brokers look at the packed size: Snappy's own limit of a twentieth keeps its bombs out.
      if (compression === CompressionTypes.Snappy) return;
      await producer.send({
        topic: packed,
        compression,
        messages: [{ key: 'k', value: Buffer.alloc(65 * 1024 * 1024) }],
      });
      await expect(readAll(packed)).rejects.toBeInstanceOf(BatchTooLargeToUnpackError);
    },
  );

  it('leave out what a transaction has taken back, and its markers', async () => {
    const name = await freshTopic(admin, 'transactions', 1);
    const transactional = kafkajs().producer({
      transactionalId: freshName('transactional'),
      maxInFlightRequests: 1,
      idempotent: true,
    });
    await transactional.connect();
    const write = async (value: string, isKept: boolean): Promise<void> => {
      const transaction = await transactional.transaction();
      await transaction.send({ topic: name, messages: [{ key: 'k', value }] });
      await (isKept ? transaction.commit() : transaction.abort());
    };
    await write('given up', false);
    await write('kept', true);
    await producer.send({ topic: name, messages: [{ key: 'k', value: 'beside' }] });
    await write('given up at the end', false);
    await transactional.disconnect();
    expect(await readAll(name)).toEqual(['kept', 'beside']);
    // Each marker has an offset of its own.
    expect(await admin.endOffsets(name)).toEqual([7n]);
  });
});
