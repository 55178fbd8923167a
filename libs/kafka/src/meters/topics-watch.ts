import { READINESS_TIMEOUT_MS, type ReadinessCheck } from '#libs/platform';
import { Cluster } from '../cluster/cluster.js';
import type { ClusterOptions } from '../cluster/options.js';
import { LeaderlessTopicError } from '../errors.js';

/** Asks a cluster whether topics could be written and read now. */
export class TopicsWatch {
  readonly #cluster: Cluster;

  /**
   * Connects at the first question.
   *
   * @param topics none: whether a broker answers
   */
  constructor(
    options: ClusterOptions,
    private readonly topics: readonly string[],
  ) {
    // Whoever asks gives up then: an answer that comes later is of no use.
    this.#cluster = new Cluster({ ...options, connectTimeoutMs: READINESS_TIMEOUT_MS });
  }

  /**
   * Passes when every topic is there and each of its partitions has a leader.
   *
   * @throws BrokerUnreachableError, UnknownTopicError, LeaderlessTopicError: all of them may pass
   * @throws BrokerAccessError
   */
  async assertThere(): Promise<void> {
    // Without topics it is asked whether anybody is there at all.
    if (this.topics.length === 0)
      await this.#cluster.ask((admin) => admin.metadata({ topics: [], forceUpdate: true }));
    for (const { topic, leaders } of await this.#cluster.layouts(this.topics)) {
      const missing = leaders.flatMap((leader, partition) =>
        leader === undefined ? [partition] : [],
      );
      if (missing.length > 0) throw new LeaderlessTopicError(topic, missing);
    }
  }

  /** The same as a check of readiness. */
  check(): ReadinessCheck {
    return { name: 'kafka', check: () => this.assertThere() };
  }

  close(): Promise<void> {
    return this.#cluster.close();
  }
}

/** Asks once, over a connection of its own; see TopicsWatch. */
export async function assertTopicsThere(
  options: ClusterOptions,
  topics: readonly string[],
): Promise<void> {
  const watch = new TopicsWatch(options, topics);
  try {
    await watch.assertThere();
  } finally {
    await watch.close();
  }
}
