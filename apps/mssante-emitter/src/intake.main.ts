import 'reflect-metadata';
import { Operations, createLogger, loadSettings, runService } from '#libs/platform';
import { MssanteIntakeSettings } from './intake/settings.js';
import { startIntake } from './intake/start-intake.js';

const NAME = 'mssante-intake';

await runService(NAME, async (fail) => {
  const settings = loadSettings(MssanteIntakeSettings);
  const instance = settings.MES_INSTANCE || `${NAME}-${String(process.pid)}`;
  const logger = createLogger({ format: settings.MES_LOG_FORMAT, prefix: instance });
  const operations = new Operations({ service: NAME, instance }, settings);
  const { service } = await startIntake(settings, instance, logger, fail, operations);
  return { service, logger, operations };
});
