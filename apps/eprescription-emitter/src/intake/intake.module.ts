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

/** The HTTP side of the base of electronic prescriptions. */
@Module({})
export class EprescriptionIntakeModule {
  static with({ lane, pool, clock }: IntakeParts): DynamicModule {
    return {
      module: EprescriptionIntakeModule,
      controllers: [PrescriptionsController],
      providers: [
        { provide: IntakeLane, useValue: lane },
        { provide: POOL, useValue: pool },
        { provide: CLOCK, useValue: clock },
      ],
    };
  }
}
