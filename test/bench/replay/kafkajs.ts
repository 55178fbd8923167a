/** kafkajs sends the same archive, one message object a record, with the same marks. */
import { systemClock } from '#libs/platform';
import { openArchive } from '#libs/replay';
import { Kafka, logLevel, type Message } from 'kafkajs';
import { finish, rateOf, readTask } from '../contract.js';
import type { ReplayTask } from './task.js';

/** Messages of one request: about half a megabyte. */
const BATCH_RECORDS = 4000;
const REQUESTS_IN_FLIGHT = 6;

const { archive, brokers, topic, records } = readTask() as ReplayTask;
const source = await openArchive(archive);
const kafka = new Kafka({
  clientId: 'bench-kafkajs',
  brokers: [...brokers],
  logLevel: logLevel.NOTHING,
});
const producer = kafka.producer({ allowAutoTopicCreation: false });
await producer.connect();
const startedMs = systemClock.monotonicMs();
const underWay = new Set<Promise<unknown>>();
let sent = 0;

async function send(messages: Message[]): Promise<void> {
  if (underWay.size >= REQUESTS_IN_FLIGHT) await Promise.race(underWay);
  const request = producer
    .send({ topic, acks: -1, messages })
    .finally(() => underWay.delete(request));
  underWay.add(request);
  sent += messages.length;
}

partitions: for (const { topic: from, partition } of source.partitions) {
  let messages: Message[] = [];
  for await (const block of source.read(from, partition)) {
    for (let index = 0; index < block.recordCount; index++) {
      messages.push({
        partition,
        key: Buffer.from(block.buffer.subarray(block.keyStarts[index], block.keyEnds[index])),
        value: Buffer.from(block.buffer.subarray(block.valueStarts[index], block.valueEnds[index])),
        headers: { 'mes-replay': `bench003/${String(partition)}/${String(block.offsets[index])}` },
      });
      if (messages.length < BATCH_RECORDS) continue;
      await send(messages);
      messages = [];
      if (sent >= records) break partitions;
    }
  }
  if (messages.length > 0) await send(messages);
}
await Promise.all(underWay);
const elapsedMs = systemClock.monotonicMs() - startedMs;
finish({ eventsPerSecond: rateOf(sent, elapsedMs), records: sent, seconds: elapsedMs / 1000 });
