import { METERS_TOPIC } from '#libs/events';
import { systemClock, type Clock, type WorkMeter } from '#libs/platform';
import { Logger } from '@nestjs/common';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import { asError } from '../cluster/cluster.js';
import type { ClusterOptions } from '../cluster/options.js';
import { kafkajsConfig, producerConfig } from '../message-lane/client-config.js';
import type { ServiceMeter } from './service-meter.js';

/** Between two messages, milliseconds. */
const INTERVAL_MS = 1000;

export interface MeterPublisherOptions extends ClusterOptions {
  /** Such as volume-aggregator. */
  readonly service: string;
  readonly instance: string;
  readonly meter: Pick<WorkMeter, 'snapshot'>;
  /** Records not fetched yet; omitted: this service reads none. */
  readonly lagEvents?: () => number;
}

/**
 * Says once a second what a service spends its time on. It is a display: while the broker does not
 * take it, for want of the topic or of a right, the service goes on, and the log says so once.
 */
export class MeterPublisher {
  readonly #logger = new Logger(MeterPublisher.name);
  readonly #clock: Clock;
  readonly #producer: Producer;
  readonly #closing = new AbortController();
  #whenEnded: Promise<void> | undefined;
  #isConnected = false;
  #isFailing = false;

  constructor(private readonly options: MeterPublisherOptions) {
    this.#clock = options.clock ?? systemClock;
    // The next second tries again: retries of its own would only hold up a service that stops.
    const retry = { retries: 0 };
    const kafka = new Kafka({ ...kafkajsConfig(options), retry, logLevel: logLevel.NOTHING });
    this.#producer = kafka.producer({ ...producerConfig(), retry });
  }

  /** Publishes from now on, and returns at once. */
  start(): void {
    this.#whenEnded ??= this.#publishUntilClosed();
  }

  /** Sends the last figures and disconnects. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#whenEnded;
    if (this.#isConnected) await this.#publish();
    await this.#producer.disconnect();
  }

  async #publishUntilClosed(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      await this.#publish();
      await this.#clock.sleep(INTERVAL_MS, this.#closing.signal).catch(() => undefined);
    }
  }

  async #publish(): Promise<void> {
    try {
      if (!this.#isConnected) await this.#producer.connect();
      this.#isConnected = true;
      await this.#producer.send({
        topic: METERS_TOPIC,
        acks: 1,
        messages: [{ key: this.options.instance, value: JSON.stringify(this.#meter()) }],
      });
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) {
        this.#logger.warn(
          `${METERS_TOPIC} does not take what this service spends its time on, so that no display shows it: ${asError(error).message}`,
        );
      }
      this.#isFailing = true;
    }
  }

  #meter(): ServiceMeter {
    const { service, instance, meter, lagEvents } = this.options;
    return {
      service,
      instance,
      atMs: this.#clock.nowMs(),
      ms: meter.snapshot(),
      rssBytes: process.memoryUsage.rss(),
      ...(lagEvents !== undefined && { lagEvents: lagEvents() }),
    };
  }
}
