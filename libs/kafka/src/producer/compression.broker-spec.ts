import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FetchBuffers } from '../bulk-lane/fetch-buffers.js';
import { WireFetchChannel } from '../bulk-lane/wire-fetch-channel.js';
import { Cluster } from '../cluster/cluster.js';
import { batchOf, freshTopic, testBrokers } from '../fixtures/broker.js';
import { COMPRESSION_CODES, type Compression } from '../record-batch/pack.js';
import { readRecords } from '../record-batch/read-records.js';
import { batchesOf } from '../record-batch/record-batch.js';
import { TopicAdmin } from '../topic-admin.js';
import { BatchProducer } from './batch-producer.js';

const options = { brokers: testBrokers(), clientId: 'spec-compression' };
const BATCHES = 20;
const RECORDS = 200;

/** What a topic of one partition holds, as a fetch brings it. */
async function fetchAll(cluster: Cluster, topic: string): Promise<Buffer> {
  const channel = new WireFetchChannel(cluster, new FetchBuffers(), 250);
  try {
    const layout = await channel.layout(topic);
    const leader = layout?.leaders[0];
    if (layout === undefined || leader === undefined) throw new Error(`no leader of ${topic}`);
    const response = await channel.fetch(leader, {
      waitMs: 250,
      bytesMax: 10_000_000,
      partitionBytesMax: 10_000_000,
      partitions: [{ topicId: layout.topicId, partition: 0, position: 0n }],
    });
    const copy = Buffer.from(response.partitions[0]?.records ?? []);
    response.release();
    return copy;
  } finally {
    await channel.close();
  }
}

describe('compression on a real broker', () => {
  let admin: TopicAdmin;
  let cluster: Cluster;

  beforeAll(async () => {
    admin = await TopicAdmin.connect(options);
    cluster = new Cluster(options);
  });

  afterAll(async () => {
    await cluster.close();
    await admin.close();
  });

  it.each<Compression>(['none', 'lz4', 'zstd'])(
    'keeps the batches as they were packed, and gives the same records back: %s',
    async (compression) => {
      const topic = await freshTopic(admin, compression, 1);
      const producer = await BatchProducer.connect({ ...options, compression });
      const sent: string[] = [];
      for (let batch = 0; batch < BATCHES; batch++) {
        const values = Array.from(
          { length: RECORDS },
          (_, index) => `deposit ${String(batch * RECORDS + index)} of a document`,
        );
        const { baseOffset } = await producer.send(batchOf(topic, 0, values));
        expect(baseOffset).toBe(BigInt(sent.length));
        sent.push(...values);
      }
      await producer.close();

      const buffer = await fetchAll(cluster, topic);
      const headers = [...batchesOf(buffer, topic)];
      expect(headers.map((header) => header.compression)).toEqual(
        Array.from({ length: BATCHES }, () => COMPRESSION_CODES[compression]),
      );
      const records = [...readRecords({ buffer, firstOffset: 0n })];
      expect(records.map(({ value }) => String(value))).toEqual(sent);
      expect(records.map(({ offset }) => offset)).toEqual(sent.map((_, index) => BigInt(index)));
    },
  );
});
