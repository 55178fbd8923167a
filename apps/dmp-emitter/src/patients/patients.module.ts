import { Module, type DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import { IdentitiesController } from './identities.controller.js';
import { InsiController } from './insi.controller.js';
import { PATIENTS_POOL } from './pool.js';
import { ProfilesController } from './profiles.controller.js';

/** The patient side over HTTP: INSi, identities of the sites, profiles, people's own documents. */
@Module({ controllers: [InsiController, IdentitiesController, ProfilesController] })
export class PatientsModule {
  /** @param pool to a migrated database; whoever made it ends it */
  static around(pool: Pool): DynamicModule {
    return {
      module: PatientsModule,
      providers: [{ provide: PATIENTS_POOL, useValue: pool }],
    };
  }
}
