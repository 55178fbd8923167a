import { Partitioners, type KafkaConfig, type RetryOptions, type SASLOptions } from 'kafkajs';
import type { KafkaSecurity } from '#libs/platform';
import { CONNECT_TIMEOUT_MS, REQUEST_TIMEOUT_MS, type ClusterOptions } from '../cluster/options.js';
import { registerKafkajsCodecs } from './kafkajs-codecs.js';

/** kafkajs tries a request again this often, before it gives the connection or the consumer up and starts over. */
const REQUEST_RETRIES = 8;
const RETRY_DELAY_MS = 100;
const RETRY_DELAY_MS_MAX = 2000;

/** Connection settings of kafkajs, the same for every client of it, which gets its codecs by the way. */
export function kafkajsConfig(options: ClusterOptions): Omit<KafkaConfig, 'logLevel'> {
  registerKafkajsCodecs();
  return {
    clientId: options.clientId,
    brokers: [...options.brokers],
    connectionTimeout: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    requestTimeout: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
    retry: retryConfig(),
    ...securityConfig(options.security),
  };
}

/** Bounds of kafkajs's own retries. */
export function retryConfig(): RetryOptions {
  return {
    initialRetryTime: RETRY_DELAY_MS,
    maxRetryTime: RETRY_DELAY_MS_MAX,
    retries: REQUEST_RETRIES,
  };
}

/** Kafka's own default partitioner, so that every producer puts a key on the same partition. */
export function producerConfig(): {
  allowAutoTopicCreation: boolean;
  createPartitioner: typeof Partitioners.DefaultPartitioner;
  retry: RetryOptions;
} {
  return {
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: retryConfig(),
  };
}

function securityConfig(security: KafkaSecurity | undefined): {
  ssl?: NonNullable<KafkaSecurity['tls']>;
  sasl?: SASLOptions;
} {
  return {
    ...(security?.tls === undefined ? {} : { ssl: security.tls }),
    ...(security?.sasl === undefined ? {} : { sasl: saslOf(security.sasl) }),
  };
}

function saslOf({ mechanism, username, password }: Required<KafkaSecurity>['sasl']): SASLOptions {
  switch (mechanism) {
    case 'PLAIN':
      return { mechanism: 'plain', username, password };
    case 'SCRAM-SHA-256':
      return { mechanism: 'scram-sha-256', username, password };
    case 'SCRAM-SHA-512':
      return { mechanism: 'scram-sha-512', username, password };
  }
}
