import type { Clock } from '#libs/platform';
import type { SASLOptions } from '@platformatic/kafka';
import type { ConnectionOptions as TlsOptions } from 'node:tls';

/** How to get into a cluster. */
export interface KafkaSecurity {
  /** TLS settings of Node; an empty object for the machine's own certificates. Omitted: plain text. */
  readonly tls?: TlsOptions;
  /** Omitted: no authentication. */
  readonly sasl?: {
    readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
    readonly username: string;
    readonly password: string;
  };
}

/** What every client of this lib needs. */
export interface ClusterOptions {
  /** Bootstrap brokers, host:port. */
  readonly brokers: readonly string[];
  /** Name of this client in the broker's logs and metrics. */
  readonly clientId: string;
  readonly security?: KafkaSecurity;
  /** Bound of reaching a broker, at the start or for a question about topics. Default 10,000 ms. */
  readonly connectTimeoutMs?: number;
  /** Bound of one request on an open connection. Default 30,000 ms. */
  readonly requestTimeoutMs?: number;
  /** Omitted: the machine's clock. */
  readonly clock?: Clock;
}

export const CONNECT_TIMEOUT_MS = 10_000;
export const REQUEST_TIMEOUT_MS = 30_000;
/** Bound of closing connections, milliseconds. */
export const CLOSE_TIMEOUT_MS = 1000;
/** Wait between two attempts to reach a broker or a leader, milliseconds. */
export const RETRY_DELAY_MS = 100;

/** The security settings as the library's connections take them. */
export function connectionSecurity(security: KafkaSecurity | undefined): {
  tls?: TlsOptions;
  sasl?: SASLOptions;
} {
  return {
    ...(security?.tls === undefined ? {} : { tls: security.tls }),
    ...(security?.sasl === undefined ? {} : { sasl: security.sasl }),
  };
}
