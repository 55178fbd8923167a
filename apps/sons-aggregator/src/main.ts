import 'reflect-metadata';
import { SONS_TOPIC, TOPICS } from '#libs/events';
import { topicsWhenThere } from '#libs/kafka';
import { runService } from '#libs/platform';
import { SONS_CONSUMER, databaseWhenThere } from '#libs/store';
import { SonsSettings, countingOf } from './sons-settings.js';
import { startSonsAggregator } from './start-sons-aggregator.js';

await runService(SONS_CONSUMER, SonsSettings, async (given) => {
  const { settings } = given;
  const databaseUrl = await databaseWhenThere(given);
  await topicsWhenThere(given, [SONS_TOPIC, TOPICS.dmp]);
  const service = await startSonsAggregator({
    kafka: given.kafka,
    databaseUrl,
    instance: given.instance,
    policy: {
      records: settings.MES_COMMIT_EVENTS,
      intervalMs: settings.MES_COMMIT_INTERVAL_MS,
      intervalBehindMs: settings.MES_COMMIT_INTERVAL_BEHIND_MS,
    },
    counting: countingOf(settings),
    idleMs: settings.MES_COMMIT_IDLE_MS,
    fetchBytesMax: settings.MES_FETCH_BYTES_MAX,
    sessionTimeoutMs: settings.MES_SESSION_TIMEOUT_MS,
    operations: given.operations,
    logger: given.logger,
    onFatal: given.fail,
  });
  return { service };
});
