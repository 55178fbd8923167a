/** kafkajs as its users tune it for throughput: big batches, acks of all replicas, several requests under way. */
import { Kafka, logLevel } from 'kafkajs';
import { finish, readTask } from '../contract.js';
import { readyRecords } from './payload.js';
import { sendInTurns } from './send-in-turns.js';
import type { EmitTask } from './task.js';

const BATCH_RECORDS = 4000;
const REQUESTS_IN_FLIGHT = 6;

const task = readTask() as EmitTask;
const { topic, partitions } = task;
const messages = readyRecords(task, BATCH_RECORDS);
const kafka = new Kafka({
  clientId: 'bench-kafkajs',
  brokers: [...task.brokers],
  logLevel: logLevel.NOTHING,
});
// Its idempotent mode is experimental and allows one request at a time: without it, it is faster.
const producer = kafka.producer({ allowAutoTopicCreation: false });
await producer.connect();
const sent = await sendInTurns({
  records: task.records,
  batchRecords: BATCH_RECORDS,
  partitions,
  requestsInFlight: REQUESTS_IN_FLIGHT,
  send: (partition) => producer.send({ topic, acks: -1, messages: messages[partition] ?? [] }),
});
finish({ ...sent });
