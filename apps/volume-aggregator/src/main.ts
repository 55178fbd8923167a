import 'reflect-metadata';
import { TOPICS } from '#libs/events';
import { topicsWhenThere } from '#libs/kafka';
import { runService } from '#libs/platform';
import { VOLUME_CONSUMER, databaseWhenThere } from '#libs/store';
import { AggregatorSettings } from './aggregator-settings.js';
import { startAggregator } from './start-aggregator.js';

await runService(VOLUME_CONSUMER, AggregatorSettings, async (given) => {
  const { settings } = given;
  const databaseUrl = await databaseWhenThere(given);
  await topicsWhenThere(given, Object.values(TOPICS));
  const service = await startAggregator({
    kafka: given.kafka,
    databaseUrl,
    instance: given.instance,
    policy: {
      records: settings.MES_COMMIT_EVENTS,
      intervalMs: settings.MES_COMMIT_INTERVAL_MS,
      intervalBehindMs: settings.MES_COMMIT_INTERVAL_BEHIND_MS,
    },
    idleMs: settings.MES_COMMIT_IDLE_MS,
    fetchBytesMax: settings.MES_FETCH_BYTES_MAX,
    sessionTimeoutMs: settings.MES_SESSION_TIMEOUT_MS,
    operations: given.operations,
    logger: given.logger,
    onFatal: given.fail,
  });
  return { service };
});
