import { eventually } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshTopic, kafkajs, testBrokers } from '../fixtures/broker.js';
import { UnknownTopicError } from '../errors.js';
import { TopicAdmin } from '../topic-admin.js';
import { TopicTail } from './topic-tail.js';

const cluster = { brokers: testBrokers(), clientId: 'spec-tail' };
const DEADLINE_MS = 20_000;

// The broker is real, and so is the producer, which is not ours.
describe('the tail of a topic', () => {
  let admin: TopicAdmin;

  beforeAll(async () => {
    admin = await TopicAdmin.connect(cluster);
  });

  afterAll(() => admin.close());

  it('tells each record that came after it was opened once, of all partitions, and none before', async () => {
    const topic = await freshTopic(admin, 'tail', 3);
    const producer = kafkajs().producer();
    await producer.connect();
    const send = (prefix: string): Promise<unknown> =>
      producer.send({
        topic,
        messages: Array.from({ length: 30 }, (_, i) => ({
          partition: i % 3,
          value: `${prefix}${String(i)}`,
        })),
      });
    await send('before');
    const seen: string[] = [];
    const tail = await TopicTail.follow({ ...cluster, topic }, ({ value }) => {
      seen.push(value?.toString() ?? '');
    });
    await send('after');
    await eventually('all are told', DEADLINE_MS, () => seen.length >= 30 || undefined);
    await tail.close();
    await producer.disconnect();
    expect(seen.toSorted()).toEqual(
      Array.from({ length: 30 }, (_, i) => `after${String(i)}`).toSorted(),
    );
    expect(tail.failure).toBeUndefined();
  });

  it('says why it ended when its listener fails', async () => {
    const topic = await freshTopic(admin, 'tail-fails', 1);
    const tail = await TopicTail.follow({ ...cluster, topic }, () => {
      throw new Error('no more of this');
    });
    const producer = kafkajs().producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ value: 'x' }] });
    await producer.disconnect();
    const failure = await eventually('it has ended', DEADLINE_MS, () => tail.failure);
    expect(failure.message).toBe('no more of this');
    await tail.close();
  });

  it('does not wait for a topic that is not there', async () => {
    const follow = TopicTail.follow({ ...cluster, topic: 'no-such-topic' }, () => undefined);
    await expect(follow).rejects.toThrow(UnknownTopicError);
  });
});
