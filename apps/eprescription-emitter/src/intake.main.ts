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
import { EprescriptionIntakeSettings } from './intake/intake-settings.js';
import { INTAKE_NAME, startEprescriptionIntake } from './intake/start-intake.js';

await runService(INTAKE_NAME, async (fail, starting) => {
  const settings = loadSettings(EprescriptionIntakeSettings);
  const instance = settings.MES_INSTANCE || `${INTAKE_NAME}-${process.pid}`;
  const logger = createLogger({
    format: settings.MES_LOG_FORMAT,
    level: settings.MES_LOG_LEVEL,
    prefix: instance,
  });
  const operations = await starting.tell(
    new Operations({ service: INTAKE_NAME, instance }, settings),
  );
  const databaseUrl = databaseAddressOf(settings);
  const waitSeconds = settings.MES_START_WAIT_SECONDS;
  await starting.whenThere('PostgreSQL', waitSeconds, () =>
    runMigrations(databaseUrl, settings.MES_DATABASE_MIGRATIONS),
  );
  const cluster = { ...kafkaOf(settings), clientId: instance };
  await starting.whenThere('Kafka and its topics', waitSeconds, () =>
    assertTopicsThere(cluster, [TOPICS.eprescription, TOPICS.dmp]),
  );
  const { service } = await startEprescriptionIntake({
    kafka: kafkaOf(settings),
    databaseUrl,
    instance,
    http: { ...httpOptionsOf(settings), port: settings.MES_EPRESCRIPTION_INTAKE_PORT },
    sweepMs: settings.MES_EPRESCRIPTION_SWEEP_MS,
    operations,
    logger,
    onFatal: fail,
  });
  return { service, logger, operations };
});
