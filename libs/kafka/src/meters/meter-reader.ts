import { METERS_TOPIC } from '#libs/events';
import { Kafka, logLevel, type Consumer } from 'kafkajs';
import type { ClusterOptions } from '../cluster/options.js';
import { clientConfig } from '../message-lane/client-config.js';
import { parseServiceMeter, type ServiceMeter } from './service-meter.js';

/** Processes whose meters are kept; the one that was met first goes when there are more. */
const INSTANCES_MAX = 1000;
/** How long a broker waits for meters before it answers with none, milliseconds. */
const FETCH_WAIT_MS = 200;

/** Keeps the last meter of each process, for as long as a command shows them. */
export class MeterReader {
  readonly #latest = new Map<string, ServiceMeter>();

  private constructor(
    private readonly kafka: Kafka,
    private readonly consumer: Consumer,
    private readonly groupId: string,
  ) {}

  /**
   * Reads what is published from now on.
   *
   * @param groupId a name that no other reader has: each sees all meters
   * @throws kafkajs's error after its retries, when the topic is not there or no broker answers
   */
  static async start(options: ClusterOptions, groupId: string): Promise<MeterReader> {
    const kafka = new Kafka({ ...clientConfig(options), logLevel: logLevel.NOTHING });
    const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: FETCH_WAIT_MS });
    const reader = new MeterReader(kafka, consumer, groupId);
    await consumer.connect();
    await consumer.subscribe({ topic: METERS_TOPIC });
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ message }) => {
        reader.#take(message.value?.toString() ?? '');
        return Promise.resolve();
      },
    });
    return reader;
  }

  /** The last meter of each process, by the name of its instance. */
  get latest(): ReadonlyMap<string, ServiceMeter> {
    return this.#latest;
  }

  async close(): Promise<void> {
    await this.consumer.disconnect();
    const admin = this.kafka.admin();
    await admin.connect();
    // The group served this reader only; the broker forgets it later by itself if this fails.
    await admin.deleteGroups([this.groupId]).catch(() => undefined);
    await admin.disconnect();
  }

  #take(text: string): void {
    const meter = parseServiceMeter(text);
    if (meter === undefined) return;
    this.#latest.set(meter.instance, meter);
    if (this.#latest.size <= INSTANCES_MAX) return;
    const [first] = this.#latest.keys();
    if (first !== undefined) this.#latest.delete(first);
  }
}
