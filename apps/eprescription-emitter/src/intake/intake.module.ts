import { IntakeLane } from '#libs/intake';
import type { Clock } from '#libs/platform';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import type { IntakeAnswer, IntakeCommand } from './intake-command.js';
import { CLOCK, POOL, PrescriptionsController } from './prescriptions.controller.js';

/** What the controller works with. */
export interface IntakeParts {
  readonly lane: IntakeLane<IntakeCommand, IntakeAnswer>;
  readonly pool: Pool;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** What the service says of itself in its OpenAPI document. */
export const EPRESCRIPTION_INTAKE_FACTS = {
  title: 'Electronic prescriptions',
  description:
    'The base of electronic prescriptions of mes-flow: synthetic, with openly fictitious numbers.',
} as const;

/** The HTTP side of the base of electronic prescriptions. */
@Module({ controllers: [PrescriptionsController] })
export class EprescriptionIntakeModule {
  static with({ lane, pool, clock }: IntakeParts): DynamicModule {
    return {
      module: EprescriptionIntakeModule,
      providers: [
        { provide: IntakeLane, useValue: lane },
        { provide: POOL, useValue: pool },
        { provide: CLOCK, useValue: clock },
      ],
    };
  }
}
