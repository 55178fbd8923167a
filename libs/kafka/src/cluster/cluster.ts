import { systemClock, type Clock } from '#libs/platform';
import {
  Admin,
  ConnectionPool,
  findErrorBy,
  parseBroker,
  type Broker,
  type ClusterMetadata,
  type Connection,
} from '@platformatic/kafka';
import { WirePool } from '../wire/wire-pool.js';
import {
  BrokerAccessError,
  BrokerForbiddenError,
  BrokerUnreachableError,
  UnknownTopicError,
} from '../errors.js';
import { forbiddenBy, refusalOf } from './refusals.js';
import {
  CLOSE_TIMEOUT_MS,
  CONNECT_TIMEOUT_MS,
  REQUEST_TIMEOUT_MS,
  RETRY_DELAY_MS,
  connectionSecurity,
  type ClusterOptions,
} from './options.js';

const DEFAULT_PORT = 9092;

/** Where a topic lies at this moment. */
export interface TopicLayout {
  readonly topic: string;
  /** The broker's id of this topic: a topic made again under the same name has another. */
  readonly topicId: string;
  /** Leader of each partition, by index; undefined while there is none. */
  readonly leaders: readonly (BrokerAddress | undefined)[];
}

export interface BrokerAddress extends Broker {
  readonly nodeId: number;
}

/**
 * What a client knows of the cluster. It asks again every time: what is worth keeping (a leader) is
 * kept by whoever uses it, and thrown away when a broker says that it is stale.
 */
export class Cluster {
  readonly clock: Clock;
  readonly #admin: Admin;
  readonly #options: ClusterOptions;
  readonly #connectTimeoutMs: number;

