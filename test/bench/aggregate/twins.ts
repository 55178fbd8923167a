/** Fills the twin topic: the same events as JSON, in the order and on the partitions of the originals. */
import { SHARD_COUNT, decodeEvent, partitionOf } from '#libs/events';
import { systemClock } from '#libs/platform';
import { Plan, loadScenario } from '#libs/simulation';
import { Kafka, logLevel } from 'kafkajs';
import { finish, rateOf, readTask } from '../contract.js';
import { jsonOf } from './json-event.js';
import type { TwinsTask } from './task.js';

const BATCH_RECORDS = 2000;

const { brokers, topic, partitions, scenario, scale, seed, records } = readTask() as TwinsTask;
const plan = new Plan(loadScenario(scenario, { scale }), seed);
const kafka = new Kafka({
  clientId: 'bench-twins',
  brokers: [...brokers],
  logLevel: logLevel.NOTHING,
});
const producer = kafka.producer({ allowAutoTopicCreation: false });
await producer.connect();
const startedMs = systemClock.monotonicMs();
let sent = 0;
for (let shard = 0; shard < SHARD_COUNT; shard++) {
  const generator = plan.generator('dmp', shard);
  const events = Math.min(generator.attempts, Math.ceil(records / SHARD_COUNT));
  for (let from = 0; from < events; from += BATCH_RECORDS) {
    const length = Math.min(BATCH_RECORDS, events - from);
    const messages = Array.from({ length }, (_, index) => ({
      key: generator.keyAt(from + index),
      partition: partitionOf(shard, partitions),
      value: jsonOf(decodeEvent(generator.eventAt(from + index))),
    }));
    await producer.send({ topic, acks: -1, messages });
    sent += length;
  }
}
finish({
  eventsPerSecond: rateOf(sent, systemClock.monotonicMs() - startedMs),
  records: sent,
});
