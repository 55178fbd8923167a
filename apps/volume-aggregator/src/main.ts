import 'reflect-metadata';
import { AggregatorSettings, aggregatorOptionsOf } from '#libs/aggregation';
import { TOPICS } from '#libs/events';
import { topicsWhenThere } from '#libs/kafka';
import { runService } from '#libs/platform';
import { VOLUME_CONSUMER } from '#libs/store';
import { startVolumeAggregator } from './start-volume-aggregator.js';

await runService(VOLUME_CONSUMER, AggregatorSettings, async (given) => {
  const options = await aggregatorOptionsOf(given);
  await topicsWhenThere(given, Object.values(TOPICS));
  return { service: await startVolumeAggregator(options) };
});
