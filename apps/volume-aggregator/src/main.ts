import 'reflect-metadata';
import { TOPICS } from '#libs/events';
import { assertTopicsThere } from '#libs/kafka';
import {
  Operations,
  createLogger,
  databaseAddressOf,
  kafkaOf,
  loadSettings,
  runService,
} from '#libs/platform';
import { VOLUME_CONSUMER, runMigrations } from '#libs/store';
import { AggregatorSettings } from './aggregator-settings.js';
import { startAggregator } from './start-aggregator.js';

await runService(VOLUME_CONSUMER, async (fail, starting) => {
  const settings = loadSettings(AggregatorSettings);
  const instance = settings.MES_INSTANCE || `${VOLUME_CONSUMER}-${process.pid}`;
  const operations = await starting.tell(
    new Operations({ service: VOLUME_CONSUMER, instance }, settings),
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
    assertTopicsThere(cluster, Object.values(TOPICS)),
  );
  const service = await startAggregator({
    kafka: kafkaOf(settings),
    databaseUrl,
    instance,
    policy: {
      records: settings.MES_COMMIT_EVENTS,
      intervalMs: settings.MES_COMMIT_INTERVAL_MS,
      intervalBehindMs: settings.MES_COMMIT_INTERVAL_BEHIND_MS,
    },
    idleMs: settings.MES_COMMIT_IDLE_MS,
    fetchBytesMax: settings.MES_FETCH_BYTES_MAX,
    sessionTimeoutMs: settings.MES_SESSION_TIMEOUT_MS,
    operations,
    logger,
    onFatal: fail,
  });
  return { service, logger, operations };
});
