import { batchesOf, checkBatch, type BatchHeader } from './record-batch.js';
import { RECORDS_OFFSET } from './layout.js';

/** A transaction that was given up, as a fetch response lists it. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  /** Offset of its first record in the partition. */
  readonly firstOffset: bigint;
}

/**
 * Takes the batches of aborted transactions out of a fetched buffer, in place, so that what remains
 * may be counted. Brokers list the aborted transactions of a response but leave their records in it.
 *
 * @param buffer whole batches in offset order; its bytes are moved
 * @returns the part of the buffer that remains
 * @throws CorruptBatchError, UnsupportedBatchError
 */
export function dropAbortedBatches(
  buffer: Buffer,
  aborted: readonly AbortedTransaction[],
  source: string,
): Buffer {
  if (aborted.length === 0) return buffer;
  const waiting = [...aborted].sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  const open = new Set<bigint>();
  let kept = 0;
  for (const batch of batchesOf(buffer, source)) {
    while (waiting[0] !== undefined && waiting[0].firstOffset <= batch.lastOffset) {
      open.add(waiting[0].producerId);
      waiting.shift();
    }
    if (batch.isControl) {
      if (isAbortMarker(buffer, batch)) open.delete(batch.producerId);
    } else if (batch.isTransactional && open.has(batch.producerId)) {
      // Nobody looks at it again: what says that it was aborted must be what the producer wrote.
      checkBatch(buffer, batch, source);
      continue;
    }
    buffer.copyWithin(kept, batch.start, batch.end);
    kept += batch.end - batch.start;
  }
  return buffer.subarray(0, kept);
}

/**
 * A control batch holds one record whose key is (version int16, type int16), type 0 for an abort.
 * The record's length, attributes, deltas and key length take one byte each in front of the key.
 */
function isAbortMarker(buffer: Buffer, batch: BatchHeader): boolean {
  const key = batch.start + RECORDS_OFFSET + CONTROL_KEY_OFFSET;
  return key + 4 <= batch.end && buffer.readInt16BE(key + 2) === 0;
}

const CONTROL_KEY_OFFSET = 5;
