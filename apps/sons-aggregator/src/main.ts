import 'reflect-metadata';
import { SONS_TOPIC, TOPICS } from '#libs/events';
import { assertTopicsThere } from '#libs/kafka';
import {
  Operations,
  createLogger,
  databaseAddressOf,
  kafkaOf,
  loadSettings,
  runService,
} from '#libs/platform';
import { SONS_CONSUMER, runMigrations } from '#libs/store';
import { SonsSettings, countingOf } from './sons-settings.js';
import { startSonsAggregator } from './start-sons-aggregator.js';

await runService(SONS_CONSUMER, async (fail, starting) => {
  const settings = loadSettings(SonsSettings);
  const instance = settings.MES_INSTANCE || `${SONS_CONSUMER}-${process.pid}`;
  const operations = await starting.tell(
    new Operations({ service: SONS_CONSUMER, instance }, settings),
  );
  const logger = createLogger({
    format: settings.MES_LOG_FORMAT,
    level: settings.MES_LOG_LEVEL,
    prefix: instance,
  });
  const databaseUrl = databaseAddressOf(settings);
  const waitSeconds = settings.MES_START_WAIT_SECONDS;
  const { readerRole } = await starting.whenThere('PostgreSQL', waitSeconds, () =>
    runMigrations(databaseUrl, settings.MES_DATABASE_MIGRATIONS),
  );
  if (readerRole === 'not permitted') {
    logger.warn('role mes_reader: this user may not make it; analysts need another way in');
  }
  const cluster = { ...kafkaOf(settings), clientId: instance };
  await starting.whenThere('Kafka and its topics', waitSeconds, () =>
    assertTopicsThere(cluster, [SONS_TOPIC, TOPICS.dmp]),
  );
  const service = await startSonsAggregator({
    kafka: kafkaOf(settings),
    databaseUrl,
    instance,
    policy: {
      records: settings.MES_COMMIT_EVENTS,
      intervalMs: settings.MES_COMMIT_INTERVAL_MS,
      intervalBehindMs: settings.MES_COMMIT_INTERVAL_BEHIND_MS,
    },
    counting: countingOf(settings),
    idleMs: settings.MES_COMMIT_IDLE_MS,
    fetchBytesMax: settings.MES_FETCH_BYTES_MAX,
    sessionTimeoutMs: settings.MES_SESSION_TIMEOUT_MS,
    operations,
    logger,
    onFatal: fail,
  });
  return { service, logger, operations };
});
