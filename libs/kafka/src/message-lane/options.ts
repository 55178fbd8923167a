import type { CustomStrategy, KafkaOptions } from '@nestjs/microservices';
import type { ClusterOptions } from '../cluster/options.js';
import { logLevel } from '@nestjs/microservices/external/kafka.interface.js';
import { kafkajsConfig, producerConfig, retryConfig } from './client-config.js';
import { kindOfFault } from './faults.js';
import { MessageLaneServer } from './message-lane-server.js';

/** Options of the message lane's consumers: commands and facts of low volume, one message at a time. */
export interface MessageLaneServerOptions extends ClusterOptions {
  readonly groupId: string;
  /** Silence after which the group gives this member's partitions away. Default 10,000 ms. A handler that takes longer calls the context's heartbeat. */
  readonly sessionTimeoutMs?: number;
  /** Default 1,000 ms. */
  readonly heartbeatIntervalMs?: number;
  /** How long the group waits for members to come back in a rebalance. Default 60,000 ms. */
  readonly rebalanceTimeoutMs?: number;
  /** Partitions handled at the same time; messages of one partition stay in order. Default 1. */
  readonly partitionsConsumedConcurrently?: number;
  /** Attempts at one message when its fault may pass, before it goes to the dead letters. Default 5. */
  readonly attemptsMax?: number;
  /** Wait before the second attempt, doubled for each further one. Default 200 ms. */
  readonly retryDelayMs?: number;
  /** The consumer stopped for good. Omitted: the error is thrown outside any call, which ends the process. */
  readonly onFatal?: (error: Error) => void;
}

const DEFAULTS = {
  sessionTimeoutMs: 10_000,
  heartbeatIntervalMs: 1000,
  rebalanceTimeoutMs: 60_000,
  partitionsConsumedConcurrently: 1,
  attemptsMax: 5,
  retryDelayMs: 200,
} as const;

/** How long a fetch waits for messages, milliseconds: commands should not lie about. */
const FETCH_WAIT_MS = 100;

/**
 * Nest's own Kafka transport (kafkajs) for a consumer, with one addition: a message that cannot be
 * handled goes to its topic's dead letters instead of blocking the partition. It needs
 * MessageLaneFilter as a global filter, or it sees nothing but "Internal server error".
 *
 * @returns what NestFactory.createMicroservice and app.connectMicroservice take
 */
export function messageLaneServerOptions(
  options: MessageLaneServerOptions,
): CustomStrategy & { readonly strategy: MessageLaneServer } {
  const bounds = { ...DEFAULTS, ...options };
  const kafka: KafkaOptions['options'] = {
    // Nest would append "-server" to the group's name, and other tools would not find it.
    postfixId: '',
    // Nest hands kafkajs's logs to its own logger.
    client: { ...kafkajsConfig(options), logLevel: logLevel.WARN },
    consumer: {
      groupId: bounds.groupId,
      sessionTimeout: bounds.sessionTimeoutMs,
      heartbeatInterval: bounds.heartbeatIntervalMs,
      rebalanceTimeout: Math.max(bounds.rebalanceTimeoutMs, bounds.sessionTimeoutMs),
      maxWaitTimeInMs: FETCH_WAIT_MS,
      allowAutoTopicCreation: false,
      retry: { ...retryConfig(), restartOnFailure: mayPass },
    },
    subscribe: { fromBeginning: true },
    run: { partitionsConsumedConcurrently: bounds.partitionsConsumedConcurrently },
    producer: producerConfig(),
  };
  return { strategy: new MessageLaneServer(kafka, bounds) };
}

/**
 * Whether kafkajs may start a consumer again that has failed. Left to itself it does so after every
 * error that does not say otherwise, for ever, and nobody is told: bytes that it cannot take apart are
 * such an error.
 */
function mayPass(error: Error): Promise<boolean> {
  return Promise.resolve(kindOfFault(error) !== 'permanent');
}

/**
 * Nest's own Kafka client (kafkajs) that only sends.
 *
 * @returns what ClientKafka and ClientsModule take as options
 */
export function messageLaneClientOptions(
  options: ClusterOptions,
): Required<KafkaOptions>['options'] {
  return {
    postfixId: '',
    // Nest hands kafkajs's logs to its own logger.
    client: { ...kafkajsConfig(options), logLevel: logLevel.WARN },
    producerOnlyMode: true,
    producer: producerConfig(),
    send: { acks: -1 },
  };
}
