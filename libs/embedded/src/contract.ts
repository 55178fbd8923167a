import type { KafkaSecurity } from '#libs/platform';

type BackendMode = 'external' | 'embedded' | 'docker';

export interface BackendOptions {
  /** Which way to take when no addresses are given. auto: embedded, else docker. */
  readonly infra: 'auto' | 'embedded' | 'docker';
  /** Comma-separated host:port. Given together with databaseUrl: both are used as they are. */
  readonly kafkaBrokers?: string | undefined;
  /** How to get into those brokers. Omitted: plain text, and nobody asks who we are. */
  readonly kafkaSecurity?: KafkaSecurity | undefined;
  readonly databaseUrl?: string | undefined;
  /** Where downloads and temporary data go. Needs about 100 MB, and the data of the run. */
  readonly cacheDirectory: string;
  /** Where data is kept. Omitted: fresh temporary data under the cache, removed at stop. */
  readonly dataDirectory?: string | undefined;
  /** Brokers of the embedded Kafka: 1, or 3 with three copies of everything and two in sync. Omitted: 1. */
  readonly kafkaNodes?: number | undefined;
  /**
   * For tests of faults: a port for each broker where a network of the caller leads to a second
   * listener of it. Whoever comes that way is told to come that way again. Omitted: no second listener.
   */
  readonly kafkaNetworkPorts?: readonly number[] | undefined;
  /** Kafka's Java heap, at most 1024; several brokers share it, with at least 256 each. Omitted: 1024. */
  readonly kafkaHeapMegabytes?: number | undefined;
  /** Changes the settings of each embedded broker, for tests that need another door into it. Omitted: ours. */
  readonly kafkaSettings?: (
    ours: Readonly<Record<string, string>>,
  ) => Readonly<Record<string, string>>;
  /** Told what takes long, and what goes wrong later. */
  readonly onProgress: (line: string) => void;
}

export interface BackendService {
  readonly mode: BackendMode;
  /** Such as 4.3.1; empty when the service does not say, as an external broker. */
  readonly version: string;
}

/** A server that was started here: what a test of faults may kill. */
export interface BackendServer {
  /** kafka, kafka-2, kafka-3 or postgres. */
  readonly name: string;
  /** undefined: it does not run. */
  readonly pid: number | undefined;
  /**
   * Starts it again after its end, on the same data and ports; resolves when it serves.
   *
   * @throws BackendError with the end of its log
   */
  start(): Promise<void>;
}

/** A Kafka broker and a PostgreSQL database that answer. */
export interface Backend {
  readonly kafkaBrokers: string;
  readonly databaseUrl: string;
  /** One line for a person, such as: kafka=embedded 4.3.1, postgres=embedded 18.4 */
  readonly description: string;
  readonly kafka: BackendService;
  readonly postgres: BackendService;
  /** Ports of the second listeners, by broker: where the networks of kafkaNetworkPorts have to lead. Empty without them. */
  readonly kafkaNetworkTargets: readonly number[];
  /** What the embedded mode runs; empty for the other ones. */
  readonly servers: readonly BackendServer[];
  /** Stops what was started here and removes temporary data. Safe to call again. */
  stop(): Promise<void>;
}

/** Brokers that an embedded cluster may have. */
export const KAFKA_NODES = [1, 3] as const;

export const KAFKA_HEAP_MEGABYTES_MAX = 1024;
export const KAFKA_HEAP_MEGABYTES_MIN = 128;

/**
 * The one line that says which services a run uses.
 *
 * @param brokers of the Kafka cluster; default 1
 */
export function describeBackend(
  kafka: BackendService,
  postgres: BackendService,
  brokers = 1,
): string {
  const cluster = brokers === 1 ? '' : ` (${String(brokers)} brokers)`;
  return `kafka=${`${kafka.mode} ${kafka.version}`.trim()}${cluster}, postgres=${`${postgres.mode} ${postgres.version}`.trim()}`;
}
