import { randomUUID } from 'node:crypto';
import { TRUTH_TOPIC } from '#libs/events';
import { kafkajsConfig, type ClusterOptions } from '#libs/kafka';
import { Kafka, logLevel, type Consumer } from 'kafkajs';
import { parseUnitReport } from '../unit-report.js';

/** How long the broker may hold an answer back, so that a miss elsewhere is heard of soon. */
const FETCH_WAIT_MS = 100;

/**
 * Hears of slots that other emitters have dropped: a load that must not miss its rate ends everywhere
 * with the first miss anywhere. It reads the reports as a group of its own, so that each process sees
 * all of them, and only from the moment on at which it was started.
 */
export class RateMissWatch {
  #consumer: Promise<Consumer> | undefined;

  constructor(
    private readonly options: ClusterOptions,
    private readonly onMiss: (run: string) => void,
  ) {}

  /** Resolves when it listens. Calling it again changes nothing. */
  async start(): Promise<void> {
    await (this.#consumer ??= this.#listen());
  }

  async close(): Promise<void> {
    await (await this.#consumer)?.disconnect();
  }

  async #listen(): Promise<Consumer> {
    const { clientId } = this.options;
    const kafka = new Kafka({
      ...kafkajsConfig({ ...this.options, clientId: `${clientId}-rate-misses` }),
      logLevel: logLevel.NOTHING,
    });
    const admin = kafka.admin();
    await admin.connect();
    const ends = await admin.fetchTopicOffsets(TRUTH_TOPIC);
    await admin.disconnect();
    const consumer = kafka.consumer({
      groupId: `${clientId}-rate-misses-${randomUUID()}`,
      maxWaitTimeInMs: FETCH_WAIT_MS,
    });
    // A watch that hears nothing any more would let a load go on that was to end: the process ends instead.
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (payload.restart) return;
      setImmediate(() => {
        throw payload.error;
      });
    });
    await consumer.connect();
    await consumer.subscribe({ topic: TRUTH_TOPIC });
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ message }) => {
        // The results of units lie on the same topic; they are long, and only the first word matters here.
        if (!message.value?.includes(RATE_MISSED)) return Promise.resolve();
        // What is no report is passed over: an error here would have kafkajs deliver it again for ever.
        const report = parseUnitReport(message.value.toString());
        if (report?.type === 'RateMissed') this.onMiss(report.run);
        return Promise.resolve();
      },
    });
    for (const { partition, high } of ends) {
      consumer.seek({ topic: TRUTH_TOPIC, partition, offset: high });
    }
    return consumer;
  }
}

const RATE_MISSED = '"RateMissed"';
