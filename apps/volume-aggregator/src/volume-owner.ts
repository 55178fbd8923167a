import {
  OwnershipLostError,
  type AssignedPartition,
  type DeadLetter,
  type FetchedBatches,
  type PartitionOwner,
  type PartitionStart,
} from '#libs/kafka';
import type { Clock } from '#libs/platform';
import { formatMonth } from '#libs/reference';
import {
  CheckpointLostError,
  type PartitionProgress,
  type RevisedMonth,
  type VolumeCheckpoint,
} from '#libs/store';
import { Logger } from '@nestjs/common';
import { VolumeFold, type FoldedChanges } from './volume-fold.js';

/** When to commit. */
export interface CommitPolicy {
  /** Records folded, at most about this many: they are looked at after each fetch. */
  readonly records: number;
  /** Age of the oldest record folded, milliseconds. */
  readonly intervalMs: number;
}

/** What the owner works with; each is a part of the house or a fake of it. */
export interface VolumeOwnerParts {
  readonly checkpoint: Pick<VolumeCheckpoint, 'take' | 'commit'>;
  readonly deadLetters: { send(letter: DeadLetter): Promise<void> };
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Shows the group how far the commits are. */
  readonly display: (
    offsets: readonly { topic: string; partition: number; offset: bigint }[],
  ) => Promise<void>;
}

/**
 * Owns the partitions that the group gives to this process: counts them, and commits counts and
 * offsets together. While one commit is under way the next records are folded already; a commit
 * waits for the one before it.
 */
export class VolumeOwner implements PartitionOwner {
  readonly #fold = new VolumeFold();
  readonly #logger = new Logger(VolumeOwner.name);
  readonly #firstTake = Promise.withResolvers<undefined>();
  #commitUnderWay: Promise<void> = Promise.resolve();
  #pendingSinceMs = 0;

  constructor(
    private readonly instance: string,
    private readonly policy: CommitPolicy,
    private readonly parts: VolumeOwnerParts,
  ) {}

  /** Resolves when partitions were taken for the first time. */
  get whenTaken(): Promise<undefined> {
    return this.#firstTake.promise;
  }

  /**
   * Raises the epochs of the partitions and loads what was counted.
   *
   * @throws CheckpointTopicChangedError, DatabaseUnreachableError
   */
  async take(assigned: readonly AssignedPartition[]): Promise<PartitionStart[]> {
    const taken = await this.parts.checkpoint.take(assigned, this.instance);
    this.#fold.take(taken);
    this.#logger.log({ message: 'partitions taken', partitions: taken.length });
    this.#firstTake.resolve(undefined);
    return taken.map(({ topic, partition, offset }) => ({ topic, partition, offset }));
  }

  /** Commits what is folded if the partitions are still owned, and forgets the rest. */
  async drop(): Promise<void> {
    try {
      await this.#commitEverything();
    } catch (error) {
      // Another process has counted on from the last commit: what is folded here is its to do.
      if (!(error instanceof OwnershipLostError)) throw error;
      this.#logger.warn(error.message);
    } finally {
      this.#commitUnderWay = Promise.resolve();
      this.#fold.drop();
    }
  }

  /** Nothing comes at the moment: commits what is folded. */
  async idle(): Promise<void> {
    await this.#commitEverything();
  }

  /**
   * Folds batches, and commits when the policy says so.
   *
   * @throws OwnershipLostError when a commit found another owner
   * @throws CorruptBatchError, UnsupportedBatchError from the reader; nothing folded is stored then
   */
  async fold(batches: FetchedBatches): Promise<void> {
    const wasPending = this.#fold.hasProgress;
    this.#foldOrForget(batches);
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

  async #commit({ changes, deadLetters }: FoldedChanges): Promise<void> {
    // The letters first: a crash in between writes them again and loses none.
    for (const letter of deadLetters) {
      await this.parts.deadLetters.send(letter);
      const { topic, partition, reason } = letter;
      this.#logger.warn({ message: 'dead letter', topic, partition, reason });
    }
    try {
      this.#tellRevised(await this.parts.checkpoint.commit(changes));
    } catch (error) {
      if (!(error instanceof CheckpointLostError)) throw error;
      throw new OwnershipLostError(error.message, { cause: error });
    }
    await this.parts.display(changes.partitions.map(displayOf));
  }

  #tellRevised(revised: readonly RevisedMonth[]): void {
    for (const { month, revision } of revised) {
      this.#logger.warn({ message: 'closed month revised', month: formatMonth(month), revision });
    }
  }
}

function displayOf({ topic, partition, nextOffset }: PartitionProgress): {
  topic: string;
  partition: number;
  offset: bigint;
} {
  return { topic, partition, offset: nextOffset };
}
