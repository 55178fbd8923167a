import { isIP } from 'node:net';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { Clock, KafkaSecurity } from '#libs/platform';
import type { SASLOptions } from '@platformatic/kafka';

/** What every client of this lib needs. */
export interface ClusterOptions {
  /** Bootstrap brokers, host:port. */
  readonly brokers: readonly string[];
  /** Name of this client in the broker's logs and metrics. */
  readonly clientId: string;
  readonly security?: KafkaSecurity;
  /** Whether topics may be made, deleted and emptied there; see KafkaAccess. Omitted: true, as in tests on brokers of their own. */
  readonly mayAdminister?: boolean;
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
export function connectionSecurity({ security, brokers }: ClusterOptions): {
  tls?: TlsOptions;
  tlsServerName?: boolean;
  sasl?: SASLOptions;
} {
  return {
    ...(security?.tls !== undefined && {
      tls: security.tls,
      // Brokers behind one address tell their clients apart by the name they ask for; an address by
      // number is none that may be asked for.
      tlsServerName: brokers.every((broker) => isIP(broker.replace(/:\d+$/, '')) === 0),
    }),
    ...(security?.sasl !== undefined && { sasl: security.sasl }),
  };
}
