import type { ConnectionOptions as TlsOptions } from 'node:tls';

/** How to get into a cluster. Texts and flags only: it crosses to threads and into the state of `mes up`. */
export interface KafkaSecurity {
  /** TLS settings of Node; an empty object for the machine's own certificates. Omitted: plain text. */
  readonly tls?: Pick<TlsOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized'>;
  /** Omitted: no authentication. */
  readonly sasl?: {
    readonly mechanism: SaslMechanism;
    readonly username: string;
    readonly password: string;
  };
}

export const SASL_MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
export type SaslMechanism = (typeof SASL_MECHANISMS)[number];

/** A cluster as the settings name it: where it is, how to get in, and what may be changed there. */
export interface KafkaAccess {
  /** Bootstrap brokers, host:port. */
  readonly brokers: readonly string[];
  readonly security?: KafkaSecurity;
  /**
   * Whether topics may be made, deleted and emptied there. Brokers that were started here: true. Those
   * of others: only where the settings say so, for nothing that was not asked for happens to them.
   */
  readonly mayAdminister: boolean;
}

/** How we try to get in, for a person: `SCRAM-SHA-512 as "mes" over TLS`. Never a password. */
export function describeSecurity({ tls, sasl }: KafkaSecurity): string {
  const over = tls === undefined ? 'plain text' : tls.cert === undefined ? 'TLS' : MUTUAL_TLS;
  return sasl === undefined ? over : `${sasl.mechanism} as "${sasl.username}" over ${over}`;
}

const MUTUAL_TLS = 'TLS with a certificate of ours';
