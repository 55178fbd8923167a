import type { Metrics } from '#libs/platform';
import type { BatchProducer } from '../producer/batch-producer.js';
import { channelOfTopic } from './channel-label.js';

/** Tells what a producer has stored in Kafka, and what is on its way. */
export function registerProducer(
  metrics: Metrics,
  producer: Pick<BatchProducer, 'acknowledgedRecords' | 'unacknowledgedBatches'>,
): void {
  metrics.counter(
    {
      name: 'mes_events_produced_total',
      help: 'Records that all in-sync replicas have acknowledged, repeated deliveries included.',
    },
    () =>
      [...producer.acknowledgedRecords].map(([topic, value]) => ({
        labels: { channel: channelOfTopic(topic) },
        value,
      })),
  );
  metrics.gauge(
    {
      name: 'mes_producer_unacknowledged_batches',
      help: 'Record batches that were given to the producer and that the broker has not acknowledged.',
    },
    () => producer.unacknowledgedBatches,
  );
}
