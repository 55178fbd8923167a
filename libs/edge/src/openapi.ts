import { Operations, systemClock } from '#libs/platform';
import {
  Module,
  type DynamicModule,
  type INestApplication,
  type InjectionToken,
  type Type,
} from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { BEARER_SCHEME } from './access/access.guard.js';
import { Access } from './access/access.js';
import { AuditDesk } from './doors/audit-desk.js';
import { NO_LIMITS, RequestLimits } from './doors/request-limits.js';
import { describeModelsOf } from './describe-model.js';
import { EdgeModule } from './edge.module.js';
import { finishDocument } from './finish-document.js';

/** What a service says of itself. */
export interface ServiceFacts {
  readonly title: string;
  /** One paragraph, in the words of the field. */
  readonly description: string;
  /** Version of the interface; default 1.0.0. */
  readonly version?: string;
}

/** Stands for what controllers ask for, so that they can be described without it. */
@Module({})
class AbsentParts {}

/**
 * The OpenAPI 3.1 document of a module's controllers, without listening and without making their
 * providers: no database and no broker is asked. For the check of the contracts.
 *
 * @param absent tokens that the controllers are given by whoever starts them; omitted: none
 */
export async function openApiOf(
  module: Type | DynamicModule,
  facts: ServiceFacts,
  absent: readonly InjectionToken[] = [],
): Promise<OpenAPIObject> {
  const described: DynamicModule = {
    module: AbsentParts,
    global: true,
    imports: [module],
    providers: absent.map((token) => ({ provide: token, useValue: null })),
    exports: [...absent],
  };
  const { readiness, metrics } = new Operations({ service: facts.title, instance: 'described' });
  const app = await NestFactory.create(
    EdgeModule.around(described, {
      readiness,
      metrics,
      access: new Access({ tokens: null, keys: null }),
      limits: new RequestLimits(NO_LIMITS, systemClock),
      audit: new AuditDesk(null),
    }),
    { logger: false, preview: true },
  );
  return documentOf(app, facts);
}

/** The OpenAPI 3.1 document of an application that was created. */
export function documentOf(app: INestApplication, facts: ServiceFacts): OpenAPIObject {
  const prototypes = [...app.get(ModulesContainer).values()].flatMap((module) =>
    [...module.controllers.values()].flatMap(({ metatype }) =>
      typeof metatype === 'function' ? [metatype.prototype as object] : [],
    ),
  );
  describeModelsOf(prototypes);
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(facts.title)
    .setDescription(facts.description)
    .setVersion(facts.version ?? '1.0.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, BEARER_SCHEME)
    .build();
  return finishDocument(SwaggerModule.createDocument(app, config));
}
