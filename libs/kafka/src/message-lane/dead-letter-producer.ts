import { deadLetterTopic } from '#libs/events';
import { systemClock, type Clock } from '#libs/platform';
import { Logger } from '@nestjs/common';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import type { ClusterOptions } from '../cluster/options.js';
import { TopicAdmin } from '../topic-admin.js';
import { clientConfig, producerConfig } from './client-config.js';

/** A record that was refused for good. */
export interface DeadLetter {
  /** Where the record was read. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** The original bytes. */
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  /** Why, as a short code that can be counted. */
  readonly reason: string;
  /** Why, for a person. */
  readonly detail: string;
}

/** Headers of a dead letter, all text; the key and the value are the original bytes. */
export const DEAD_LETTER_HEADER = {
  topic: 'mes-topic',
  partition: 'mes-partition',
  offset: 'mes-offset',
  reason: 'mes-reason',
  detail: 'mes-detail',
  /** Milliseconds since the Unix epoch. */
  at: 'mes-at-ms',
} as const;

/** One partition: dead letters are few, and their order is worth more than their speed. */
const PARTITIONS = 1;
/** Dead letters are kept until someone deals with them. */
const CONFIG = { 'retention.ms': '-1' } as const;

/** Writes dead letters to `TOPIC.dead-letters`, which it makes when it is missing. */
export class DeadLetterProducer {
  readonly #options: ClusterOptions;
  readonly #clock: Clock;
  readonly #topics = new Set<string>();
  #producer: Promise<Producer> | undefined;

  /** Connects at the first dead letter: most runs have none. */
  constructor(options: ClusterOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /**
   * Resolves when the dead letter is stored by all in-sync replicas. Move the offset on only then.
   * A crash in between writes it again: dead letters come at least once.
   *
   * @throws BrokerUnreachableError, or kafkajs's error after its retries
   */
  async send(letter: DeadLetter): Promise<void> {
    const topic = deadLetterTopic(letter.topic);
    await this.#ensureTopic(topic);
    const producer = await this.#connect();
    await producer.send({
      topic,
      acks: -1,
      messages: [
        {
          key: letter.key === null ? null : Buffer.from(letter.key),
          value: letter.value === null ? null : Buffer.from(letter.value),
          headers: {
            [DEAD_LETTER_HEADER.topic]: letter.topic,
            [DEAD_LETTER_HEADER.partition]: String(letter.partition),
            [DEAD_LETTER_HEADER.offset]: String(letter.offset),
            [DEAD_LETTER_HEADER.reason]: letter.reason,
            [DEAD_LETTER_HEADER.detail]: letter.detail,
            [DEAD_LETTER_HEADER.at]: String(this.#clock.nowMs()),
          },
        },
      ],
    });
  }

  async close(): Promise<void> {
    const producer = await this.#producer?.catch(() => undefined);
    this.#producer = undefined;
    await producer?.disconnect();
  }

  async #ensureTopic(topic: string): Promise<void> {
    if (this.#topics.has(topic)) return;
    const admin = await TopicAdmin.connect(this.#options);
    try {
      await admin.ensureTopics([{ topic, partitions: PARTITIONS, config: CONFIG }]);
    } finally {
      await admin.close();
    }
    this.#topics.add(topic);
  }

  /** One connection for all; a failed attempt is forgotten, so that the next letter tries again. */
  async #connect(): Promise<Producer> {
    this.#producer ??= this.#open();
    try {
      return await this.#producer;
    } catch (error) {
      this.#producer = undefined;
      throw error;
    }
  }

  async #open(): Promise<Producer> {
    const logger = new Logger(DeadLetterProducer.name);
    const kafka = new Kafka({
      ...clientConfig(this.#options),
      logLevel: logLevel.WARN,
      logCreator:
        () =>
        ({ log }) => {
          logger.warn(log.message);
        },
    });
    const producer = kafka.producer(producerConfig());
    await producer.connect();
    return producer;
  }
}
