import { SONS_TOPIC, TOPICS } from '#libs/events';
import { RunFailedError } from '#libs/platform';
import {
  bookSons,
  loadCounting,
  loadSons,
  saveCounting,
  type AssignedPartition,
  type Checkpoint,
  type SonsChanges,
  type StoredSons,
  type TakenPartition,
} from '#libs/store';
import type { Pool } from 'pg';
import type { FoldedSons } from './sons-fold.js';

/** Partitions that are this process's own, and what was stored of them. */
export interface TakenSons {
  readonly taken: readonly TakenPartition[];
  readonly stored: StoredSons;
}

/** Where the owner keeps what it folds. */
export interface SonsStore {
  /** Takes partitions from whoever had them, and loads what was stored of them. */
  take(assigned: readonly AssignedPartition[], owner: string): Promise<TakenSons>;
  /** Stores all of it together, or nothing. Throws CheckpointLostError for a former owner. */
  commit(folded: Omit<FoldedSons, 'deadLetters'>): Promise<void>;
}

/** The group gave a partition of one topic to this process and its counterpart to another. */
export class NotCoPartitionedError extends RunFailedError {
  constructor(assigned: readonly AssignedPartition[]) {
    const came = assigned.map(({ topic, partition }) => `${topic}/${partition}`).join(', ');
    super(
      `expected the same partitions of ${SONS_TOPIC} and ${TOPICS.dmp}, came ${came}; ` +
        'every member of the group must run this program with its co-partitioned assignment',
    );
  }
}

/** PostgreSQL: offsets, requests, ledgers and usage in one transaction. */
export class PostgresSonsStore implements SonsStore {
  /** @param fingerprint of the counting parameters: documents counted with other ones are counted again */
  constructor(
    private readonly pool: Pool,
    private readonly checkpoint: Checkpoint,
    private readonly fingerprint: string,
  ) {}

  /** Throws NotCoPartitionedError, CheckpointTopicChangedError, CheckpointLostError, DatabaseUnreachableError. */
  async take(assigned: readonly AssignedPartition[], owner: string): Promise<TakenSons> {
    const partitions = coPartitions(assigned);
    const taken = await this.checkpoint.take(assigned, owner);
    const rewound = await this.#rewindOutdated(taken, partitions);
    return { taken: taken.map(rewound), stored: await loadSons(this.pool, partitions) };
  }

  async commit({ changes, sons, rewound }: Omit<FoldedSons, 'deadLetters'>): Promise<void> {
    await this.checkpoint.commit(changes, (client) => bookSons(client, sons, rewound));
  }

  /**
   * Counts again what was counted with other parameters, or before facts that came too late and
   * whose owner did not get to it.
   */
  async #rewindOutdated(
    taken: readonly TakenPartition[],
    partitions: readonly number[],
  ): Promise<(held: TakenPartition) => TakenPartition> {
    const counting = await loadCounting(this.pool, partitions);
    const upToDate = new Set(
      counting
        .filter(({ fingerprint, isStale }) => fingerprint === this.fingerprint && !isStale)
        .map(({ partition }) => partition),
    );
    const outdated = partitions.filter((partition) => !upToDate.has(partition));
    const isRewound = ({ topic, partition }: TakenPartition): boolean =>
      topic === TOPICS.dmp && !upToDate.has(partition);
    if (outdated.length > 0) {
      const changes = { partitions: [], sources: [], sent: [], rewound: taken.filter(isRewound) };
      await this.checkpoint.commit(changes, async (client) => {
        await saveCounting(client, outdated, this.fingerprint);
        await bookSons(client, NOTHING, outdated);
      });
    }
    return (held) => (isRewound(held) ? { ...held, offset: 0n, sequences: new Map() } : held);
  }
}

const NOTHING: SonsChanges = {
  facts: [],
  requests: [],
  lines: [],
  incentives: [],
  usage: [],
  subjects: [],
  watchedSubjects: [],
  stalePartitions: [],
};

/**
 * Partition numbers that both topics were assigned with.
 *
 * @throws NotCoPartitionedError when a number is there for one topic only
 */
export function coPartitions(assigned: readonly AssignedPartition[]): number[] {
  const numbersOf = (topic: string): number[] =>
    assigned
      .flatMap((held) => (held.topic === topic ? [held.partition] : []))
      .sort((a, b) => a - b);
  const facts = numbersOf(SONS_TOPIC);
  if (facts.join() !== numbersOf(TOPICS.dmp).join()) throw new NotCoPartitionedError(assigned);
  return facts;
}
