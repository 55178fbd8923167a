import 'reflect-metadata';
import { httpOptionsOf } from '#libs/edge';
import { Operations, brokersOf, createLogger, loadSettings, runService } from '#libs/platform';
import { DmpIntakeSettings } from './intake/dmp-intake-settings.js';
import { startDmpIntake } from './intake/start-dmp-intake.js';

/** A process of its own: the simulated flow must not share an event loop with callers that wait. */
await runService('dmp-intake', async (fail) => {
  const settings = loadSettings(DmpIntakeSettings);
  const instance = settings.MES_INSTANCE || `dmp-intake-${String(process.pid)}`;
  const logger = createLogger({ format: settings.MES_LOG_FORMAT, prefix: instance });
  const operations = new Operations({ service: 'dmp-intake', instance }, settings);
  const { service } = await startDmpIntake({
    brokers: brokersOf(settings),
    databaseUrl: settings.MES_DATABASE_URL,
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
