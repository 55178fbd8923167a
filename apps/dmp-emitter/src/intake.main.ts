import 'reflect-metadata';
import { httpOptionsOf } from '#libs/edge';
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
import { runMigrations } from '#libs/store';
import { DmpIntakeSettings } from './intake/dmp-intake-settings.js';
import { startDmpIntake } from './intake/start-dmp-intake.js';

/** A process of its own: the simulated flow must not share an event loop with callers that wait. */
await runService('dmp-intake', async (fail, starting) => {
  const settings = loadSettings(DmpIntakeSettings);
  const instance = settings.MES_INSTANCE || `dmp-intake-${String(process.pid)}`;
  const logger = createLogger({
    format: settings.MES_LOG_FORMAT,
    level: settings.MES_LOG_LEVEL,
    prefix: instance,
  });
  const operations = await starting.tell(
    new Operations({ service: 'dmp-intake', instance }, settings),
  );
  const databaseUrl = databaseAddressOf(settings);
  const waitSeconds = settings.MES_START_WAIT_SECONDS;
  await starting.whenThere('PostgreSQL', waitSeconds, () =>
    runMigrations(databaseUrl, settings.MES_DATABASE_MIGRATIONS),
  );
  const cluster = { ...kafkaOf(settings), clientId: instance };
  await starting.whenThere('Kafka and its topics', waitSeconds, () =>
    assertTopicsThere(cluster, [TOPICS.dmp]),
  );
  const { service } = await startDmpIntake({
    kafka: kafkaOf(settings),
    databaseUrl,
    instance,
    queueCommandsMax: settings.MES_INTAKE_QUEUE_MAX,
    gatherMs: settings.MES_INTAKE_GATHER_MS,
    http: httpOptionsOf(settings),
    operations,
    logger,
    onFatal: fail,
  });
  return { service, logger, operations };
});
