import { startAggregator, type AggregatorOptions } from '#libs/aggregation';
import { SONS_TOPIC } from '#libs/events';
import { TopicAdmin, UnknownTopicError, type ClusterOptions } from '#libs/kafka';
import { systemClock } from '#libs/platform';
import { countingFingerprint, type CountingParameters } from '#libs/sons-rules';
import { Checkpoint, SONS_CONSUMER } from '#libs/store';
import type { INestMicroservice } from '@nestjs/common';
import { catalogueClients } from './known-clients.js';
import { SonsCounter } from './sons-counter.js';
import { PostgresSonsStore } from './sons-store.js';
import { SonsConsumer } from './sons.consumer.js';

/** What a SONS aggregator needs to know. */
export interface SonsAggregatorOptions extends AggregatorOptions {
  /** Which documents count. The same for all members of a group, or they count again in turns. */
  readonly counting: CountingParameters;
}

/**
 * Starts a SONS aggregator; see startAggregator.
 *
 * @throws UnknownTopicError, UnequalPartitionsError when the two topics are not there side by side
 */
export async function startSonsAggregator(
  options: SonsAggregatorOptions,
): Promise<INestMicroservice> {
  const { counting } = options;
  const partitions = await countPartitions({ ...options.kafka, clientId: options.instance });
  return startAggregator(
    {
      name: SONS_CONSUMER,
      consumer: SonsConsumer,
      partitionAssigner: 'co-partitioned',
      counterOn: (pool) => {
        const checkpoint = new Checkpoint(pool, SONS_CONSUMER, systemClock);
        return new SonsCounter(
          { counting, known: catalogueClients(), partitions },
          new PostgresSonsStore(pool, checkpoint, countingFingerprint(counting)),
        );
      },
    },
    options,
  );
}

async function countPartitions(cluster: ClusterOptions): Promise<number> {
  const admin = await TopicAdmin.connect(cluster);
  try {
    const topic = await admin.describe(SONS_TOPIC);
    if (topic === undefined) throw new UnknownTopicError(SONS_TOPIC);
    return topic.partitions;
  } finally {
    await admin.close();
  }
}
