import { TOPICS, encodeEvent, type DecodedEvent, type DocumentDeposited } from '#libs/events';
import type { FetchedBatches } from '#libs/kafka';
import { DOCUMENT_TYPES, FORMAT_CODES } from '#libs/reference';
import { createRecordsBatch, type MessageRecord } from '@platformatic/kafka';

/** 15 December 2023, noon in Europe/Paris. */
export const REGISTERED_AT_MS = Date.UTC(2023, 11, 15, 11);
/** Wall clock at which the records of these batches were sent. */
export const SENT_AT_MS = 1_700_000_000_000;

/** A valid deposit; give what matters to the test. */
export function deposit(given: Partial<DocumentDeposited> = {}): DocumentDeposited {
  return {
    record: 'DocumentDeposited',
    source: 'dmp/test/1/0',
    sequence: 0,
    occurredAt: REGISTERED_AT_MS - 1000,
    registeredAt: REGISTERED_AT_MS,
    actId: 7,
    patient: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    patientDepartment: '75',
    insOid: 'INS_NIR_TEST',
    author: '810002422979',
    site: '1750000018',
    couloir: 'biology',
    solution: 3,
    typeCode: DOCUMENT_TYPES[0]?.symbol ?? '',
    classCode: Number(DOCUMENT_TYPES[0]?.classCode),
    formatCode: FORMAT_CODES[0]?.symbol ?? '',
    sizeBytes: 1000,
    uniqueId: null,
    hash: null,
    ...given,
  };
}

/** A value of a record: an event, or bytes that are none. */
export type TestValue = DecodedEvent | Buffer | null;

/** What a fetch of the values would bring, in batches of at most `batchRecords`. */
export function fetched(
  values: readonly TestValue[],
  options: {
    topic?: string;
    partition?: number;
    firstOffset?: bigint;
    batchRecords?: number;
    /** When the records were sent. */
    sentAtMs?: number;
    /** null: records without key. */
    key?: string | null;
  } = {},
): FetchedBatches {
  const { topic = TOPICS.dmp, partition = 0, firstOffset = 0n, batchRecords = 4 } = options;
  const { sentAtMs = SENT_AT_MS, key = '1750000018' } = options;
  const batches: Buffer[] = [];
  for (let start = 0; start < values.length; start += batchRecords) {
    const part = values.slice(start, start + batchRecords);
    const at = { baseOffset: firstOffset + BigInt(start), sentAtMs: sentAtMs + start, key };
    batches.push(batchOf(part, at));
  }
  const endOffset = firstOffset + BigInt(values.length);
  return {
    topic,
    topicId: 'topic-id',
    partition,
    buffer: Buffer.concat(batches),
    firstOffset,
    endOffset,
    highWatermark: endOffset,
  };
}

function batchOf(
  values: readonly TestValue[],
  { baseOffset, sentAtMs, key }: { baseOffset: bigint; sentAtMs: number; key: string | null },
): Buffer {
  const records = values.map((value) => ({
    ...(key === null ? {} : { key: Buffer.from(key) }),
    value: value === null || Buffer.isBuffer(value) ? value : encodeEvent(value),
    topic: 'test',
    timestamp: BigInt(sentAtMs),
  }));
  // The library's types know no null value although it writes one: a record without value is a tombstone.
  const batch = Buffer.from(createRecordsBatch(records as MessageRecord[], {}).buffer);
  batch.writeBigInt64BE(baseOffset, 0);
  return batch;
}
