type BackendMode = 'external' | 'embedded' | 'docker';

export interface BackendOptions {
  /** Which way to take when no addresses are given. auto: embedded, else docker. */
  readonly infra: 'auto' | 'embedded' | 'docker';
  /** Comma-separated host:port. Given together with databaseUrl: both are used as they are. */
  readonly kafkaBrokers?: string | undefined;
  readonly databaseUrl?: string | undefined;
  /** Where downloads and temporary data go. Needs about 100 MB, and the data of the run. */
  readonly cacheDirectory: string;
  /** Where data is kept. Omitted: fresh temporary data under the cache, removed at stop. */
  readonly dataDirectory?: string | undefined;
  /** Kafka's Java heap, at most 1024. Omitted: 1024. */
  readonly kafkaHeapMegabytes?: number | undefined;
  /** Told what takes long, and what goes wrong later. */
  readonly onProgress: (line: string) => void;
}

export interface BackendService {
  readonly mode: BackendMode;
  /** Such as 4.3.1; empty when the service does not say, as an external broker. */
  readonly version: string;
}

/** A Kafka broker and a PostgreSQL database that answer. */
export interface Backend {
  readonly kafkaBrokers: string;
  readonly databaseUrl: string;
  /** One line for a person, such as: kafka=embedded 4.3.1, postgres=embedded 18.4 */
  readonly description: string;
  readonly kafka: BackendService;
  readonly postgres: BackendService;
  /** Stops what was started here and removes temporary data. Safe to call again. */
  stop(): Promise<void>;
}

export const KAFKA_HEAP_MEGABYTES_MAX = 1024;
export const KAFKA_HEAP_MEGABYTES_MIN = 128;

/** The one line that says which services a run uses. */
export function describeBackend(kafka: BackendService, postgres: BackendService): string {
  return `kafka=${`${kafka.mode} ${kafka.version}`.trim()}, postgres=${`${postgres.mode} ${postgres.version}`.trim()}`;
}
