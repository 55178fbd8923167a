import { describe, expect, it } from '@jest/globals';
import { SHARD_COUNT } from '#libs/events';
import { finishBatch, readRecords } from '#libs/kafka';
import fc from 'fast-check';
import { recordBatchesOf } from './outbox-publisher.js';

const record = fc.record({
  shard: fc.nat(SHARD_COUNT - 1),
  sequence: fc.nat(1000),
  site: fc.stringMatching(/^[0-9A-B]{1,64}$/),
  value: fc.uint8Array({ minLength: 1, maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
});

describe('recordBatchesOf', () => {
  it('lays every record out once, in its partition, in the order given, without headers', () => {
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 60 }),
        fc.constantFrom(1, 3, 12, 48),
        (records, partitions) => {
          const laidOut = recordBatchesOf(records, partitions).flatMap((batch) => {
            const bytes = finishBatch(batch.buffer, batch.end, {
              recordCount: batch.recordCount,
              timestampMs: 1,
            });
            return [...readRecords({ buffer: bytes, firstOffset: 0n })].map(
              ({ key, value, headers }) => ({
                partition: batch.partition,
                key: key?.toString(),
                value: value?.toString('hex'),
                headers: headers.length,
              }),
            );
          });
          for (let partition = 0; partition < partitions; partition++) {
            expect(laidOut.filter((each) => each.partition === partition)).toEqual(
              records
                .filter(({ shard }) => shard % partitions === partition)
                .map(({ site, value }) => ({
                  partition,
                  key: site,
                  value: value.toString('hex'),
                  headers: 0,
                })),
            );
          }
        },
      ),
    );
  });

  it('starts another batch before one would be larger than a topic allows', () => {
    const records = Array.from({ length: 1000 }, (_, sequence) => ({
      shard: 5,
      sequence,
      site: '1010000013',
      value: Buffer.alloc(2000),
    }));
    const batches = recordBatchesOf(records, 12);
    expect(batches.length).toBeGreaterThan(1);
    expect(batches.every(({ end }) => end <= 512 * 1024)).toBe(true);
    expect(batches.reduce((sum, { recordCount }) => sum + recordCount, 0)).toBe(1000);
  });
});
