import {
  OwnershipLostError,
  type AssignedPartition,
  type DeadLetter,
  type FetchedBatches,
  type PartitionOwner,
  type PartitionStart,
} from '#libs/kafka';
import type { Clock } from '#libs/platform';
import { CheckpointLostError, type CheckpointChanges } from '#libs/store';
import { Logger } from '@nestjs/common';
import { SonsFold, type FoldOptions, type FoldedSons } from './sons-fold.js';
import type { SonsStore } from './sons-store.js';

/** When to commit. */
export interface CommitPolicy {
  /** Records folded, at most about this many: they are looked at after each fetch. */
  readonly records: number;
  /** Age of the oldest record folded, milliseconds. */
  readonly intervalMs: number;
}

/** What the owner works with; each is a part of the house or a fake of it. */
export interface SonsOwnerParts {
  readonly store: SonsStore;
  readonly deadLetters: { send(letter: DeadLetter): Promise<void> };
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Shows the group how far the commits are. */
  readonly display: (
    offsets: readonly { topic: string; partition: number; offset: bigint }[],
  ) => Promise<void>;
}

/**
 * Documents are to be read again from their start, because facts came after more of them than are
 * kept. It is no failure: the server drops its state and takes the partitions again, as after a loss.
 */
class CountAgainError extends OwnershipLostError {
  constructor(partitions: readonly number[]) {
    super('this one, from the start of its documents');
    this.message = `facts came after the documents of partitions ${partitions.join(', ')}: these are counted again`;
  }
}

/**
 * Owns the partitions that the group gives to this process: folds facts and documents, and commits
 * what they make and the offsets together. While one commit is under way the next records are folded
 * already; a commit waits for the one before it.
 */
export class SonsOwner implements PartitionOwner {
  readonly #fold: SonsFold;
  readonly #logger = new Logger(SonsOwner.name);
  readonly #firstTake = Promise.withResolvers<undefined>();
  #commitUnderWay: Promise<void> = Promise.resolve();
  #pendingSinceMs = 0;

  constructor(
    private readonly instance: string,
    private readonly policy: CommitPolicy,
    options: FoldOptions,
    private readonly parts: SonsOwnerParts,
  ) {
    this.#fold = new SonsFold(options);
  }

  /** Resolves when partitions were taken for the first time. */
  get whenTaken(): Promise<undefined> {
    return this.#firstTake.promise;
  }

  /**
   * Raises the epochs of the partitions and loads what was stored.
   *
   * @throws OwnershipLostError when another process took them meanwhile
   * @throws NotCoPartitionedError, CheckpointTopicChangedError, DatabaseUnreachableError
   */
  async take(assigned: readonly AssignedPartition[]): Promise<PartitionStart[]> {
    const { taken, stored } = await asOwner(() => this.parts.store.take(assigned, this.instance));
    this.#fold.take(taken, stored);
    this.#logger.log({ message: 'partitions taken', partitions: taken.length });
    this.#firstTake.resolve(undefined);
    return taken.map(({ topic, partition, offset }) => ({ topic, partition, offset }));
  }

  /** Commits what is folded if the partitions are still owned, and forgets the rest. */
  async drop(): Promise<void> {
    try {
      await this.#commitEverything();
    } catch (error) {
      // Another process has gone on from the last commit, or this one is about to: nothing is lost.
      if (!(error instanceof OwnershipLostError)) throw error;
      this.#logger.warn(error.message);
    } finally {
      this.#commitUnderWay = Promise.resolve();
      this.#fold.drop();
    }
  }

  /**
   * Nothing comes at the moment: commits what is folded.
   *
   * @throws OwnershipLostError when a commit found another owner
   * @throws CountAgainError after a commit that has set documents back to their start
   */
  async idle(): Promise<void> {
    this.#fold.noteIdle();
    await this.#commitEverything();
  }

  /**
   * Folds batches, and commits when the policy says so.
   *
   * @throws OwnershipLostError, CountAgainError as `idle` does
   * @throws CorruptBatchError, UnsupportedBatchError from the reader; nothing folded is stored then
   */
  async fold(batches: FetchedBatches): Promise<void> {
    const wasPending = this.#fold.hasProgress;
    this.#foldOrForget(batches);
    if (this.#fold.isToRewind) {
      await this.#commitEverything();
      return;
    }
    const nowMs = this.parts.clock.monotonicMs();
    if (!wasPending) this.#pendingSinceMs = nowMs;
    const isDue =
      this.#fold.pendingRecords >= this.policy.records ||
      nowMs - this.#pendingSinceMs >= this.policy.intervalMs ||
      this.#fold.isFull;
    if (isDue) await this.#startCommit();
  }

  /** A fold that broke off halfway is not to be stored by the drop that follows. */
  #foldOrForget(batches: FetchedBatches): void {
    try {
      this.#fold.fold(batches);
    } catch (error) {
      this.#fold.drop();
      throw error;
    }
  }

  async #commitEverything(): Promise<void> {
    await this.#startCommit();
    await this.#commitUnderWay;
  }

  /** Waits for the commit before, starts the next one and leaves it under way. */
  async #startCommit(): Promise<void> {
    await this.#commitUnderWay;
    if (!this.#fold.hasProgress) return;
    this.#commitUnderWay = this.#commit(this.#fold.takeChanges());
    // Its failure is thrown to whoever waits for it next, and until then it is nobody's.
    this.#commitUnderWay.catch(() => undefined);
  }

  async #commit({ deadLetters, ...folded }: FoldedSons): Promise<void> {
    // The letters first: a crash in between writes them again and loses none.
    for (const letter of deadLetters) {
      await this.parts.deadLetters.send(letter);
      const { topic, partition, reason } = letter;
      this.#logger.warn({ message: 'dead letter', topic, partition, reason });
    }
    await asOwner(() => this.parts.store.commit(folded));
    const { changes, rewound } = folded;
    await this.parts.display(changes.partitions.map(displayOf));
    if (rewound.length === 0) return;
    // What is in memory is about documents that are to come again.
    this.#fold.drop();
    throw new CountAgainError(rewound);
  }
}

async function asOwner<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CheckpointLostError)) throw error;
    throw new OwnershipLostError(error.message, { cause: error });
  }
}

function displayOf({ topic, partition, nextOffset }: CheckpointChanges['partitions'][number]): {
  topic: string;
  partition: number;
  offset: bigint;
} {
  return { topic, partition, offset: nextOffset };
}
