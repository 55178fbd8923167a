import { deadLetterTopic } from '#libs/events';
import { systemClock, type Clock } from '#libs/platform';
import { Logger } from '@nestjs/common';
import { Kafka, logLevel, type Message, type Producer } from 'kafkajs';
import type { ClusterOptions } from '../cluster/options.js';
import { TopicAdmin } from '../topic-admin.js';
import { kafkajsConfig, producerConfig } from './client-config.js';

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
  /** Bytes of the original key and value as `KEY/VALUE`, when they were cut; the original lies at its offset. */
  cutFrom: 'mes-cut-from',
} as const;

/** One partition: dead letters are few, and their order is worth more than their speed. */
const PARTITIONS = 1;
/** Dead letters are kept until someone deals with them. */
const CONFIG = { 'retention.ms': '-1' } as const;

/**
 * Bytes of a key and of a value that a dead letter keeps. Together with its headers it is below what a
 * broker takes unless told otherwise (1,048,588): a record that just fitted would not fit with them.
 */
const KEY_BYTES_MAX = 64 * 1024;
const VALUE_BYTES_MAX = 900_000;
/** What is kept where the broker takes less than that. */
const SMALL_BYTES_MAX = 4096;
/** Characters of a detail: some name what came, and that may be a key of a megabyte. */
const DETAIL_CHARACTERS_MAX = 1000;
const TOO_LARGE = 'MESSAGE_TOO_LARGE';

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
   * A crash in between writes it again: dead letters come at least once. A letter that is too large is
   * cut: one that could not be stored would stop its partition for ever.
   *
   * @throws BrokerUnreachableError, or kafkajs's error after its retries
   */
  async send(letter: DeadLetter): Promise<void> {
    const topic = deadLetterTopic(letter.topic);
    await this.#ensureTopic(topic);
    const producer = await this.#connect();
    const store = (bounds: Bounds): Promise<unknown> =>
      producer.send({ topic, acks: -1, messages: [this.#messageOf(letter, bounds)] });
    try {
      await store({ keyBytesMax: KEY_BYTES_MAX, valueBytesMax: VALUE_BYTES_MAX });
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      await store({ keyBytesMax: SMALL_BYTES_MAX, valueBytesMax: SMALL_BYTES_MAX });
    }
  }

  #messageOf(letter: DeadLetter, bounds: Bounds): Message {
    const key = letter.key === null ? null : Buffer.from(letter.key);
    const value = letter.value === null ? null : Buffer.from(letter.value);
    const { keyBytesMax, valueBytesMax } = bounds;
    const isCut = (key?.length ?? 0) > keyBytesMax || (value?.length ?? 0) > valueBytesMax;
    return {
      key: key?.subarray(0, keyBytesMax) ?? null,
      value: value?.subarray(0, valueBytesMax) ?? null,
      headers: {
        [DEAD_LETTER_HEADER.topic]: letter.topic,
        [DEAD_LETTER_HEADER.partition]: String(letter.partition),
        [DEAD_LETTER_HEADER.offset]: String(letter.offset),
        [DEAD_LETTER_HEADER.reason]: letter.reason,
        [DEAD_LETTER_HEADER.detail]: letter.detail.slice(0, DETAIL_CHARACTERS_MAX),
        [DEAD_LETTER_HEADER.at]: String(this.#clock.nowMs()),
        ...(isCut && {
          [DEAD_LETTER_HEADER.cutFrom]: `${key?.length ?? 0}/${value?.length ?? 0}`,
        }),
      },
    };
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
      ...kafkajsConfig(this.#options),
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

/** What a dead letter may hold, bytes. */
interface Bounds {
  readonly keyBytesMax: number;
  readonly valueBytesMax: number;
}

/** kafkajs names the broker's answer in `type`. */
function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === TOO_LARGE;
}
