import type { RecordBlock } from '../record-block.js';

/** Records of a block that a selection took: those at `indices[from]` up to before `indices[before]`. */
export interface SelectedRecords {
  readonly block: RecordBlock;
  readonly indices: Int32Array;
  readonly from: number;
  readonly before: number;
}

/** Where a replay writes to. */
export interface ReplaySink {
  /** Takes records, in order. When it resolves the block may be used again, and nothing need be settled yet. */
  write(records: SelectedRecords): Promise<void>;
  /** Resolves when everything written so far is where it belongs. */
  settle(): Promise<void>;
  /** Lets go of files and buffers; settle first. */
  close(): Promise<void>;
}
