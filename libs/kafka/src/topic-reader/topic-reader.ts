import { BatchFetcher, type BatchTaker } from '../bulk-lane/batch-fetcher.js';
import { BULK_LANE_DEFAULTS, type FetchedBatches } from '../bulk-lane/contract.js';
import { openFetchChannel } from '../bulk-lane/open-fetch-channel.js';
import { Cluster, asError } from '../cluster/cluster.js';
import type { ClusterOptions } from '../cluster/options.js';
import { ReadingStalledError } from '../errors.js';
import { TopicAdmin } from '../topic-admin.js';
import { HandOver } from './hand-over.js';

export interface TopicReaderOptions extends ClusterOptions {
  readonly topics: readonly string[];
  /** Bytes one fetch may bring. Default 4 MB; a partition that is read holds twice as much. */
  readonly fetchBytesMax?: number;
  /** How long a partition may bring nothing before its end is reached. Default 60,000 ms. */
  readonly stallMs?: number;
}

/** A partition and what it held when the reader was opened. */
export interface ReadablePartition {
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  /** Offset of the first record that the broker still has. */
  readonly startOffset: bigint;
  /** Offset after the last record: later records are left to the next reader. */
  readonly endOffset: bigint;
}

/** A part of a partition. */
export interface OffsetRange {
  /** Default: the partition's start. */
  readonly from?: bigint;
  /** Before this one. Default, and at most: the partition's end when the reader was opened. */
  readonly before?: bigint;
}

/**
 * Throw-away reading: whole record batches of topics from their starts to the ends they had when
 * the reader was opened. It joins no consumer group and commits nothing, so that no other reader is
 * moved by it.
 */
export class TopicReader {
  readonly partitions: readonly ReadablePartition[];
  readonly #cluster: Cluster;
  readonly #options: TopicReaderOptions;

  private constructor(
    cluster: Cluster,
    options: TopicReaderOptions,
    partitions: readonly ReadablePartition[],
  ) {
    this.#cluster = cluster;
    this.#options = options;
    this.partitions = partitions;
  }

  /** @throws UnknownTopicError, BrokerUnreachableError, BrokerAccessError */
  static async open(options: TopicReaderOptions): Promise<TopicReader> {
    const admin = await TopicAdmin.connect(options);
    try {
      const partitions: ReadablePartition[] = [];
      for (const topic of options.topics) partitions.push(...(await partitionsOf(admin, topic)));
      return new TopicReader(new Cluster(options), options, partitions);
    } finally {
      await admin.close();
    }
  }

  /**
   * The batches of one partition, in order. Each is valid until the next one is asked for. The first
   * may hold records before the range, the last records after it. Several partitions may be read at
   * the same time, each over a connection of its own.
   *
   * @throws OffsetOutOfRangeError, TopicRecreatedError, CorruptBatchError, BrokerLostError,
   *   ReadingStalledError
   */
  async *read(
    topic: string,
    partition: number,
    range: OffsetRange = {},
  ): AsyncGenerator<FetchedBatches, void, undefined> {
    const found = this.#partition(topic, partition);
    const from = range.from ?? found.startOffset;
    const before = least(range.before ?? found.endOffset, found.endOffset);
    if (from >= before) return;
    const handOver = new HandOver<FetchedBatches>();
    const fetcher = this.#fetcher(found, from);
    const taker = this.#takerFor(handOver, `${topic}/${String(partition)}`, before);
    let failure: Error | undefined;
    const ended = fetcher
      .run(taker)
      .catch((error: unknown) => {
        failure = asError(error);
      })
      .finally(() => {
        handOver.end();
      });
    try {
      for (;;) {
        const batches = await handOver.take();
        if (batches === undefined) break;
        yield batches;
        if (batches.endOffset >= before) return;
      }
    } finally {
      fetcher.stop();
      handOver.end();
      await ended;
    }
    if (failure !== undefined) throw failure;
  }

  /** Call it when no partition is being read. */
  close(): Promise<void> {
    return this.#cluster.close();
  }

  #partition(topic: string, partition: number): ReadablePartition {
    const found = this.partitions.find((one) => one.topic === topic && one.partition === partition);
    if (found !== undefined) return found;
    const known = this.partitions.map((one) => `${one.topic}/${String(one.partition)}`).join(', ');
    throw new RangeError(`Expected one of ${known}; came ${topic}/${String(partition)}`);
  }

  #fetcher({ topic, topicId, partition }: ReadablePartition, offset: bigint): BatchFetcher {
    const { fetchWaitMs, fetchAheadMax, brokerLossMs, partitionFetchBytesMax } = BULK_LANE_DEFAULTS;
    const bytesMax = this.#options.fetchBytesMax ?? partitionFetchBytesMax;
    return new BatchFetcher(
      openFetchChannel(this.#cluster, fetchWaitMs),
      [{ topic, topicId, partition, offset }],
      {
        fetchBytesMax: bytesMax,
        partitionFetchBytesMax: bytesMax,
        fetchWaitMs,
        fetchAheadMax,
        brokerLossMs,
        clock: this.#cluster.clock,
      },
    );
  }

  /** Hands batches over, and gives up when nothing comes although the end is not reached. */
  #takerFor(handOver: HandOver<FetchedBatches>, what: string, before: bigint): BatchTaker {
    const { clock } = this.#cluster;
    const stallMs = this.#options.stallMs ?? BULK_LANE_DEFAULTS.brokerLossMs;
    let movedAtMs = clock.monotonicMs();
    let position: bigint | undefined;
    return {
      handOver: async (batches) => {
        await handOver.give(batches);
        position = batches.endOffset;
        movedAtMs = clock.monotonicMs();
      },
      idle: () => {
        const stalledMs = clock.monotonicMs() - movedAtMs;
        if (stalledMs <= stallMs) return Promise.resolve();
        return Promise.reject(new ReadingStalledError(what, { position, before, stalledMs }));
      },
    };
  }
}

async function partitionsOf(admin: TopicAdmin, topic: string): Promise<ReadablePartition[]> {
  const topicId = await admin.topicId(topic);
  const startOffsets = await admin.startOffsets(topic);
  const endOffsets = await admin.endOffsets(topic);
  return endOffsets.map((endOffset, partition) => ({
    topic,
    topicId,
    partition,
    startOffset: startOffsets[partition] ?? 0n,
    endOffset,
  }));
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
