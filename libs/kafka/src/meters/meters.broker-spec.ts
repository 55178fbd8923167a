import { METERS_TOPIC } from '#libs/events';
import { WorkMeter, systemClock } from '#libs/platform';
import { eventually } from '#libs/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { freshName, kafkajs, testBrokers } from '../fixtures/broker.js';
import { TopicAdmin } from '../topic-admin.js';
import { MeterPublisher } from './meter-publisher.js';
import { MeterReader } from './meter-reader.js';

const cluster = { brokers: testBrokers(), clientId: 'spec-meters' };
const DEADLINE_MS = 20_000;

// The broker is real, and so is the clock: a publisher says something each second.
describe('meters on a real broker', () => {
  beforeAll(async () => {
    const admin = await TopicAdmin.connect(cluster);
    await admin.ensureTopics([{ topic: METERS_TOPIC, partitions: 1 }]);
    await admin.close();
  });

  it('come to every reader, with what the service did until it closed', async () => {
    const instance = freshName('instance');
    const readers = [await MeterReader.start(cluster), await MeterReader.start(cluster)];
    const meter = new WorkMeter(systemClock, 'working');
    const publisher = new MeterPublisher({
      ...cluster,
      service: 'dmp-emitter',
      instance,
      meter,
      lagEvents: () => 42,
    });
    publisher.start();
    const seen = await eventually('both readers see it', DEADLINE_MS, () => {
      const meters = readers.map(({ latest }) => latest.get(instance));
      return meters.every((each) => each !== undefined) ? meters : undefined;
    });
    meter.enter('idle');
    await publisher.close();
    const stopped = meter.snapshot().working;
    await eventually(
      'they see its last words',
      DEADLINE_MS,
      () =>
        readers.every(({ latest }) => latest.get(instance)?.ms.working === stopped) || undefined,
    );
    expect(seen).toMatchObject([
      { service: 'dmp-emitter', lagEvents: 42 },
      { service: 'dmp-emitter', lagEvents: 42 },
    ]);
    expect(seen[0]?.rssBytes).toBeGreaterThan(1_000_000);
    for (const reader of readers) await reader.close();
  });

  it('are passed over by readers when they are none', async () => {
    const reader = await MeterReader.start(cluster);
    const producer = kafkajs().producer();
    await producer.connect();
    const instance = freshName('instance');
    const meter = { service: 's', instance, atMs: 1, rssBytes: 1 };
    const ms = new WorkMeter(systemClock, 'idle').snapshot();
    await eventually('the good one behind the bad ones is seen', DEADLINE_MS, async () => {
      await producer.send({
        topic: METERS_TOPIC,
        messages: [null, 'no JSON', JSON.stringify(meter), JSON.stringify({ ...meter, ms })].map(
          (value) => ({ value }),
        ),
      });
      return reader.latest.get(instance);
    });
    await producer.disconnect();
    await reader.close();
  });

  it('are given up for the moment and not waited for when no broker takes them', async () => {
    const publisher = new MeterPublisher({
      brokers: ['localhost:1'],
      clientId: 'spec-meters',
      connectTimeoutMs: 500,
      service: 'dmp-emitter',
      instance: 'alone',
      meter: new WorkMeter(systemClock, 'idle'),
    });
    publisher.start();
    await expect(publisher.close()).resolves.toBeUndefined();
  });
});
