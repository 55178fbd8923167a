import { BatchFetcher } from '../bulk-lane/batch-fetcher.js';
import { BULK_LANE_DEFAULTS } from '../bulk-lane/contract.js';
import { openFetchChannel } from '../bulk-lane/open-fetch-channel.js';
import { Cluster, asError } from '../cluster/cluster.js';
import type { ClusterOptions } from '../cluster/options.js';
import { readRecords, type ReadRecord } from '../record-batch/read-records.js';
import { TopicAdmin } from '../topic-admin.js';

export interface TopicTailOptions extends ClusterOptions {
  readonly topic: string;
  /** How long a broker waits for records before it answers with none, milliseconds. Default 100. */
  readonly fetchWaitMs?: number;
  /** How long a partition may be without a broker. Default 60,000 ms. */
  readonly brokerLossMs?: number;
}

const FETCH_WAIT_MS = 100;

/**
 * Follows a topic from its present end on, for as long as a command wants it: few records, each told
 * once. It joins no consumer group, so that it needs no coordinator, which dies with its broker.
 */
export class TopicTail {
  readonly #cluster: Cluster;
  readonly #fetcher: BatchFetcher;
  readonly #ended: Promise<void>;
  #failure: Error | undefined;

  private constructor(cluster: Cluster, fetcher: BatchFetcher, take: (record: ReadRecord) => void) {
    this.#cluster = cluster;
    this.#fetcher = fetcher;
    this.#ended = fetcher
      .run({
        handOver: (batches) => {
          for (const record of readRecords(batches)) take(record);
          return Promise.resolve();
        },
        idle: () => Promise.resolve(),
      })
      .catch((error: unknown) => {
        this.#failure = asError(error);
      });
  }

  /**
   * Resolves once the ends are known: what is published afterwards is told.
   *
   * @param take gets each record, whose bytes are valid until it returns; what it throws ends the tail
   * @throws UnknownTopicError, BrokerUnreachableError, BrokerAccessError
   */
  static async follow(
    options: TopicTailOptions,
    take: (record: ReadRecord) => void,
  ): Promise<TopicTail> {
    const { topic, fetchWaitMs = FETCH_WAIT_MS, brokerLossMs } = options;
    const admin = await TopicAdmin.connect(options);
    try {
      const topicId = await admin.topicId(topic);
      const ends = await admin.endOffsets(topic);
      const cluster = new Cluster(options);
      const fetcher = new BatchFetcher(
        openFetchChannel(cluster, fetchWaitMs),
        ends.map((offset, partition) => ({ topic, topicId, partition, offset })),
        {
          fetchBytesMax: BULK_LANE_DEFAULTS.partitionFetchBytesMax,
          partitionFetchBytesMax: BULK_LANE_DEFAULTS.partitionFetchBytesMax,
          fetchWaitMs,
          fetchAheadMax: 1,
          brokerLossMs: brokerLossMs ?? BULK_LANE_DEFAULTS.brokerLossMs,
          clock: cluster.clock,
        },
      );
      return new TopicTail(cluster, fetcher, take);
    } finally {
      await admin.close();
    }
  }

  /** Why nothing more is told; undefined while it follows. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  async close(): Promise<void> {
    this.#fetcher.stop();
    await this.#ended;
    await this.#cluster.close();
  }
}
