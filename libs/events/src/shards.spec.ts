import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import {
  PartitionCountError,
  SHARD_COUNT,
  assertPartitionCount,
  hashOfKey,
  partitionOf,
  partitionOfKeyAt,
  shardOf,
} from './shards.js';

const DIVISORS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 48];
const keys = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.integer({ min: 100_000_000, max: 999_999_999 }).map((finess) => Buffer.from(`1${finess}`)),
);

/** Partition that kafkajs' default partitioner, the counterpart of Kafka's own, gives to a key. */
function partitionOfKafkajs(key: Uint8Array, partitions: number): number {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 1,
    replicas: [],
    isr: [],
  }));
  const message = { key: Buffer.from(key), value: null };
  return Partitioners.DefaultPartitioner()({ topic: 'any', partitionMetadata, message });
}

describe('the shard of a key', () => {
  // The vectors of Kafka's own UtilsTest.testMurmur2.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('comes from the murmur2 that Kafka computes for "%s"', (key, murmur2) => {
    expect(hashOfKey(Buffer.from(key))).toBe(murmur2 & 0x7fffffff);
    expect(shardOf(key)).toBe((murmur2 & 0x7fffffff) % SHARD_COUNT);
  });

  it('lies in the partition that a standard producer chooses, for every number of partitions that divides 48', () => {
    fc.assert(
      fc.property(keys, fc.constantFrom(...DIVISORS), (key, partitions) => {
        expect(partitionOf(shardOf(key), partitions)).toBe(partitionOfKafkajs(key, partitions));
        expect(partitionOf(shardOf(key), partitions)).toBe(hashOfKey(key) % partitions);
        const inside = Buffer.concat([Buffer.from('before'), key, Buffer.from('after')]);
        const end = 6 + key.length;
        expect(partitionOfKeyAt(inside, 6, end, partitions)).toBe(hashOfKey(key) % partitions);
      }),
    );
  });

  it('is the same for a text and for its UTF-8 bytes', () => {
    expect(shardOf('1750712184')).toBe(shardOf(Buffer.from('1750712184')));
  });

  it('uses all 48 shards for plausible sites', () => {
    const shards = new Set(Array.from({ length: 2000 }, (_, i) => shardOf(`1${750000000 + i}`)));
    expect(shards.size).toBe(SHARD_COUNT);
  });
});

describe('a number of partitions', () => {
  it('is accepted exactly when it divides 48', () => {
    for (let partitions = -1; partitions <= 100; partitions++) {
      const check = (): void => {
        assertPartitionCount(partitions);
      };
      if (DIVISORS.includes(partitions)) expect(check).not.toThrow();
      else expect(check).toThrow(PartitionCountError);
    }
    expect(() => partitionOf(0, 0.5)).toThrow(PartitionCountError);
    expect(() => partitionOf(0, NaN)).toThrow(PartitionCountError);
  });

  it('is refused with the numbers that would do', () => {
    expect(() => partitionOf(3, 10)).toThrow(/1, 2, 3, 4, 6, 8, 12, 16, 24, 48.*came 10/);
  });
});
