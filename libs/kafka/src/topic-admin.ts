import { assertPartitionCount } from '#libs/events';
import { ListOffsetTimestamps, findErrorBy } from '@platformatic/kafka';
import {
  BrokerUnreachableError,
  MissingTopicsError,
  NotOurBrokersError,
  UnknownTopicError,
} from './errors.js';
import { Cluster, type TopicLayout } from './cluster/cluster.js';
import { RETRY_DELAY_MS, type ClusterOptions } from './cluster/options.js';

/** A topic that has to be there. */
export interface TopicWish {
  readonly topic: string;
  /** Used when the topic is made; a divisor of 48. */
  readonly partitions: number;
  /** Topic settings of the broker when the topic is made, such as retention.ms. */
  readonly config?: Readonly<Record<string, string>>;
  /** Copies of each partition. Omitted: what the broker is set to. */
  readonly replicas?: number;
}

/** A topic that is there. */
export interface TopicFacts {
  readonly topic: string;
  readonly topicId: string;
  readonly partitions: number;
}

/** Makes topics and answers questions about them. */
export class TopicAdmin {
  readonly #cluster: Cluster;

  private constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /**
   * Reaches the cluster.
   *
   * @throws BrokerUnreachableError, BrokerAccessError within connectTimeoutMs
   */
  static async connect(options: ClusterOptions): Promise<TopicAdmin> {
    const cluster = new Cluster(options);
    try {
      await cluster.ask((admin) => admin.metadata({ topics: [], forceUpdate: true }));
    } catch (error) {
      await cluster.close();
      throw error;
    }
    return new TopicAdmin(cluster);
  }

