import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { OpenApiController, ServiceDescription } from './openapi.controller.js';
import { Readiness } from './readiness.js';

/** What the edge itself answers, beside the controllers of a service. */
@Module({})
export class EdgeModule {
  static around(service: Type | DynamicModule, readiness: Readiness): DynamicModule {
    return {
      module: EdgeModule,
      imports: [service],
      controllers: [HealthController, OpenApiController],
      providers: [{ provide: Readiness, useValue: readiness }, ServiceDescription],
    };
  }
}
