import 'reflect-metadata';
import { aggregatorOptionsOf } from '#libs/aggregation';
import { SONS_TOPIC, TOPICS } from '#libs/events';
import { topicsWhenThere } from '#libs/kafka';
import { runService } from '#libs/platform';
import { SONS_CONSUMER } from '#libs/store';
import { SonsSettings, countingOf } from './sons-settings.js';
import { startSonsAggregator } from './start-sons-aggregator.js';

await runService(SONS_CONSUMER, SonsSettings, async (given) => {
  const options = await aggregatorOptionsOf(given);
  await topicsWhenThere(given, [SONS_TOPIC, TOPICS.dmp]);
  const counting = countingOf(given.settings);
  return { service: await startSonsAggregator({ ...options, counting }) };
});
