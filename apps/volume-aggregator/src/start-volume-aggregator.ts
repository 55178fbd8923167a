import { startAggregator, type AggregatorOptions } from '#libs/aggregation';
import { systemClock } from '#libs/platform';
import { VOLUME_CONSUMER, VolumeCheckpoint } from '#libs/store';
import type { INestMicroservice } from '@nestjs/common';
import { VolumeCounter } from './volume-counter.js';
import { VolumeConsumer } from './volume.consumer.js';

/** Starts a volume aggregator; see startAggregator. */
export function startVolumeAggregator(options: AggregatorOptions): Promise<INestMicroservice> {
  return startAggregator(
    {
      name: VOLUME_CONSUMER,
      consumer: VolumeConsumer,
      counterOn: (pool) =>
        new VolumeCounter(new VolumeCheckpoint(pool, VOLUME_CONSUMER, systemClock)),
    },
    options,
  );
}
