import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '#libs/platform';
import { setTimeout as delay } from 'node:timers/promises';
import { batchOf, freshTopic, testBrokers } from '../fixtures/broker.js';
import { Cluster } from '../cluster/cluster.js';
import { BatchProducer } from '../producer/batch-producer.js';
import { readRecords } from '../record-batch/read-records.js';
import { TopicAdmin } from '../topic-admin.js';
import { BatchFetcher } from './batch-fetcher.js';
import { BrokerFetchChannel } from './broker-fetch-channel.js';
import { FetchBuffers } from './fetch-buffers.js';
import type { FetchChannel } from './fetch-channel.js';
import { WireFetchChannel } from './wire-fetch-channel.js';

const options = { brokers: testBrokers(), clientId: 'spec-fetcher' };
const PARTITIONS = 4;
const RECORDS = 4000;

describe('BatchFetcher on a real broker', () => {
  let admin: TopicAdmin;
  let cluster: Cluster;
  let topic: string;

  beforeAll(async () => {
    admin = await TopicAdmin.connect(options);
    cluster = new Cluster(options);
    topic = await freshTopic(admin, 'fetcher', PARTITIONS);
    const producer = await BatchProducer.connect(options);
    for (let i = 0; i < RECORDS; i += 20) {
      const values = Array.from({ length: 20 }, (_, k) => `${i + k}`);
      await producer.send(batchOf(topic, (i / 20) % PARTITIONS, values));
    }
    await producer.close();
  });

  afterAll(async () => {
    await cluster.close();
    await admin.close();
  });

  it('reads every record once and in order while its sockets break again and again', async () => {
    const channel = new WireFetchChannel(cluster, new FetchBuffers(), 50);
    await readAll(channel, () => channel.wires.breakAll());
  });

  it('reads the same over connections of the library, which break too', async () => {
    const channel = new BrokerFetchChannel(cluster, new FetchBuffers(), 50);
    await readAll(channel, () => {
      for (const [, connection] of channel.pool) connection.socket.destroy();
      return Promise.resolve(1);
    });
  });

  /** Reads the topic to its end, breaking every connection after each fifth hand-over. */
  async function readAll(channel: FetchChannel, breakAll: () => Promise<number>): Promise<void> {
    const topicId = await admin.topicId(topic);
    const starts = Array.from({ length: PARTITIONS }, (_, partition) => ({
      topic,
      topicId,
      partition,
      offset: 0n,
    }));
    // Small fetches, so that there are many connections to break.
    const fetcher = new BatchFetcher(channel, starts, {
      fetchBytesMax: 4000,
      partitionFetchBytesMax: 2000,
      fetchWaitMs: 50,
      fetchAheadMax: 1,
      brokerLossMs: 20_000,
      clock: systemClock,
    });
    const offsets = starts.map(() => 0n);
    let seen = 0;
    let handOvers = 0;
    let breaks = 0;
    await fetcher.run({
      async handOver(batches) {
        for (const { offset } of readRecords(batches)) {
          expect(offset).toBe(offsets[batches.partition]);
          offsets[batches.partition] = offset + 1n;
          seen++;
        }
        if (seen === RECORDS) fetcher.stop();
        if (++handOvers % 5 === 0) {
          await delay(1);
          breaks += await breakAll();
        }
      },
      idle: () => Promise.resolve(),
    });
    expect(breaks).toBeGreaterThan(3);
    expect(offsets).toEqual(starts.map(() => BigInt(RECORDS / PARTITIONS)));
  }
});
