import { describe, expect, it } from '@jest/globals';
import type { FetchedBatches } from '../bulk-lane/contract.js';
import { FetchLag } from './fetch-lag.js';

const fetch = (partition: number, endOffset: number, highWatermark: number): FetchedBatches => ({
  topic: 'deposits',
  topicId: 'id',
  partition,
  buffer: Buffer.alloc(0),
  firstOffset: 0n,
  endOffset: BigInt(endOffset),
  highWatermark: BigInt(highWatermark),
});

describe('FetchLag', () => {
  it('adds up what the last fetch of each partition left behind', () => {
    const lag = new FetchLag();
    lag.note(fetch(0, 10, 100));
    lag.note(fetch(1, 10, 15));
    expect(lag.records).toBe(95);
    lag.note(fetch(0, 100, 130));
    expect(lag.records).toBe(35);
    lag.note(fetch(0, 130, 130));
    lag.note(fetch(1, 15, 15));
    expect(lag.records).toBe(0);
  });

  it('forgets partitions that were lost, and takes a high watermark that lags for none', () => {
    const lag = new FetchLag();
    lag.note(fetch(0, 10, 100));
    lag.clear();
    lag.note(fetch(1, 10, 9));
    expect(lag.records).toBe(0);
  });
});
