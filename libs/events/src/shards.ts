/**
 * Parts that a channel is cut into for good. Every number of partitions that divides it keeps a
 * shard whole inside one partition, so results do not depend on how a topic was created.
 */
export const SHARD_COUNT = 48;

/** A topic with a number of partitions that would tear shards apart. */
export class PartitionCountError extends Error {
  /** Exit code 2, bad invocation or settings: nothing was changed. */
  readonly exitCode = 2;

  constructor(readonly partitions: number) {
    super(
      `expected a number of partitions that divides ${SHARD_COUNT} (${divisorsOfShardCount().join(', ')}), came ${partitions}; ` +
        'create the topic with one of these, or set the number of partitions accordingly',
    );
    this.name = 'PartitionCountError';
  }
}

/**
 * Shard of a record key.
 *
 * @param key the Kafka record key: a site's StructIdNat, as text or as its UTF-8 bytes
 * @returns 0 to 47: the hash of Kafka's default partitioner, modulo 48
 */
export function shardOf(key: string | Uint8Array): number {
  return hashOfKey(typeof key === 'string' ? Buffer.from(key) : key) % SHARD_COUNT;
}

/**
 * Partition of a shard. Equal to what Kafka's default partitioner gives to each key of the shard,
 * as long as the number of partitions divides 48.
 *
 * @throws PartitionCountError when it does not
 */
export function partitionOf(shard: number, partitions: number): number {
  assertPartitionCount(partitions);
  return shard % partitions;
}

/** @throws PartitionCountError unless a topic with so many partitions keeps every shard whole. */
export function assertPartitionCount(partitions: number): void {
  const isDivisor =
    Number.isInteger(partitions) && partitions > 0 && SHARD_COUNT % partitions === 0;
  if (!isDivisor) throw new PartitionCountError(partitions);
}

/** What Kafka's default partitioner takes modulo the number of partitions: a hash without its sign bit. */
export function hashOfKey(key: Uint8Array): number {
  return murmur2(key, 0, key.length) & 0x7fffffff;
}

/**
 * Partition of a key that lies in a buffer: what Kafka's default partitioner gives.
 *
 * @param start of the key's bytes, `end` after them
 * @param partitions of the topic; any number
 */
export function partitionOfKeyAt(
  buffer: Uint8Array,
  start: number,
  end: number,
  partitions: number,
): number {
  return (murmur2(buffer, start, end) & 0x7fffffff) % partitions;
}

/** Kafka's fixed start value and multiplier of MurmurHash2, 32 bits. */
const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;

function murmur2(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  const wholeWords = start + (length & ~3);
  let hash = SEED ^ length;
  for (let at = start; at < wholeWords; at += 4) {
    let word =
      byteAt(bytes, at) |
      (byteAt(bytes, at + 1) << 8) |
      (byteAt(bytes, at + 2) << 16) |
      (byteAt(bytes, at + 3) << 24);
    word = Math.imul(word, MULTIPLIER);
    word = Math.imul(word ^ (word >>> 24), MULTIPLIER);
    hash = Math.imul(hash, MULTIPLIER) ^ word;
  }
  if (wholeWords < end) {
    for (let at = end - 1; at >= wholeWords; at--) {
      hash ^= byteAt(bytes, at) << ((at - wholeWords) * 8);
    }
    hash = Math.imul(hash, MULTIPLIER);
  }
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER);
  return hash ^ (hash >>> 15);
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

function divisorsOfShardCount(): number[] {
  const divisors: number[] = [];
  for (let candidate = 1; candidate <= SHARD_COUNT; candidate++) {
    if (SHARD_COUNT % candidate === 0) divisors.push(candidate);
  }
  return divisors;
}
