/**
 * kafkajs `eachBatch` on the JSON twins, with counts and offsets in one PostgreSQL transaction a batch:
 * the exactly-once consumer that one writes by hand, with fetches of several megabytes so that a
 * transaction is worth its while. Timed from the first batch to the last commit.
 */
import { systemClock } from '#libs/platform';
import { Kafka, logLevel } from 'kafkajs';
import { Pool } from 'pg';
import { finish, rateOf, readTask } from '../contract.js';
import { JsonBook } from './json-book.js';
import { JsonCounter } from './json-counter.js';
import type { BookTask } from './task.js';

const BYTES_PER_PARTITION = 4 * 1024 * 1024;
/** One transaction is under way while another batch is counted. */
const PARTITIONS_AT_ONCE = 3;

const task = readTask() as BookTask;
const pool = new Pool({ connectionString: task.databaseUrl, max: PARTITIONS_AT_ONCE });
const book = new JsonBook(pool);
await book.open();
const counter = new JsonCounter();
const kafka = new Kafka({
  clientId: 'bench-kafkajs-json',
  brokers: [...task.brokers],
  logLevel: logLevel.NOTHING,
});
const consumer = kafka.consumer({
  groupId: task.group,
  maxBytesPerPartition: BYTES_PER_PARTITION,
  allowAutoTopicCreation: false,
});
await consumer.connect();
await consumer.subscribe({ topic: task.topic, fromBeginning: true });

let firstMs = 0;
let booked = 0;
await consumer.run({
  autoCommit: false,
  partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
  eachBatch: async ({ batch }) => {
    if (counter.records === 0) firstMs = systemClock.monotonicMs();
    const counts = counter.count(batch.messages.map(({ value }) => value));
    const nextOffset = String(BigInt(batch.lastOffset()) + 1n);
    await book.book(counts, { topic: batch.topic, partition: batch.partition, nextOffset });
    booked += batch.messages.length;
    if (booked >= task.records) await report();
  },
});

async function report(): Promise<void> {
  const elapsedMs = systemClock.monotonicMs() - firstMs;
  finish({
    eventsPerSecond: rateOf(booked, elapsedMs),
    records: booked,
    counted: await book.counted(),
    seconds: elapsedMs / 1000,
  });
}
