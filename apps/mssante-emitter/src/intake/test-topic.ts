import { randomUUID } from 'node:crypto';
import { TOPICS, decodeEvent, type DecodedEvent } from '#libs/events';
import { testBackend } from '#libs/testing';
import { Kafka, logLevel } from 'kafkajs';

/**
 * Every event that the topic holds now, read by a client that is not ours, with repetitions, in the
 * order of each partition.
 */
async function readEvents(): Promise<DecodedEvent[]> {
  const brokers = testBackend().MES_KAFKA_BROKERS.split(',');
  const kafka = new Kafka({ clientId: 'spec-mssante', brokers, logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(TOPICS.mssante);
  await admin.disconnect();
  const missing = new Map(
    ends
      .filter(({ low, high }) => Number(high) > Number(low))
      .map(({ partition, high }) => [partition, Number(high)]),
  );
  if (missing.size === 0) return [];
  const consumer = kafka.consumer({ groupId: `spec-mssante-${randomUUID()}` });
  await consumer.connect();
  await consumer.subscribe({ topic: TOPICS.mssante, fromBeginning: true });
  const events: DecodedEvent[] = [];
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        eachMessage: ({ partition, message }) => {
          if (message.value !== null) events.push(decodeEvent(message.value));
          const end = missing.get(partition);
          if (end !== undefined && Number(message.offset) + 1 >= end) missing.delete(partition);
          if (missing.size === 0) resolve();
          return Promise.resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return events;
}

/** The events of an author, each once: two records are one event when source and sequence are the same. */
export async function eventsOf(author: string): Promise<{
  readonly events: DecodedEvent[];
  /** Records in the topic, repetitions included. */
  readonly records: number;
}> {
  const records = (await readEvents()).filter((event) => event.author === author);
  const events = new Map(records.map((event) => [`${event.source}#${event.sequence}`, event]));
  const sorted = [...events.values()].sort((a, b) => a.sequence - b.sequence);
  return { events: sorted, records: records.length };
}