  /**
   * Makes the topics that are missing and waits until every partition has a leader. A topic that is
   * there keeps its number of partitions and its settings.
   *
   * @returns the topics as they are, in the order asked for
   * @throws MissingTopicsError with the settings of all that are missing, where none may be made
   * @throws PartitionCountError for a number of partitions, wished or found, that does not divide 48
   * @throws BrokerUnreachableError when the leaders are not there within connectTimeoutMs
   */
  async ensureTopics(wishes: readonly TopicWish[]): Promise<TopicFacts[]> {
    for (const { partitions } of wishes) assertPartitionCount(partitions);
    const missing = await this.missingOf(wishes);
    if (missing.length > 0 && !this.#cluster.mayAdminister) {
      throw new MissingTopicsError(this.#cluster.brokers, missing);
    }
    for (const wish of missing) await this.#create(wish);
    const facts: TopicFacts[] = [];
    for (const { topic } of wishes) {
      const layout = await this.#whenLed(topic);
      assertPartitionCount(layout.leaders.length);
      facts.push(factsOf(layout));
    }
    return facts;
  }

  /**
   * Those of the topics that are not there, in the order asked for.
   *
   * @throws BrokerUnreachableError
   */
  async missingOf<T extends { readonly topic: string }>(wishes: readonly T[]): Promise<T[]> {
    const missing: T[] = [];
    for (const wish of wishes) {
      if ((await this.#cluster.layout(wish.topic)) === undefined) missing.push(wish);
    }
    return missing;
  }

  /** Whether topics may be made, deleted and emptied here; false on brokers of others. */
  get mayAdminister(): boolean {
    return this.#cluster.mayAdminister;
  }

  /**
   * The topic as it is; undefined when it is not there.
   *
   * @throws BrokerUnreachableError
   */
  async describe(topic: string): Promise<TopicFacts | undefined> {
    const layout = await this.#cluster.layout(topic);
    return layout && factsOf(layout);
  }

  /**
   * The broker's id of a topic.
   *
   * @throws UnknownTopicError, BrokerUnreachableError
   */
  async topicId(topic: string): Promise<string> {
    return (await this.#layout(topic)).topicId;
  }

  /**
   * Offset after the last record of each partition, by index.
   *
   * @throws UnknownTopicError, BrokerUnreachableError
   */
  async endOffsets(topic: string): Promise<bigint[]> {
    return this.#offsets(topic, ListOffsetTimestamps.LATEST);
  }

  /**
   * Offset of the first record of each partition that the broker still has, by index.
   *
   * @throws UnknownTopicError, BrokerUnreachableError
   */
  async startOffsets(topic: string): Promise<bigint[]> {
    return this.#offsets(topic, ListOffsetTimestamps.EARLIEST);
  }

  /**
   * Deletes topics and waits until they are gone; those that are not there are passed over.
   *
   * @throws NotOurBrokersError on brokers of others
   * @throws BrokerUnreachableError when they are not gone within connectTimeoutMs
   */
  async deleteTopics(topics: readonly string[]): Promise<void> {
    this.assertMayAdminister(`deleting ${topics.join(', ')}`);
    for (const topic of topics) {
      if ((await this.#cluster.layout(topic)) === undefined) continue;
      await this.#unless('UNKNOWN_TOPIC_OR_PARTITION', () =>
        this.#cluster.ask((admin) => admin.deleteTopics({ topics: [topic] })),
      );
      await this.#waitFor(async () =>
        (await this.#cluster.layout(topic)) === undefined ? true : undefined,
      );
    }
  }

  /** @throws NotOurBrokersError on brokers of others */
  assertMayAdminister(what: string): void {
    if (!this.#cluster.mayAdminister) throw new NotOurBrokersError(what, this.#cluster.brokers);
  }

  async close(): Promise<void> {
    await this.#cluster.close();
  }

  async #create({ topic, partitions, config, replicas }: TopicWish): Promise<void> {
    const configs = Object.entries(config ?? {}).map(([name, value]) => ({ name, value }));
    await this.#unless('TOPIC_ALREADY_EXISTS', () =>
      this.#cluster.ask((admin) =>
        admin.createTopics({
          topics: [topic],
          partitions,
          configs,
          ...(replicas === undefined ? {} : { replicas }),
        }),
      ),
    );
  }

  /** Somebody else may have done it at the same time: that is as good. */
  async #unless(reason: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Error && findErrorBy(error, 'apiId', reason) !== null)) throw error;
    }
  }

  async #layout(topic: string): Promise<TopicLayout> {
    const layout = await this.#cluster.layout(topic);
    if (layout === undefined) throw new UnknownTopicError(topic);
    return layout;
  }

  async #whenLed(topic: string): Promise<TopicLayout> {
    return this.#waitFor(async () => {
      const layout = await this.#cluster.layout(topic);
      const isLed = layout?.leaders.every((leader) => leader !== undefined) ?? false;
      return isLed ? layout : undefined;
    });
  }

  async #waitFor<T>(look: () => Promise<T | undefined>): Promise<T> {
    const { clock, connectTimeoutMs } = this.#cluster;
    const startedMs = clock.monotonicMs();
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (clock.monotonicMs() - startedMs > connectTimeoutMs) {
        throw new BrokerUnreachableError(this.#cluster.brokers, connectTimeoutMs);
      }
      await clock.sleep(RETRY_DELAY_MS);
    }
  }

  async #offsets(topic: string, timestamp: bigint): Promise<bigint[]> {
    const { leaders } = await this.#layout(topic);
    const partitions = leaders.map((_, partitionIndex) => ({ partitionIndex, timestamp }));
    const listed = await this.#cluster.ask((admin) =>
      admin.listOffsets({ topics: [{ name: topic, partitions }] }),
    );
    const offsets = leaders.map(() => 0n);
    for (const { partitionIndex, offset } of listed[0]?.partitions ?? []) {
      offsets[partitionIndex] = offset;
    }
    return offsets;
  }
}

function factsOf({ topic, topicId, leaders }: TopicLayout): TopicFacts {
  return { topic, topicId, partitions: leaders.length };
}
