import 'reflect-metadata';
import { topicsWhenThere } from '#libs/kafka';
import { runService } from '#libs/platform';
import { databaseWhenThere } from '#libs/store';
import { MssanteIntakeSettings } from './intake/settings.js';
import { startIntake } from './intake/start-intake.js';

await runService('mssante-intake', MssanteIntakeSettings, async (given) => {
  await databaseWhenThere(given);
  // Its topic is made by the intake itself where it is missing.
  await topicsWhenThere(given, []);
  const { settings, instance, logger, fail, operations } = given;
  return startIntake(settings, instance, logger, fail, operations);
});
