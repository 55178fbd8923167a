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
import {
  CheckpointLostError,
  CommitLane,
  decideCommit,
  type CommitDecision,
  type CommitPolicy,
  type PartitionProgress,
} from '#libs/store';
import { Logger } from '@nestjs/common';
import type { CommitMeter } from './commit-meter.js';
import type { Counter, PreparedCommit } from './counter.js';

/** What the owner works with; each is a part of the house or a fake of it. */
export interface OwnerParts {
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
 * Owns the partitions that the group gives to this process: has them counted, and commits what that
 * makes and the offsets together. While one commit is under way the next records are folded already, up to the
 * bound of the policy: from there on nothing is taken before the commit is through, and memory stays
 * where it is, however slow the database.
 */
export class CountingOwner implements PartitionOwner {
  readonly #logger = new Logger(CountingOwner.name);
  readonly #firstTake = Promise.withResolvers<undefined>();
  readonly #lag = new FetchLag();
  readonly #meter: WorkMeter;
  readonly #lane: CommitLane;
  #pendingSinceMs = 0;

  constructor(
    private readonly instance: string,
    private readonly policy: CommitPolicy,
    private readonly counter: Counter,
    private readonly parts: OwnerParts,
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
   * @throws OwnershipLostError when another process took them meanwhile
   * @throws CheckpointTopicChangedError, DatabaseUnreachableError, and what the counter throws
   */
  async take(assigned: readonly AssignedPartition[]): Promise<PartitionStart[]> {
    this.#meter.enter('waiting_database');
    const taken = await asOwner(() => this.counter.take(assigned, this.instance));
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
      // Another process has counted on from the last commit, or this one is about to: nothing is lost.
      if (!(error instanceof OwnershipLostError)) throw error;
      this.#logger.warn(error.message);
    } finally {
      this.#lane.clear();
      this.counter.forget();
      this.#lag.clear();
      this.#meter.enter('idle');
    }
  }

  /**
   * Nothing comes at the moment: commits what is folded.
   *
   * @throws OwnershipLostError when a commit found another owner, or the counter wants to begin again
   */
  async idle(): Promise<void> {
    this.counter.noteIdle?.();
    await this.#commitEverything();
    this.#meter.enter('idle');
  }

  /**
   * Folds batches, and commits when the policy says so.
   *
   * @throws OwnershipLostError as `idle` does
   * @throws CorruptBatchError, UnsupportedBatchError from the reader; nothing folded is stored then
   */
  async fold(batches: FetchedBatches): Promise<void> {
    this.#meter.enter('working');
    const wasPending = this.counter.pending.hasProgress;
    this.#foldOrForget(batches);
    this.#lag.note(batches);
    if (this.counter.isUrgent === true) {
      await this.#commitEverything();
      return;
    }
    if (!wasPending) this.#pendingSinceMs = this.parts.clock.monotonicMs();
    const decision = this.#decide();
    // A commit that is due waits for the one before it without holding up the folding.
    const isHeldUp = decision === 'due' && this.#lane.isBusy;
    if (decision !== 'not yet' && !isHeldUp) await this.#startCommit();
    this.#meter.enter(this.#stateAfterFold(isHeldUp));
  }

  #decide(): CommitDecision {
    return decideCommit(this.policy, {
      records: this.counter.pending.pendingRecords,
      ageMs: this.parts.clock.monotonicMs() - this.#pendingSinceMs,
      isFull: this.counter.pending.isFull,
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
      this.counter.fold(batches);
    } catch (error) {
      this.counter.forget();
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
    if (!this.counter.pending.hasProgress) return;
    const prepared = this.counter.prepare();
    this.#lane.start(() => this.#commit(prepared));
  }

  async #commit(prepared: PreparedCommit): Promise<void> {
    const { changes, deadLetters } = prepared;
    // The letters first: a crash in between writes them again and loses none.
    for (const letter of deadLetters) {
      await this.parts.deadLetters.send(letter);
      this.parts.commits?.noteDeadLetter(letter);
      const { topic, partition, reason } = letter;
      this.#logger.warn({ message: 'dead letter', topic, partition, reason });
    }
    const store = (): Promise<void> => asOwner(() => prepared.store());
    await (this.parts.commits?.during(changes, store) ?? store());
    await this.parts.display(changes.partitions.map(displayOf));
    prepared.afterwards?.();
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

function displayOf({ topic, partition, nextOffset }: PartitionProgress): {
  topic: string;
  partition: number;
  offset: bigint;
} {
  return { topic, partition, offset: nextOffset };
}
