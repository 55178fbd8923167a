/** What a consumer is to read. */
export interface AggregateTask {
  readonly brokers: readonly string[];
  readonly topic: string;
  /** Records after which the contestant stops and says how long they took. */
  readonly records: number;
  /** Of this run alone, so that it starts at the beginning of the topic. */
  readonly group: string;
}

/** The same, for a consumer that keeps its counts in a database. */
export interface BookTask extends AggregateTask {
  readonly databaseUrl: string;
}

/** Records that are to become JSON. */
export interface TwinsTask {
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly partitions: number;
  readonly scenario: string;
  readonly scale: number;
  readonly seed: number;
  readonly records: number;
}
