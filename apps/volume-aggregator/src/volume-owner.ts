import { VolumeFold, type CommitMeter, type FoldedChanges } from '#libs/counting';
import {
  FetchLag,
  OwnershipLostError,
  type AssignedPartition,
  type DeadLetter,
  type FetchedBatches,
  type PartitionOwner,
  type PartitionStart,
} from '#libs/kafka';
import { WorkMeter, type Clock, type WorkState } from '#libs/platform';
import { formatMonth } from '#libs/reference';
import {
  CheckpointLostError,
  CommitLane,
  decideCommit,
  type CommitDecision,
  type CommitPolicy,
  type PartitionProgress,
  type RevisedMonth,
  type VolumeChanges,
  type VolumeCheckpoint,
} from '#libs/store';
import { Logger } from '@nestjs/common';

/** What the owner works with; each is a part of the house or a fake of it. */
export interface VolumeOwnerParts {
  readonly checkpoint: Pick<VolumeCheckpoint, 'take' | 'commit'>;
  readonly deadLetters: { send(letter: DeadLetter): Promise<void> };
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** What this process spends its time on. Omitted: nobody is told. */
  readonly meter?: WorkMeter;
  /** What this process has committed. Omitted: nobody is told. */
  readonly commits?: Pick<CommitMeter, 'during' | 'noteDeadLetter'>;
  /** Shows the group how far the commits are. */
  readonly display: (
    offsets: readonly { topic: string; partition: number; offset: bigint }[],
  ) => Promise<void>;
}

/**
 * Owns the partitions that the group gives to this process: counts them, and commits counts and
 * offsets together. While one commit is under way the next records are folded already, up to the
 * bound of the policy: from there on nothing is taken before the commit is through, and memory stays
 * where it is, however slow the database.
 */
export class VolumeOwner implements PartitionOwner {
  readonly #fold = new VolumeFold();
  readonly #logger = new Logger(VolumeOwner.name);
  readonly #firstTake = Promise.withResolvers<undefined>();
  readonly #lag = new FetchLag();
  readonly #meter: WorkMeter;
  readonly #lane: CommitLane;
  #pendingSinceMs = 0;

  constructor(
    private readonly instance: string,
    private readonly policy: CommitPolicy,
    private readonly parts: VolumeOwnerParts,
  ) {
    this.#meter = parts.meter ?? new WorkMeter(parts.clock, 'idle');
    this.#lane = new CommitLane(parts.clock, this.#meter);
  }

  /** Records that lie in the log and are not fetched, as far as the fetches told. */
  get lagEvents(): number {
    return this.#lag.records;
  }

  /** The same, by topic. */
  lagByTopic(): ReadonlyMap<string, number> {
    return this.#lag.byTopic();
  }

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
    this.#meter.enter('waiting_database');
    const taken = await this.parts.checkpoint.take(assigned, this.instance);
    this.#fold.take(taken);
    this.#logger.log({ message: 'partitions taken', partitions: taken.length });
    this.#firstTake.resolve(undefined);
    this.#meter.enter('waiting_broker');
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
      this.#lane.clear();
      this.#fold.drop();
      this.#lag.clear();
      this.#meter.enter('idle');
    }
  }

  /** Nothing comes at the moment: commits what is folded. */
  async idle(): Promise<void> {
    await this.#commitEverything();
    this.#meter.enter('idle');
  }

  /**
   * Folds batches, and commits when the policy says so.
   *
   * @throws OwnershipLostError when a commit found another owner
   * @throws CorruptBatchError, UnsupportedBatchError from the reader; nothing folded is stored then
   */
  async fold(batches: FetchedBatches): Promise<void> {
    this.#meter.enter('working');
    const wasPending = this.#fold.hasProgress;
    this.#foldOrForget(batches);
    this.#lag.note(batches);
    if (!wasPending) this.#pendingSinceMs = this.parts.clock.monotonicMs();
    const decision = this.#decide();
    // A commit that is due waits for the one before it without holding up the folding.
    const isHeldUp = decision === 'due' && this.#lane.isBusy;
    if (decision !== 'not yet' && !isHeldUp) await this.#startCommit();
    this.#meter.enter(this.#stateAfterFold(isHeldUp));
  }

  #decide(): CommitDecision {
    return decideCommit(this.policy, {
      records: this.#fold.pendingRecords,
      ageMs: this.parts.clock.monotonicMs() - this.#pendingSinceMs,
      isFull: this.#fold.isFull,
      lagRecords: this.#lag.records,
      lastCommitMs: this.#lane.lastMs,
    });
  }

  #stateAfterFold(isHeldUp: boolean): WorkState {
    if (this.#lag.records > 0) return 'waiting_broker';
    return isHeldUp ? 'waiting_database' : 'idle';
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
    await this.#lane.settle();
  }

  /** Waits for the commit before, starts the next one and leaves it under way. */
  async #startCommit(): Promise<void> {
    await this.#lane.settle();
    if (!this.#fold.hasProgress) return;
    const folded = this.#fold.takeChanges();
    this.#lane.start(() => this.#commit(folded));
  }

  async #commit({ changes, deadLetters }: FoldedChanges): Promise<void> {
    // The letters first: a crash in between writes them again and loses none.
    for (const letter of deadLetters) {
      await this.parts.deadLetters.send(letter);
      this.parts.commits?.noteDeadLetter(letter);
      const { topic, partition, reason } = letter;
      this.#logger.warn({ message: 'dead letter', topic, partition, reason });
    }
    try {
      this.#tellRevised(await this.#store(changes));
    } catch (error) {
      if (!(error instanceof CheckpointLostError)) throw error;
      throw new OwnershipLostError(error.message, { cause: error });
    }
    await this.parts.display(changes.partitions.map(displayOf));
  }

  #store(changes: VolumeChanges): Promise<RevisedMonth[]> {
    const commit = (): Promise<RevisedMonth[]> => this.parts.checkpoint.commit(changes);
    return this.parts.commits?.during(changes, commit) ?? commit();
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
