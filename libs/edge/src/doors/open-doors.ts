import type { Clock } from '#libs/platform';
import { ApiKeys, AuditLog, createPool } from '#libs/store';
import { Access } from '../access/access.js';
import type { KeyBook } from '../access/key-verifier.js';
import type { AccessOptions } from '../access/token-verifier.js';
import { AuditDesk, type AuditBook } from './audit-desk.js';
import { NO_LIMITS, RequestLimits, type LimitOptions } from './request-limits.js';

/** Who may come in, beside the tokens of an issuer, and what is noted of them. */
export interface DoorOptions {
  /** Where keys and the audit are; omitted: there are neither, but for those given below. */
  readonly databaseUrl?: string;
  /** Whether keys are accepted; default false. */
  readonly areKeysAccepted?: boolean;
  /** Default: nobody is limited. */
  readonly limits?: LimitOptions;
  /** Addresses and networks whose X-Forwarded-For is believed; default none. */
  readonly trustedProxies?: readonly string[];
  /** Keys of somewhere else; omitted: those of the database, if they are accepted. */
  readonly keys?: KeyBook;
  /** An audit of somewhere else; omitted: that of the database. */
  readonly audit?: AuditBook;
}

/** The doors of a service. */
export interface Doors {
  readonly access: Access;
  readonly limits: RequestLimits;
  readonly audit: AuditDesk;
  close(): Promise<void>;
}

/** Connections of the doors: a key is looked up in less than a millisecond. */
const CLIENTS_MAX = 2;

/** Makes the doors of a service; its connections are opened by the requests that need them. */
export function openDoors(options: DoorOptions, tokens: AccessOptions | null, clock: Clock): Doors {
  const { databaseUrl, areKeysAccepted = false } = options;
  const pool = databaseUrl === undefined ? null : createPool(databaseUrl, CLIENTS_MAX);
  const ownKeys = pool !== null && areKeysAccepted ? new ApiKeys(pool) : null;
  return {
    access: new Access({ tokens, keys: options.keys ?? ownKeys }, clock),
    limits: new RequestLimits(options.limits ?? NO_LIMITS, clock),
    audit: new AuditDesk(options.audit ?? (pool && new AuditLog(pool))),
    close: async () => {
      await pool?.end();
    },
  };
}
