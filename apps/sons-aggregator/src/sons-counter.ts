import type { Counter, Pending, PreparedCommit } from '#libs/aggregation';
import { OwnershipLostError, isSendingTime, sentRecordsOf, type FetchedBatches } from '#libs/kafka';
import type { AssignedPartition, SentEvents, TakenPartition } from '#libs/store';
import { SonsFold, type FoldOptions } from './sons-fold.js';
import type { SonsStore } from './sons-store.js';

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

/** Folds SONS facts into requests and ledgers, and documents into what the thresholds ask for. */
export class SonsCounter implements Counter {
  readonly #fold: SonsFold;
  /** When the records folded since the last commit were sent. */
  #sent: SentEvents[] = [];

  constructor(
    options: FoldOptions,
    private readonly store: SonsStore,
  ) {
    this.#fold = new SonsFold(options);
  }

  get pending(): Pending {
    return this.#fold;
  }

  /** Documents that are to be counted again are set back before more of them are read. */
  get isUrgent(): boolean {
    return this.#fold.isToRewind;
  }

  /** @throws NotCoPartitionedError */
  async take(
    assigned: readonly AssignedPartition[],
    owner: string,
  ): Promise<readonly TakenPartition[]> {
    const { taken, stored } = await this.store.take(assigned, owner);
    this.#fold.take(taken, stored);
    return taken;
  }

  fold(batches: FetchedBatches): void {
    this.#fold.fold(batches);
    this.#sent.push(...sentRecordsOf(batches).filter(({ sentAtMs }) => isSendingTime(sentAtMs)));
  }

  noteIdle(): void {
    this.#fold.noteIdle();
  }

  prepare(): PreparedCommit {
    const { deadLetters, ...folded } = this.#fold.takeChanges();
    // The fold counts; when its records were sent is the same for all that it makes of them.
    const changes = { ...folded.changes, sent: this.#sent };
    this.#sent = [];
    return {
      changes,
      deadLetters,
      store: () => this.store.commit({ ...folded, changes }),
      afterwards: () => {
        if (folded.rewound.length === 0) return;
        // What is in memory is about documents that are to come again.
        this.forget();
        throw new CountAgainError(folded.rewound);
      },
    };
  }

  forget(): void {
    this.#fold.drop();
    this.#sent = [];
  }
}
