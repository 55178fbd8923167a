import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '#libs/platform';
import { eventually } from '#libs/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { CompressionTypes } from 'kafkajs';
import {
  asKafkajsAdmin,
  batchOf,
  freshName,
  freshTopic,
  kafkajs,
  removeRecords,
  testBrokers,
} from '../fixtures/broker.js';
import {
  MemoryOwner,
  MemoryStore,
  startReader,
  type RunningReader,
} from '../fixtures/bulk-lane.js';
import {
  BrokerUnreachableError,
  OffsetOutOfRangeError,
  TopicRecreatedError,
  UnknownTopicError,
} from '../errors.js';
import { NotListeningError, assertListening } from '../meters/listening.js';
import { BatchProducer } from '../producer/batch-producer.js';
import { readRecords } from '../record-batch/read-records.js';
import { TopicAdmin } from '../topic-admin.js';
import { OwnershipLostError, type FetchedBatches } from './contract.js';

const cluster = { brokers: testBrokers(), clientId: 'spec-bulk-lane' };
const DEADLINE_MS = 20_000;

describe('BulkLaneServer in a Nest application', () => {
  let admin: TopicAdmin;
  let producer: BatchProducer;
  const running: RunningReader[] = [];

  beforeAll(async () => {
    admin = await TopicAdmin.connect(cluster);
    producer = await BatchProducer.connect(cluster);
  });

  afterEach(async () => {
    for (const { app } of running.splice(0)) await app.close();
  });

  afterAll(async () => {
    await producer.close();
    await admin.close();
  });

  /** Starts a member whose owner keeps its offsets in the store. */
  async function join(topic: string, groupId: string, store: MemoryStore) {
    const owner = new MemoryOwner(store);
    const reader = await startReader(topic, { groupId, owner }, (batches) => {
      owner.fold(batches);
    });
    running.push(reader);
    return { ...reader, owner };
  }

  async function produce(topic: string, partitions: number, values: readonly string[]) {
    for (let i = 0; i < values.length; i += 20) {
      await producer.send(batchOf(topic, (i / 20) % partitions, values.slice(i, i + 20)));
    }
  }

  const numbered = (count: number, prefix = '') =>
    Array.from({ length: count }, (_, i) => `${prefix}${i}`);

  async function counted(store: MemoryStore, count: number): Promise<void> {
    await eventually(`${count} records counted`, DEADLINE_MS, () =>
      store.counted.size >= count ? true : undefined,
    );
  }

  it('reads what kafkajs writes, packed or not, byte for byte', async () => {
    const topic = await freshTopic(admin, 'kafkajs', 2);
    const other = kafkajs().producer();
    await other.connect();
    const message = (i: number) => ({
      key: i % 3 === 0 ? null : Buffer.of(i, 255 - i),
      value: i % 5 === 0 ? null : Buffer.alloc(i, i),
      headers: { origin: `record ${i}` },
      partition: i % 2,
    });
    const messages = numbered(100).map((_, i) => message(i));
    await other.send({ topic, messages: messages.slice(0, 50) });
    await other.send({
      topic,
      messages: messages.slice(50),
      compression: CompressionTypes.GZIP,
    });
    await other.disconnect();
    const seen: { partition: number; key: string | null; value: string | null; origin: string }[] =
      [];
    const owner = new MemoryOwner(new MemoryStore());
    running.push(
      await startReader(topic, { groupId: freshName('group'), owner }, (batches) => {
        for (const record of readRecords(batches)) {
          seen.push({
            partition: batches.partition,
            key: record.key?.toString('hex') ?? null,
            value: record.value?.toString('hex') ?? null,
            origin: record.headers.map(({ key, value }) => `${key}=${String(value)}`).join(),
          });
        }
      }),
    );
    await eventually('100 records', DEADLINE_MS, () => (seen.length >= 100 ? true : undefined));
    const inOrder = [0, 1].flatMap((partition) =>
      seen.filter((record) => record.partition === partition),
    );
    expect(inOrder).toEqual(
      [0, 1].flatMap((partition) =>
        messages
          .filter((each) => each.partition === partition)
          .map(({ key, value, headers }) => ({
            partition,
            key: key?.toString('hex') ?? null,
            value: value?.toString('hex') ?? null,
            origin: `origin=${headers.origin}`,
          })),
      ),
    );
  });

  it('passes over the records of aborted transactions', async () => {
    const topic = await freshTopic(admin, 'transactions', 1);
    const other = kafkajs().producer({
      transactionalId: freshName('transaction'),
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await other.connect();
    for (const [value, isKept] of [
      ['first', true],
      ['given up', false],
      ['last', true],
    ] as const) {
      const transaction = await other.transaction();
      await transaction.send({ topic, messages: [{ value }] });
      await (isKept ? transaction.commit() : transaction.abort());
    }
    await other.disconnect();
    const store = new MemoryStore();
    await join(topic, freshName('group'), store);
    await counted(store, 2);
    expect([...store.counted.keys()]).toEqual(['first', 'last']);
  });

  it('shares the partitions among members and loses nothing when they come and go', async () => {
    const topic = await freshTopic(admin, 'members', 6);
    const groupId = freshName('group');
    const store = new MemoryStore();
    const values = numbered(3000);
    const first = await join(topic, groupId, store);
    const producing = (async () => {
      for (let i = 0; i < values.length; i += 20) {
        await producer.send(batchOf(topic, (i / 20) % 6, values.slice(i, i + 20)));
        await delay(20);
      }
    })();
    const second = await join(topic, groupId, store);
    await eventually('both hold three partitions', DEADLINE_MS, () =>
      first.owner.held.length === 3 && second.owner.held.length === 3 ? true : undefined,
    );
    expect(new Set([...first.owner.held, ...second.owner.held]).size).toBe(6);
    await first.app.close();
    running.splice(0, 1);
    expect(first.server.isMember).toBe(false);
    expect(first.server.assignedPartitions).toBeUndefined();
    await eventually('the second holds all', DEADLINE_MS, () =>
      second.owner.held.length === 6 ? true : undefined,
    );
    await producing;
    await counted(store, values.length);
    expect(store.total).toBe(values.length);
    expect(second.server.isMember).toBe(true);
    expect(second.server.lastPollAtMs).toBeGreaterThan(0);
    expect(second.server.assignedPartitions).toBe(6);
    expect(first.failures.concat(second.failures)).toEqual([]);
  });

  it('starts again where its owner says, whatever the group believes', async () => {
    const topic = await freshTopic(admin, 'restart', 3);
    const groupId = freshName('group');
    const store = new MemoryStore();
    await produce(topic, 3, numbered(120, 'a'));
    const before = await join(topic, groupId, store);
    await counted(store, 120);
    // A display that is ahead of the truth must not lose records.
    await before.server.commitForDisplay([{ topic, partition: 0, offset: 1000n }]);
    await before.app.close();
    running.splice(0, 1);
    await produce(topic, 3, numbered(120, 'b'));
    await join(topic, groupId, store);
    await counted(store, 240);
    expect(store.total).toBe(240);
  });

  it('shows its offsets to the group for lag displays', async () => {
    const topic = await freshTopic(admin, 'display', 2);
    const groupId = freshName('group');
    const store = new MemoryStore();
    await produce(topic, 2, numbered(40));
    const { server } = await join(topic, groupId, store);
    await counted(store, 40);
    await server.commitForDisplay(
      server.progress.map((each) => ({ ...each, offset: each.position })),
    );
    const shown = await asKafkajsAdmin((other) => other.fetchOffsets({ groupId, topics: [topic] }));
    expect(shown[0]?.partitions.map(({ offset }) => offset)).toEqual(['20', '20']);
  });

  it('drops its state and joins again when another proves to be the owner', async () => {
    const topic = await freshTopic(admin, 'fenced', 1);
    const store = new MemoryStore();
    const { owner, failures } = await join(topic, freshName('group'), store);
    await produce(topic, 1, numbered(20, 'a'));
    await counted(store, 20);
    store.supersede(`${topic}/0`);
    await produce(topic, 1, numbered(20, 'b'));
    await counted(store, 40);
    expect(owner.drops).toBeGreaterThanOrEqual(1);
    expect(owner.takes).toBeGreaterThanOrEqual(2);
    expect(store.total).toBe(40);
    expect(failures).toEqual([]);
  });

  it('lets go of everything while its owner’s store is away, is not listening, and counts on when it is back', async () => {
    const topic = await freshTopic(admin, 'away', 2);
    const store = new MemoryStore();
    const { server, failures, owner } = await join(topic, freshName('group'), store);
    await produce(topic, 2, numbered(40, 'a'));
    await counted(store, 40);
    store.away = new BrokerUnreachableError(['the store'], 1);
    await produce(topic, 2, numbered(40, 'b'));
    await eventually('it has let go', DEADLINE_MS, () =>
      server.assignedPartitions === undefined && owner.takes > 1 ? true : undefined,
    );
    expect(() => {
      assertListening(server, systemClock.nowMs());
    }).toThrow(NotListeningError);
    store.away = undefined;
    await counted(store, 80);
    expect(store.total).toBe(80);
    expect(failures).toEqual([]);
  });

  it('closes cleanly when its last commit finds another owner', async () => {
    const topic = await freshTopic(admin, 'lost-at-close', 1);
    const owner = new MemoryOwner(new MemoryStore());
    const { app, failures } = await startReader(
      topic,
      { groupId: freshName('group'), owner },
      () => undefined,
    );
    await eventually('the partition is taken', DEADLINE_MS, () => owner.takes > 0 || undefined);
    owner.idle = () => Promise.reject(new OwnershipLostError(topic));
    await expect(app.close()).resolves.toBeUndefined();
    expect(owner.drops).toBeGreaterThanOrEqual(1);
    expect(failures).toEqual([]);
  });

  it('stops with the handler’s own error, and hands nothing over afterwards', async () => {
    const topic = await freshTopic(admin, 'faulty', 1);
    await produce(topic, 1, numbered(20));
    let calls = 0;
    const failing = await startReader(
      topic,
      { groupId: freshName('group'), owner: new MemoryOwner(new MemoryStore()) },
      () => {
        calls++;
        throw new TypeError('the fold is wrong');
      },
    );
    running.push(failing);
    await eventually('it fails', DEADLINE_MS, () => failing.failures[0]);
    await produce(topic, 1, numbered(20));
    await delay(300);
    expect(failing.failures).toEqual([new TypeError('the fold is wrong')]);
    expect(calls).toBe(1);
  });

  it('stops when the topic is made again, and reads nothing of the new one', async () => {
    const topic = await freshTopic(admin, 'recreated', 1);
    const store = new MemoryStore();
    await produce(topic, 1, numbered(20, 'old'));
    const { failures } = await join(topic, freshName('group'), store);
    await counted(store, 20);
    await admin.deleteTopics([topic]);
    await admin.ensureTopics([{ topic, partitions: 1 }]);
    const again = await BatchProducer.connect(cluster);
    await again.send(batchOf(topic, 0, numbered(40, 'new')));
    await again.close();
    const failure = await eventually('it stops', DEADLINE_MS, () => failures[0]);
    expect(failure).toBeInstanceOf(TopicRecreatedError);
    expect(store.total).toBe(20);
  });

  it('stops when its position was removed, and never jumps', async () => {
    const topic = await freshTopic(admin, 'removed', 1);
    await produce(topic, 1, numbered(60));
    await removeRecords(topic, 0, 30n);
    const store = new MemoryStore();
    const { failures } = await join(topic, freshName('group'), store);
    const failure = await eventually('it stops', DEADLINE_MS, () => failures[0]);
    expect(failure).toBeInstanceOf(OffsetOutOfRangeError);
    expect(failure.message).toContain('offset 0');
    expect(store.total).toBe(0);
  });

  it('does not start on a topic that is not there', async () => {
    const owner = new MemoryOwner(new MemoryStore());
    const missing = startReader(
      freshName('missing'),
      { groupId: freshName('group'), owner },
      () => {
        throw new Error('nothing can come');
      },
    );
    await expect(missing).rejects.toThrow(UnknownTopicError);
  });

  it('waits for a slow handler before it gives its partitions away', async () => {
    const topic = await freshTopic(admin, 'slow', 2);
    const groupId = freshName('group');
    const store = new MemoryStore();
    await produce(topic, 2, numbered(40));
    const events: string[] = [];
    const owner = new MemoryOwner(store, 1);
    const watched = {
      take: (partitions: Parameters<typeof owner.take>[0]) => owner.take(partitions),
      idle: () => owner.idle(),
      drop: () => {
        events.push('drop');
        return owner.drop();
      },
    };
    let isFirst = true;
    const slow = async (batches: FetchedBatches) => {
      events.push('begins');
      if (isFirst) await delay(1500);
      isFirst = false;
      try {
        // It may be told here that the other member owns the partition by now.
        owner.fold(batches);
      } finally {
        events.push('ends');
      }
    };
    running.push(await startReader(topic, { groupId, owner: watched }, slow));
    await eventually('a handler runs', DEADLINE_MS, () => events[0]);
    await join(topic, groupId, store);
    await counted(store, 40);
    expect(events.indexOf('drop')).toBeGreaterThan(events.indexOf('ends'));
    expect(store.total).toBe(40);
  });
});
