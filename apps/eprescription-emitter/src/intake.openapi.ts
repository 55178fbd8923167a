/** Prints the OpenAPI document of this service: `mes contracts` runs it. Nothing is connected to. */
import 'reflect-metadata';
import { openApiOf } from '#libs/edge';
import { IntakeLane } from '#libs/intake';
import { EPRESCRIPTION_INTAKE_FACTS, EprescriptionIntakeModule } from './intake/intake.module.js';
import { CLOCK, POOL } from './intake/prescriptions.controller.js';

const document = await openApiOf(EprescriptionIntakeModule, EPRESCRIPTION_INTAKE_FACTS, [
  IntakeLane,
  POOL,
  CLOCK,
]);
process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
