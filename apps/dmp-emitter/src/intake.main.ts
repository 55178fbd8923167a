import 'reflect-metadata';
import { httpOptionsOf } from '#libs/edge';
import { TOPICS } from '#libs/events';
import { topicsWhenThere } from '#libs/kafka';
import { runService } from '#libs/platform';
import { databaseWhenThere } from '#libs/store';
import { DmpIntakeSettings } from './intake/dmp-intake-settings.js';
import { startDmpIntake } from './intake/start-dmp-intake.js';

/** A process of its own: the simulated flow must not share an event loop with callers that wait. */
await runService('dmp-intake', DmpIntakeSettings, async (given) => {
  const { settings } = given;
  const databaseUrl = await databaseWhenThere(given);
  await topicsWhenThere(given, [TOPICS.dmp]);
  return startDmpIntake({
    kafka: given.kafka,
    databaseUrl,
    instance: given.instance,
    queueCommandsMax: settings.MES_INTAKE_QUEUE_MAX,
    gatherMs: settings.MES_INTAKE_GATHER_MS,
    http: httpOptionsOf(settings),
    operations: given.operations,
    logger: given.logger,
    onFatal: given.fail,
  });
});
