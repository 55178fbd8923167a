import { Metrics, Readiness } from '#libs/platform';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access/access.guard.js';
import { Access } from './access/access.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { OpenApiController, ServiceDescription } from './openapi.controller.js';

/** What the edge asks and tells. */
interface EdgeParts {
  readonly readiness: Readiness;
  readonly access: Access;
  readonly metrics: Metrics;
}

/** What the edge itself answers, beside the controllers of a service. */
@Module({})
export class EdgeModule {
  static around(
    service: Type | DynamicModule,
    { readiness, access, metrics }: EdgeParts,
  ): DynamicModule {
    return {
      module: EdgeModule,
      imports: [service],
      controllers: [HealthController, MetricsController, OpenApiController],
      providers: [
        { provide: Readiness, useValue: readiness },
        { provide: Access, useValue: access },
        { provide: Metrics, useValue: metrics },
        { provide: APP_GUARD, useClass: AccessGuard },
        ServiceDescription,
      ],
    };
  }
}
