import type { FetchedBatches } from '../bulk-lane/contract.js';
import { batchesOf } from '../record-batch/record-batch.js';

/** Records that were sent at one time. */
export interface SentRecords {
  /** Latest timestamp of their batch: the wall clock of sending, milliseconds. */
  readonly sentAtMs: number;
  readonly events: number;
}

/** 2000-01-01 and 2100-01-01: whatever lies outside was written by no clock. */
const SENDING_TIME_MS_MIN = 946_684_800_000;
const SENDING_TIME_MS_MAX = 4_102_444_800_000;

/**
 * Whether a timestamp may be when something was sent. Producers may write any, none at all (-1) among
 * them: the event counts all the same, and says nothing of freshness.
 */
export function isSendingTime(timestampMs: number): boolean {
  return timestampMs >= SENDING_TIME_MS_MIN && timestampMs <= SENDING_TIME_MS_MAX;
}

/**
 * When the records of fetched batches were sent, from the headers of the batches alone. Records
 * before the position that was asked for are left out, and so are control batches.
 *
 * @throws CorruptBatchError, UnsupportedBatchError
 */
export function sentRecordsOf(batches: FetchedBatches): SentRecords[] {
  const { buffer, firstOffset, topic, partition } = batches;
  const sent: { sentAtMs: number; events: number }[] = [];
  for (const header of batchesOf(buffer, `${topic}/${partition}`)) {
    if (header.isControl || header.lastOffset < firstOffset) continue;
    const skipped = firstOffset > header.baseOffset ? Number(firstOffset - header.baseOffset) : 0;
    const events = Math.max(0, header.recordCount - skipped);
    const last = sent.at(-1);
    if (last?.sentAtMs === header.maxTimestampMs) last.events += events;
    else sent.push({ sentAtMs: header.maxTimestampMs, events });
  }
  return sent;
}
