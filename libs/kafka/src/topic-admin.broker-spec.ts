import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PartitionCountError } from '#libs/events';
import { ConfigResourceTypes } from 'kafkajs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import {
  asKafkajsAdmin,
  batchOf,
  freshName,
  freshTopic,
  removeRecords,
  testBrokers,
} from './fixtures/broker.js';
import {
  BrokerUnreachableError,
  MissingTopicsError,
  NotOurBrokersError,
  UnknownTopicError,
} from './errors.js';
import { BatchProducer } from './producer/batch-producer.js';
import { TopicAdmin } from './topic-admin.js';

const cluster = { brokers: testBrokers(), clientId: 'spec-admin' };

describe('TopicAdmin on a real broker', () => {
  let admin: TopicAdmin;

  beforeAll(async () => {
    admin = await TopicAdmin.connect(cluster);
  });

  afterAll(async () => {
    await admin.close();
  });

  it('makes what is missing with its settings, and leaves what is there as it is', async () => {
    const topic = freshName('made');
    const wish = { topic, partitions: 4, config: { 'retention.ms': '123456' } };
    const [made] = await admin.ensureTopics([wish]);
    expect(made).toMatchObject({ topic, partitions: 4 });
    const again = await admin.ensureTopics([{ topic, partitions: 12 }]);
    expect(again).toEqual([made]);
    expect(await admin.describe(topic)).toEqual(made);
    const { resources } = await configOf(topic);
    expect(resources[0]?.configEntries).toContainEqual(
      expect.objectContaining({ configName: 'retention.ms', configValue: '123456' }),
    );
  });

  it('makes and deletes nothing on brokers of others, and names all that is missing with its settings', async () => {
    const others = await TopicAdmin.connect({ ...cluster, mayAdminister: false });
    const there = await freshTopic(admin, 'theirs', 2);
    const [one, two] = [freshName('one'), freshName('two')];
    const wishes = [
      { topic: one, partitions: 4 },
      { topic: there, partitions: 2 },
      { topic: two, partitions: 1, config: { 'retention.ms': '-1' } },
    ];
    const asked = others.ensureTopics(wishes);
    await expect(asked).rejects.toBeInstanceOf(MissingTopicsError);
    const create = `kafka-topics.sh --bootstrap-server ${testBrokers()[0] ?? ''} --create --topic`;
    await expect(asked).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(
        `${create} ${one} --partitions 4\n  ${create} ${two} --partitions 1 --config retention.ms=-1\n`,
      ),
    });
    expect(await others.missingOf(wishes)).toEqual([wishes[0], wishes[2]]);
    expect(await others.ensureTopics([{ topic: there, partitions: 2 }])).toHaveLength(1);
    await expect(others.deleteTopics([there])).rejects.toBeInstanceOf(NotOurBrokersError);
    expect(await admin.describe(there)).toBeDefined();
    await others.close();
  });

  it('agrees with another that makes the same topic at the same time', async () => {
    const topic = freshName('race');
    const other = await TopicAdmin.connect(cluster);
    const wish = [{ topic, partitions: 2 }];
    const [mine, theirs] = await Promise.all([admin.ensureTopics(wish), other.ensureTopics(wish)]);
    expect(mine).toEqual(theirs);
    await other.close();
  });

  it('refuses a number of partitions that does not divide 48, wished or found', async () => {
    const topic = freshName('odd');
    const wish = [{ topic, partitions: 5 }];
    await expect(admin.ensureTopics(wish)).rejects.toThrow(PartitionCountError);
    expect(await admin.describe(topic)).toBeUndefined();
    await asKafkajsAdmin((other) =>
      other.createTopics({ topics: [{ topic, numPartitions: 5 }], waitForLeaders: true }),
    );
    const divides = [{ topic, partitions: 6 }];
    await expect(admin.ensureTopics(divides)).rejects.toThrow(PartitionCountError);
  });

  it('knows where partitions start and end', async () => {
    const topic = await freshTopic(admin, 'offsets', 3);
    expect(await admin.endOffsets(topic)).toEqual([0n, 0n, 0n]);
    const producer = await BatchProducer.connect(cluster);
    await producer.send(batchOf(topic, 1, ['a', 'b', 'c']));
    await producer.close();
    expect(await admin.endOffsets(topic)).toEqual([0n, 3n, 0n]);
    await removeRecords(topic, 1, 2n);
    expect(await admin.startOffsets(topic)).toEqual([0n, 2n, 0n]);
  });

  it('gives a topic that is made again another id', async () => {
    const topic = await freshTopic(admin, 'again', 1);
    const first = await admin.topicId(topic);
    await admin.deleteTopics([topic, freshName('never-there')]);
    expect(await admin.describe(topic)).toBeUndefined();
    await expect(admin.topicId(topic)).rejects.toThrow(UnknownTopicError);
    await expect(admin.endOffsets(topic)).rejects.toThrow(UnknownTopicError);
    await admin.ensureTopics([{ topic, partitions: 1 }]);
    expect(await admin.topicId(topic)).not.toBe(first);
  });
});

describe('TopicAdmin without a broker', () => {
  const options = { clientId: 'spec-admin', connectTimeoutMs: 500 };

  it('says within its bound that nobody listens', async () => {
    const brokers = [`127.0.0.1:${await freePort()}`];
    const connecting = TopicAdmin.connect({ ...options, brokers });
    await expect(connecting).rejects.toThrow(BrokerUnreachableError);
    await expect(connecting).rejects.toThrow(/within 500 ms.*MES_KAFKA_BROKERS/);
  });

  it('says within its bound that somebody listens and never answers', async () => {
    const silent = createServer(() => undefined);
    const port = await listen(silent);
    const connecting = TopicAdmin.connect({ ...options, brokers: [`127.0.0.1:${port}`] });
    await expect(connecting).rejects.toThrow(BrokerUnreachableError);
    silent.close();
  });
});

function configOf(topic: string) {
  const resources = [
    { type: ConfigResourceTypes.TOPIC, name: topic, configNames: ['retention.ms'] },
  ];
  return asKafkajsAdmin((other) => other.describeConfigs({ includeSynonyms: false, resources }));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
