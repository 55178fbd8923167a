import 'reflect-metadata';
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
import { MssanteIntakeSettings } from './intake/settings.js';
import { startIntake } from './intake/start-intake.js';

const NAME = 'mssante-intake';

await runService(NAME, async (fail, starting) => {
  const settings = loadSettings(MssanteIntakeSettings);
  const instance = settings.MES_INSTANCE || `${NAME}-${String(process.pid)}`;
  const logger = createLogger({
    format: settings.MES_LOG_FORMAT,
    level: settings.MES_LOG_LEVEL,
    prefix: instance,
  });
  const operations = await starting.tell(new Operations({ service: NAME, instance }, settings));
  const waitSeconds = settings.MES_START_WAIT_SECONDS;
  await starting.whenThere('PostgreSQL', waitSeconds, () =>
    runMigrations(databaseAddressOf(settings), settings.MES_DATABASE_MIGRATIONS),
  );
  const cluster = { ...kafkaOf(settings), clientId: instance };
  // Its topic is made by the intake itself where it is missing.
  await starting.whenThere('Kafka', waitSeconds, () => assertTopicsThere(cluster, []));
  const { service } = await startIntake(settings, instance, logger, fail, operations);
  return { service, logger, operations };
});
