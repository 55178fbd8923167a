import 'reflect-metadata';
import { httpOptionsOf } from '#libs/edge';
import { TOPICS } from '#libs/events';
import { topicsWhenThere } from '#libs/kafka';
import { runService } from '#libs/platform';
import { databaseWhenThere } from '#libs/store';
import { EprescriptionIntakeSettings } from './intake/intake-settings.js';
import { INTAKE_NAME, startEprescriptionIntake } from './intake/start-intake.js';

await runService(INTAKE_NAME, EprescriptionIntakeSettings, async (given) => {
  const { settings } = given;
  const databaseUrl = await databaseWhenThere(given);
  await topicsWhenThere(given, [TOPICS.eprescription, TOPICS.dmp]);
  return startEprescriptionIntake({
    kafka: given.kafka,
    databaseUrl,
    instance: given.instance,
    http: { ...httpOptionsOf(settings), port: settings.MES_EPRESCRIPTION_INTAKE_PORT },
    sweepMs: settings.MES_EPRESCRIPTION_SWEEP_MS,
    operations: given.operations,
    logger: given.logger,
    onFatal: given.fail,
  });
});
