import { describe, expect, it } from '@jest/globals';
import { libraryBatch } from '../fixtures/records.js';
import { isSendingTime, sentRecordsOf } from './sent-records.js';

/** A batch of so many records, sent at one time. */
const batch = (baseOffset: number, count: number, timestampMs: number): Buffer =>
  libraryBatch(
    Array.from({ length: count }, () => ({
      key: null,
      value: Buffer.from('x'),
      headers: [],
      timestampMs,
    })),
    { baseOffset: BigInt(baseOffset) },
  );
const sent = (firstOffset: number, ...batches: readonly Buffer[]) =>
  sentRecordsOf({
    topic: 'deposits',
    topicId: 'id',
    partition: 0,
    buffer: Buffer.concat(batches),
    firstOffset: BigInt(firstOffset),
    endOffset: 0n,
    highWatermark: 0n,
  });

describe('sentRecordsOf', () => {
  it('says how many records were sent when, batches of one instant together', () => {
    expect(sent(0, batch(0, 3, 500), batch(3, 2, 500), batch(5, 1, 501))).toEqual([
      { sentAtMs: 500, events: 5 },
      { sentAtMs: 501, events: 1 },
    ]);
  });

  it('leaves out what lies before the position that was asked for', () => {
    const batches = [batch(0, 3, 500), batch(3, 4, 501), batch(7, 1, 502)];
    expect(sent(5, ...batches)).toEqual([
      { sentAtMs: 501, events: 2 },
      { sentAtMs: 502, events: 1 },
    ]);
    expect(sent(7, ...batches)).toEqual([{ sentAtMs: 502, events: 1 }]);
  });

  it('knows nothing of an empty fetch', () => {
    expect(sent(0)).toEqual([]);
  });
});

describe('isSendingTime', () => {
  it.each([
    [-1, false],
    [0, false],
    [946_684_799_999, false],
    [946_684_800_000, true],
    [4_102_444_800_000, true],
    [4_102_444_800_001, false],
    [2 ** 62, false],
  ])('of %d ms is %s', (timestampMs, expected) => {
    expect(isSendingTime(timestampMs)).toBe(expected);
  });
});
