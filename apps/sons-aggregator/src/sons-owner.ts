import type { CommitMeter } from '#libs/counting';
import {
  FetchLag,
  OwnershipLostError,
  isSendingTime,
  sentRecordsOf,
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
  type CheckpointChanges,
  type CommitDecision,
  type CommitPolicy,
  type SentEvents,
} from '#libs/store';
import { Logger } from '@nestjs/common';
import { SonsFold, type FoldOptions, type FoldedSons } from './sons-fold.js';
import type { SonsStore } from './sons-store.js';

/** What the owner works with; each is a part of the house or a fake of it. */
export interface SonsOwnerParts {
  readonly store: SonsStore;
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
 * already, up to the bound of the policy: from there on nothing is taken before the commit is through,
 * and memory stays where it is, however slow the database.
 */
export class SonsOwner implements PartitionOwner {
  readonly #fold: SonsFold;
  readonly #logger = new Logger(SonsOwner.name);
  readonly #firstTake = Promise.withResolvers<undefined>();
  readonly #lag = new FetchLag();
  readonly #meter: WorkMeter;
  readonly #lane: CommitLane;
  #pendingSinceMs = 0;
  /** When the records folded since the last commit were sent. */
  #sent: SentEvents[] = [];

  constructor(
    private readonly instance: string,
    private readonly policy: CommitPolicy,
    options: FoldOptions,
    private readonly parts: SonsOwnerParts,
  ) {
    this.#fold = new SonsFold(options);
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
   * Raises the epochs of the partitions and loads what was stored.
   *
   * @throws OwnershipLostError when another process took them meanwhile
   * @throws NotCoPartitionedError, CheckpointTopicChangedError, DatabaseUnreachableError
   */
  async take(assigned: readonly AssignedPartition[]): Promise<PartitionStart[]> {
    this.#meter.enter('waiting_database');
    const { taken, stored } = await asOwner(() => this.parts.store.take(assigned, this.instance));
    this.#fold.take(taken, stored);
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
      // Another process has gone on from the last commit, or this one is about to: nothing is lost.
      if (!(error instanceof OwnershipLostError)) throw error;
      this.#logger.warn(error.message);
    } finally {
      this.#lane.clear();
      this.#forget();
      this.#lag.clear();
      this.#meter.enter('idle');
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
    this.#meter.enter('idle');
  }

  /**
   * Folds batches, and commits when the policy says so.
   *
   * @throws OwnershipLostError, CountAgainError as `idle` does
   * @throws CorruptBatchError, UnsupportedBatchError from the reader; nothing folded is stored then
   */
  async fold(batches: FetchedBatches): Promise<void> {
    this.#meter.enter('working');
    const wasPending = this.#fold.hasProgress;
    this.#foldOrForget(batches);
    this.#lag.note(batches);
    if (this.#fold.isToRewind) {
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
      this.#forget();
      throw error;
    }
    this.#sent.push(...sentRecordsOf(batches).filter(({ sentAtMs }) => isSendingTime(sentAtMs)));
  }

  #forget(): void {
    this.#fold.drop();
    this.#sent = [];
  }

  async #commitEverything(): Promise<void> {
    await this.#startCommit();
    await this.#lane.settle();
  }

  /** Waits for the commit before, starts the next one and leaves it under way. */
  async #startCommit(): Promise<void> {
    await this.#lane.settle();
    if (!this.#fold.hasProgress) return;
    const folded = this.#takeFolded();
    this.#lane.start(() => this.#commit(folded));
  }

  /** The fold counts; when its records were sent is the same for all that it makes of them. */
  #takeFolded(): FoldedSons {
    const folded = this.#fold.takeChanges();
    const sent = this.#sent;
    this.#sent = [];
    return { ...folded, changes: { ...folded.changes, sent } };
  }

  async #commit({ deadLetters, ...folded }: FoldedSons): Promise<void> {
    // The letters first: a crash in between writes them again and loses none.
    for (const letter of deadLetters) {
      await this.parts.deadLetters.send(letter);
      this.parts.commits?.noteDeadLetter(letter);
      const { topic, partition, reason } = letter;
      this.#logger.warn({ message: 'dead letter', topic, partition, reason });
    }
    const { changes, rewound } = folded;
    await this.#store(folded);
    await this.parts.display(changes.partitions.map(displayOf));
    if (rewound.length === 0) return;
    // What is in memory is about documents that are to come again.
    this.#forget();
    throw new CountAgainError(rewound);
  }

  #store(folded: Parameters<SonsStore['commit']>[0]): Promise<void> {
    const commit = (): Promise<void> => asOwner(() => this.parts.store.commit(folded));
    return this.parts.commits?.during(folded.changes, commit) ?? commit();
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
