import type { RecordBlock } from '../record-block.js';
import type { ArchivedFile } from './manifest.js';

/** A file of an archive while it is written. */
export interface RecordFile {
  /**
   * Adds records of its partition from an index on, until the file is full.
   *
   * @returns index of the first record that was not added
   */
  add(block: RecordBlock, from: number): Promise<number>;
  readonly isFull: boolean;
  /** Completes it and gives it its name. */
  finish(): Promise<ArchivedFile>;
  /** Leaves it incomplete. */
  abandon(): Promise<void>;
}

/** What a file begins with. */
export interface RecordFileStart {
  readonly folder: string;
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  readonly firstOffset: number;
}
