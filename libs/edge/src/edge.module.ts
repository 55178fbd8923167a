import { Metrics, Readiness } from '#libs/platform';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { AccessGuard } from './access/access.guard.js';
import { Access } from './access/access.js';
import { AuditDesk } from './doors/audit-desk.js';
import { AuditInterceptor } from './doors/audit.interceptor.js';
import { RequestLimits } from './doors/request-limits.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { OpenApiController, ServiceDescription } from './openapi.controller.js';

/** What the edge asks and tells. */
interface EdgeParts {
  readonly readiness: Readiness;
  readonly access: Access;
  readonly metrics: Metrics;
  readonly limits: RequestLimits;
  readonly audit: AuditDesk;
}

/** What the edge itself answers, beside the controllers of a service. */
@Module({})
export class EdgeModule {
  static around(
    service: Type | DynamicModule,
    { readiness, access, metrics, limits, audit }: EdgeParts,
  ): DynamicModule {
    return {
      module: EdgeModule,
      imports: [service],
      controllers: [HealthController, MetricsController, OpenApiController],
      providers: [
        { provide: Readiness, useValue: readiness },
        { provide: Access, useValue: access },
        { provide: Metrics, useValue: metrics },
        { provide: RequestLimits, useValue: limits },
        { provide: AuditDesk, useValue: audit },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
        ServiceDescription,
      ],
    };
  }
}
