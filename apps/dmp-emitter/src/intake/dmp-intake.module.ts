import { Module, type DynamicModule } from '@nestjs/common';
import { DmpIntake } from './dmp-intake.js';
import { FhirController } from './fhir/fhir.controller.js';
import { DocumentsController } from './plain/documents.controller.js';

/** The controllers of the DMP intake; `with` brings what they work with. */
@Module({ controllers: [FhirController, DocumentsController] })
export class DmpIntakeModule {
  static with(intake: DmpIntake): DynamicModule {
    return { module: DmpIntakeModule, providers: [{ provide: DmpIntake, useValue: intake }] };
  }
}
