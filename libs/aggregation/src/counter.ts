import type { DeadLetter, FetchedBatches } from '#libs/kafka';
import type { AssignedPartition, CheckpointChanges, TakenPartition } from '#libs/store';

/** What was counted since the last commit, ready to be stored. */
export interface PreparedCommit {
  readonly changes: CheckpointChanges;
  /** To be written before the changes are stored. */
  readonly deadLetters: readonly DeadLetter[];
  /** Stores all of it together with the offsets, or nothing. Throws CheckpointLostError for a former owner. */
  store(): Promise<void>;
  /**
   * Called when it is stored and shown. Omitted: nothing is left to do.
   *
   * @throws OwnershipLostError to have the partitions taken again
   */
  afterwards?(): void;
}

/** What is folded and not yet prepared for a commit; a fold says it of itself. */
export interface Pending {
  readonly pendingRecords: number;
  /** Whether there is something to store. */
  readonly hasProgress: boolean;
  /** Whether memory asks for a commit before time and number of records do. */
  readonly isFull: boolean;
}

/** What an aggregator makes of its records: the part of an owner that knows what is counted. */
export interface Counter {
  /** As it is at each look. */
  readonly pending: Pending;
  /** Whether what is folded is to be stored at once, before anything more is folded. Omitted: never. */
  readonly isUrgent?: boolean;

  /**
   * Takes partitions from whoever had them, and loads what was counted of them.
   *
   * @param owner name of this process
   */
  take(assigned: readonly AssignedPartition[], owner: string): Promise<readonly TakenPartition[]>;

  /** @throws CorruptBatchError, UnsupportedBatchError from the reader: what is folded is forgotten then */
  fold(batches: FetchedBatches): void;

  /** Nothing comes at the moment. Omitted: that means nothing. */
  noteIdle?(): void;

  /** What was folded since the last time, which is not pending any more. */
  prepare(): PreparedCommit;

  /** Forgets the partitions and everything that is not stored. */
  forget(): void;
}
