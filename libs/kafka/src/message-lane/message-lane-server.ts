import {
  LabelledCounter,
  RunFailedError,
  systemClock,
  type Clock,
  type Reading,
} from '#libs/platform';
import { Logger } from '@nestjs/common';
import { KafkaRetriableException, ServerKafka, type KafkaOptions } from '@nestjs/microservices';
import type { ConsumerCrashEvent, EachMessagePayload } from 'kafkajs';
import { asError } from '../cluster/cluster.js';
import type { ClusterOptions } from '../cluster/options.js';
import { asBrokerError } from '../cluster/refusals.js';
import { DeadLetterProducer } from './dead-letter-producer.js';
import { channelOfTopic } from '../meters/channel-label.js';
import { detailOfFault, kindOfFault, reasonOfFault } from './faults.js';

export interface MessageLaneBounds extends ClusterOptions {
  readonly attemptsMax: number;
  readonly retryDelayMs: number;
  readonly onFatal?: (error: Error) => void;
}

/** Reason code of a message whose fault did not pass within the attempts. */
export const RETRIES_EXHAUSTED = 'RETRIES_EXHAUSTED';

/**
 * Nest's Kafka transport whose partitions never block: a handler that throws is tried again when the
 * fault may pass, within a bound, and the message goes to the dead letters when it does not.
 */
export class MessageLaneServer extends ServerKafka {
  protected override logger = new Logger(MessageLaneServer.name);
  readonly #bounds: MessageLaneBounds;
  readonly #clock: Clock;
  readonly #deadLetters: DeadLetterProducer;
  #lastPollAtMs = 0;
  #lastHeartbeatAtMs = 0;
  #isMember = false;
  #assignedPartitions: number | undefined;
  #handling = 0;
  readonly #buried = new LabelledCounter();

  constructor(options: Required<KafkaOptions>['options'], bounds: MessageLaneBounds) {
    super(options);
    this.#bounds = bounds;
    this.#clock = bounds.clock ?? systemClock;
    this.#deadLetters = new DeadLetterProducer(bounds);
  }

  /** True between joining the group and a rebalance, a crash or a disconnection. */
  get isMember(): boolean {
    return this.#isMember;
  }

  /** Partitions that are read; 0: the group needs this member for none. Undefined from their loss until others are given. */
  get assignedPartitions(): number | undefined {
    return this.#assignedPartitions;
  }

  /**
   * When a broker last answered, wall clock, milliseconds; 0 before the first time. While messages are
   * handled kafkajs asks for no others, and the answers to their heartbeats count as well.
   */
  get lastPollAtMs(): number {
    return this.#handling > 0
      ? Math.max(this.#lastPollAtMs, this.#lastHeartbeatAtMs)
      : this.#lastPollAtMs;
  }

  /** Dead letters that were stored, by channel and reason. */
  deadLetterReadings(): Reading[] {
    return this.#buried.readings();
  }

  /** Called by kafkajs for each message; what it throws makes kafkajs deliver the message again. */
  override async handleMessage(payload: EachMessagePayload): Promise<void> {
    this.#handling++;
    try {
      await this.#handle(payload);
    } finally {
      this.#handling--;
    }
  }

  async #handle(payload: EachMessagePayload): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await super.handleMessage(payload);
        return;
      } catch (fault) {
        const kind = kindOfFault(fault);
        if (kind === 'group') throw fault;
        if (kind === 'permanent') return this.#bury(payload, fault, reasonOfFault(fault));
        if (attempt >= this.#bounds.attemptsMax) {
          return this.#bury(payload, fault, RETRIES_EXHAUSTED);
        }
        this.logger.warn(
          `${nameOf(payload)}: attempt ${attempt} of ${this.#bounds.attemptsMax} failed: ${detailOfFault(fault)}`,
        );
        await this.#clock.sleep(this.#bounds.retryDelayMs * 2 ** (attempt - 1));
        await payload.heartbeat();
      }
    }
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#deadLetters.close();
  }

  protected override registerConsumerEventListeners(): void {
    super.registerConsumerEventListeners();
    const consumer = this.consumer;
    if (consumer === null) return;
    const { events } = consumer;
    consumer.on(events.GROUP_JOIN, ({ payload }) => {
      this.#isMember = true;
      this.#assignedPartitions = Object.values(payload.memberAssignment).flat().length;
    });
    consumer.on(events.HEARTBEAT, () => {
      this.#lastHeartbeatAtMs = this.#clock.nowMs();
    });
    consumer.on(events.FETCH, () => {
      this.#lastPollAtMs = this.#clock.nowMs();
    });
    for (const event of [events.REBALANCING, events.DISCONNECT, events.STOP] as const) {
      consumer.on(event, () => {
        this.#leaveGroup();
      });
    }
    consumer.on(events.CRASH, (event) => {
      this.#onCrash(event);
    });
  }

  /** kafkajs starts again by itself after trouble that may pass; otherwise the consumer is dead. */
  #onCrash({ payload }: ConsumerCrashEvent): void {
    this.#leaveGroup();
    if (payload.restart) return;
    // kafkajs wraps what it was told in an error of its own.
    const { cause } = payload.error;
    const error =
      cause instanceof RunFailedError ? cause : asError(asBrokerError(payload.error, this.#bounds));
    if (this.#bounds.onFatal !== undefined) {
      this.#bounds.onFatal(error);
      return;
    }
    // kafkajs would only log what a listener throws.
    setImmediate(() => {
      throw error;
    });
  }

  #leaveGroup(): void {
    this.#isMember = false;
    this.#assignedPartitions = undefined;
  }

  /** The offset moves on only when the dead letter is stored: a crash in between repeats the message. */
  async #bury(payload: EachMessagePayload, fault: unknown, reason: string): Promise<void> {
    const { topic, partition, message } = payload;
    const detail = detailOfFault(fault);
    this.logger.error(`${nameOf(payload)} goes to the dead letters, ${reason}: ${detail}`);
    try {
      await this.#deadLetters.send({
        topic,
        partition,
        offset: BigInt(message.offset),
        key: message.key,
        value: message.value,
        reason,
        detail,
      });
      this.#buried.add({ channel: channelOfTopic(topic), reason });
    } catch (error) {
      throw new DeadLetterPendingError(nameOf(payload), { cause: error });
    }
  }
}

/** The dead letter could not be stored: the message stays first in its partition until it can. */
class DeadLetterPendingError extends KafkaRetriableException {
  constructor(what: string, options: { cause: unknown }) {
    super(`${what}: its dead letter was not stored: ${asError(options.cause).message}`);
    this.cause = options.cause;
  }
}

function nameOf({ topic, partition, message }: EachMessagePayload): string {
  return `${topic}/${partition} offset ${message.offset}`;
}
