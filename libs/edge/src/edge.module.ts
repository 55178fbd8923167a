import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access/access.guard.js';
import { Access } from './access/access.js';
import { HealthController } from './health.controller.js';
import { OpenApiController, ServiceDescription } from './openapi.controller.js';
import { Readiness } from './readiness.js';

/** What the edge itself answers, beside the controllers of a service. */
@Module({})
export class EdgeModule {
  static around(
    service: Type | DynamicModule,
    { readiness, access }: { readonly readiness: Readiness; readonly access: Access },
  ): DynamicModule {
    return {
      module: EdgeModule,
      imports: [service],
      controllers: [HealthController, OpenApiController],
      providers: [
        { provide: Readiness, useValue: readiness },
        { provide: Access, useValue: access },
        { provide: APP_GUARD, useClass: AccessGuard },
        ServiceDescription,
      ],
    };
  }
}