  constructor(options: ClusterOptions) {
    this.#options = options;
    this.clock = options.clock ?? systemClock;
    this.#connectTimeoutMs = options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
    this.#admin = new Admin({
      clientId: options.clientId,
      bootstrapBrokers: [...options.brokers],
      // Retries are ours, under one bound: the library would add its own delays inside it.
      retries: 0,
      connectTimeout: Math.min(this.#connectTimeoutMs, CONNECT_TIMEOUT_MS),
      requestTimeout: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
      timeout: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
      ...connectionSecurity(options),
    });
  }

  get brokers(): readonly string[] {
    return this.#options.brokers;
  }

  /** Whether topics may be made, deleted and emptied here. */
  get mayAdminister(): boolean {
    return this.#options.mayAdminister ?? true;
  }

  /** Whether its brokers speak plain text and ask for no name: then the bulk lane uses sockets of its own. */
  get isPlain(): boolean {
    const { security } = this.#options;
    return security?.tls === undefined && security?.sasl === undefined;
  }

  /** Sockets of the bulk lane's own to a cluster that is plain. */
  openWires(requestTimeoutMs: number): WirePool {
    const { clientId } = this.#options;
    return new WirePool({ clientId, connectTimeoutMs: this.#connectTimeoutMs, requestTimeoutMs });
  }

  /** Bound of reaching a broker, milliseconds. */
  get connectTimeoutMs(): number {
    return this.#connectTimeoutMs;
  }

  /**
   * Asks a broker where topics lie.
   *
   * @throws UnknownTopicError when one is not there
   * @throws BrokerUnreachableError, BrokerAccessError within the bound
   */
  async layouts(topics: readonly string[]): Promise<TopicLayout[]> {
    const found = await Promise.all(topics.map((topic) => this.layout(topic)));
    return found.map((layout, index) => {
      if (layout === undefined) throw new UnknownTopicError(topics[index] ?? '');
      return layout;
    });
  }

  /**
   * Asks a broker where a topic lies.
   *
   * @returns undefined when it is not there
   * @throws BrokerUnreachableError, BrokerAccessError within the bound
   */
  async layout(topic: string): Promise<TopicLayout | undefined> {
    return this.ask(async (admin) => {
      try {
        const metadata = await admin.metadata({ topics: [topic], forceUpdate: true });
        return layoutOf(metadata, topic);
      } catch (error) {
        // The library turns the broker's error 3 into a user error without a code.
        if (error instanceof Error && error.message.startsWith('Unknown topic')) return undefined;
        throw error;
      }
    });
  }

  /**
   * Asks the cluster something, again and again until the bound when the trouble may pass.
   *
   * @throws BrokerUnreachableError, BrokerAccessError, or the broker's own error when it is final
   */
  async ask<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    const startedMs = this.clock.monotonicMs();
    // Of an attempt before, too: the last one may have had no time to meet anything.
    let met: Error | undefined;
    for (;;) {
      const leftMs = this.#connectTimeoutMs - (this.clock.monotonicMs() - startedMs);
      const outcome = await this.#within(leftMs, () => question(this.#admin));
      if (outcome.isAnswered) return outcome.answer;
      const { error } = outcome;
      met = error ?? met;
      const refusal = refusalOf(error);
      if (refusal !== undefined)
        throw new BrokerAccessError(this.#options, refusal, { cause: error });
      const forbidden = forbiddenBy(error);
      if (forbidden !== undefined) {
        throw new BrokerForbiddenError(this.#options, forbidden, { cause: error });
      }
      if (error !== undefined && !isPassing(error)) throw error;
      if (leftMs <= RETRY_DELAY_MS) {
        throw new BrokerUnreachableError(this.brokers, this.#connectTimeoutMs, {
          cause: met,
          security: this.#options.security,
        });
      }
      await this.clock.sleep(RETRY_DELAY_MS);
    }
  }

  /** Connections of its own for one purpose: a long fetch would hold up whatever shares them. */
  openPool(requestsInFlightMax: number, requestTimeoutMs: number): ConnectionPool {
    return new ConnectionPool(this.#options.clientId, {
      connectTimeout: this.#connectTimeoutMs,
      requestTimeout: requestTimeoutMs,
      maxInflights: requestsInFlightMax,
      ...connectionSecurity(this.#options),
    });
  }

  /** A connection to whichever bootstrap broker answers first. */
  async anyConnection(pool: ConnectionPool): Promise<Connection> {
    return pool.getFirstAvailable(this.brokers.map((broker) => parseBroker(broker, DEFAULT_PORT)));
  }

  /** Closes within a bound: a connection that is still being tried would hold this up. */
  async close(): Promise<void> {
    await this.#within(CLOSE_TIMEOUT_MS, () => this.#admin.close());
  }

  /** The answer, or what came instead: an error, or nothing within the time. */
  async #within<T>(
    timeoutMs: number,
    work: () => Promise<T>,
  ): Promise<{ isAnswered: true; answer: T } | { isAnswered: false; error: Error | undefined }> {
    const cancel = new AbortController();
    const late = this.clock
      .sleep(Math.max(1, timeoutMs), cancel.signal)
      .then(() => ({ isAnswered: false as const, error: undefined }))
      .catch(() => ({ isAnswered: false as const, error: undefined }));
    const answered = work().then(
      (answer) => ({ isAnswered: true as const, answer }),
      (error: unknown) => ({ isAnswered: false as const, error: asError(error) }),
    );
    try {
      return await Promise.race([answered, late]);
    } finally {
      cancel.abort();
    }
  }
}

/**
 * An open connection to a broker.
 *
 * @throws whatever the library throws when there is none; see isPassing
 */
export async function connectionTo(pool: ConnectionPool, broker: Broker): Promise<Connection> {
  return pool.get({ host: broker.host, port: broker.port });
}

/** True for trouble that may be over at the next attempt: connections, elections, time-outs. */
export function isPassing(error: Error): boolean {
  if (refusalOf(error) !== undefined || findErrorBy(error, 'canRetry', false) !== null)
    return false;
  return (
    findErrorBy(error, 'canRetry', true) !== null ||
    PASSING_CODES.some((code) => findErrorBy(error, 'code', code) !== null)
  );
}

const PASSING_CODES = ['PLT_KFK_NETWORK', 'PLT_KFK_TIMEOUT', 'PLT_KFK_UNEXPECTED_CORRELATION_ID'];

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function layoutOf(metadata: ClusterMetadata, topic: string): TopicLayout | undefined {
  const found = metadata.topics.get(topic);
  if (found === undefined) return undefined;
  return {
    topic,
    topicId: found.id,
    leaders: Array.from(found.partitions, (partition) => {
      const broker = metadata.brokers.get(partition.leader);
      return broker && { nodeId: partition.leader, host: broker.host, port: broker.port };
    }),
  };
}
