/** @platformatic/kafka as its users tune it for throughput: big batches, acks of all replicas, several requests under way. */
import { ProduceAcks, Producer } from '@platformatic/kafka';
import { finish, readTask } from '../contract.js';
import { readyRecords } from './payload.js';
import { sendInTurns } from './send-in-turns.js';
import type { EmitTask } from './task.js';

const BATCH_RECORDS = 4000;
const REQUESTS_IN_FLIGHT = 6;

const task = readTask() as EmitTask;
const { topic, partitions } = task;
const messages = readyRecords(task, BATCH_RECORDS).map((records) =>
  records.map((record) => ({ topic, ...record })),
);
const producer = new Producer({
  clientId: 'bench-platformatic',
  bootstrapBrokers: [...task.brokers],
  acks: ProduceAcks.ALL,
  autocreateTopics: false,
  maxInflights: REQUESTS_IN_FLIGHT,
});
const sent = await sendInTurns({
  records: task.records,
  batchRecords: BATCH_RECORDS,
  partitions,
  requestsInFlight: REQUESTS_IN_FLIGHT,
  send: (partition) => producer.send({ messages: messages[partition] ?? [] }),
});
finish({ ...sent });
