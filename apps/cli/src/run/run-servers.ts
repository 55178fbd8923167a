import { STREAM_TOPICS, type StreamName } from '#libs/events';
import { BrokerLostError, BrokerUnreachableError, kindOfFault } from '#libs/kafka';
import { isDatabaseAway } from '#libs/store';
import { PatientQueries } from './patient-queries.js';
import { patiently, type Patience } from './patiently.js';
import { RunDatabase } from './run-database.js';
import type { RunDependencies } from './run-request.js';
import { endOffsets } from './topic-ends.js';

/** Kafka and PostgreSQL as a run asks them: again while they are away, for MES_STALL_SECONDS at most. */
export class RunServers {
  readonly queries: PatientQueries;
  readonly database: RunDatabase;
  readonly #patience: Patience;
  readonly #admin: RunDependencies['admin'];

  constructor({
    admin,
    pool,
    clock,
    stallSeconds,
  }: Pick<RunDependencies, 'admin' | 'pool' | 'clock' | 'stallSeconds'>) {
    this.#admin = admin;
    this.#patience = { clock, patienceSeconds: stallSeconds };
    this.queries = new PatientQueries(pool, this.#patience);
    this.database = new RunDatabase(this.queries);
  }

  /** Asks the broker: a restart of it ends a run at no moment, not at its first either. */
  askBroker<T>(ask: () => Promise<T>): Promise<T> {
    return patiently(ask, isBrokerAway, this.#patience);
  }

  /** Asks the database what takes more than one statement. */
  askDatabase<T>(ask: () => Promise<T>): Promise<T> {
    return patiently(ask, isDatabaseAway, this.#patience);
  }

  /** The end offset of each partition that carries events or facts, by `topic/partition`. */
  endOffsets(): Promise<Map<string, bigint>> {
    return this.askBroker(() => endOffsets(this.#admin));
  }

  /** How many partitions the topic of each stream has now. */
  partitionsOf(streams: readonly StreamName[]): Promise<Map<StreamName, number>> {
    return this.askBroker(async () => {
      const partitions = new Map<StreamName, number>();
      for (const stream of streams) {
        const { length } = await this.#admin.endOffsets(STREAM_TOPICS[stream]);
        partitions.set(stream, length);
      }
      return partitions;
    });
  }
}

function isBrokerAway(error: unknown): boolean {
  return (
    error instanceof BrokerUnreachableError ||
    error instanceof BrokerLostError ||
    kindOfFault(error) === 'transient'
  );
}
