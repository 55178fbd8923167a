import { Module, type DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import { PatientsModule } from '../patients/patients.module.js';
import { DmpIntake } from './dmp-intake.js';
import { FhirController } from './fhir/fhir.controller.js';
import { DocumentsController } from './plain/documents.controller.js';

/** What the service says of itself in its OpenAPI document. */
export const DMP_INTAKE_FACTS = {
  title: 'mes-flow: intake of the DMP',
  description:
    'Deposits documents of synthetic persons into a simulated DMP: FHIR R4 in the shape of the profile PDSm under /fhir, and plain JSON under /documents. A 201 means that the event is in Kafka. Beside it the patient side: INSi, identities and profiles.',
} as const;

/** The controllers of the DMP intake, and the patient side beside them; `with` brings what they work with. */
@Module({ controllers: [FhirController, DocumentsController] })
export class DmpIntakeModule {
  /** @param pool to a migrated database; whoever made it ends it */
  static with(intake: DmpIntake, pool: Pool): DynamicModule {
    return {
      module: DmpIntakeModule,
      imports: [PatientsModule.around(pool)],
      providers: [{ provide: DmpIntake, useValue: intake }],
    };
  }
}
