/** Prints the OpenAPI document of this service: `mes contracts` runs it. Nothing is connected to. */
import 'reflect-metadata';
import { openApiOf } from '#libs/edge';
import { DMP_INTAKE_FACTS, DmpIntakeModule } from './intake/dmp-intake.module.js';
import { DmpIntake } from './intake/dmp-intake.js';
import { PatientsModule } from './patients/patients.module.js';
import { PATIENTS_POOL } from './patients/pool.js';

const document = await openApiOf(
  { module: DmpIntakeModule, imports: [PatientsModule] },
  DMP_INTAKE_FACTS,
  [DmpIntake, PATIENTS_POOL],
);
process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
