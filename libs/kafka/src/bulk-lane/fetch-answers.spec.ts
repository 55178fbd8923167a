import { describe, expect, it } from '@jest/globals';
import { libraryBatch } from '../fixtures/records.js';
import { CorruptBatchError } from '../record-batch/errors.js';
import { takeBatches, type ReadPosition } from './fetch-answers.js';
import type { PartitionResponse } from './fetch-channel.js';

const oneRecord = { key: null, value: Buffer.from('deposit'), headers: [], timestampMs: 0 };
const batchAt = (baseOffset: bigint) => libraryBatch([oneRecord, oneRecord], { baseOffset });

function readingAt(position: bigint): ReadPosition {
  return { topic: 'mes.dmp.v1', topicId: 'id', partition: 3, position, cutAnswers: 0 };
}

function answer(records: Buffer, highWatermark = 12n): PartitionResponse {
  return {
    topicId: 'id',
    partition: 3,
    errorCode: 0,
    highWatermark,
    logStartOffset: 0n,
    aborted: [],
    records,
  };
}

describe('takeBatches', () => {
  it('takes records beyond the high watermark: the broker looked it up before it read', () => {
    expect(takeBatches(answer(batchAt(10n), 11n), readingAt(10n))).toMatchObject({
      endOffset: 12n,
    });
  });

  it('takes a gap that compaction left', () => {
    expect(takeBatches(answer(batchAt(10n)), readingAt(5n))).toMatchObject({ endOffset: 12n });
  });

  it('refuses a gap that ends beyond the high watermark: a damaged offset would move the reader away', () => {
    const far = answer(batchAt(2n ** 40n));
    expect(() => takeBatches(far, readingAt(10n))).toThrow(CorruptBatchError);
  });

  it('refuses a batch that stays cut, after the tenth time and no sooner', () => {
    const reading = readingAt(10n);
    const batch = batchAt(10n);
    batch.writeInt32BE(1_000_000, 8);
    for (let times = 1; times <= 10; times++) {
      expect(takeBatches(answer(batch), reading)).toBeUndefined();
    }
    expect(() => takeBatches(answer(batch), reading)).toThrow(
      /mes\.dmp\.v1\/3.*whole batch at offset 10.*length is 1000000, 11 times/,
    );
  });

  it('forgets cut answers as soon as a whole batch comes, and never counts empty ones', () => {
    const reading = readingAt(10n);
    const cut = batchAt(10n).subarray(0, -1);
    for (let times = 1; times <= 10; times++) takeBatches(answer(cut), reading);
    expect(takeBatches(answer(batchAt(10n)), reading)).toMatchObject({ endOffset: 12n });
    for (let times = 1; times <= 10; times++) {
      expect(takeBatches(answer(cut), reading)).toBeUndefined();
      expect(takeBatches(answer(Buffer.alloc(0)), reading)).toBeUndefined();
    }
  });
});
