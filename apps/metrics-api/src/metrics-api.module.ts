import type { AsyncApiPlaces } from '#libs/contracts';
import type { ServiceFacts } from '#libs/edge';
import { SCHEMAS } from '#libs/events';
import { Module, type DynamicModule } from '@nestjs/common';
import { ContractsController, PLACES } from './contracts/contracts.controller.js';
import { EventsController } from './events/events.controller.js';
import { TopicPages } from './events/topic-page.js';
import { SchemaRegistryController } from './registry/schema-registry.controller.js';
import { SchemaRegistry } from './registry/schema-registry.js';

/** What the service says of itself in its OpenAPI document. */
export const METRICS_API_FACTS: ServiceFacts = {
  title: 'mes-flow metrics-api',
  description:
    'Contracts of the topics, the read half of the Schema Registry API, and look-ups of events. All data are synthetic.',
};

/** What the service needs to know. */
export interface MetricsApiOptions {
  readonly places: AsyncApiPlaces;
  readonly pages: TopicPages;
}

@Module({})
export class MetricsApiModule {
  static of({ places, pages }: MetricsApiOptions): DynamicModule {
    return {
      module: MetricsApiModule,
      controllers: [SchemaRegistryController, ContractsController, EventsController],
      providers: [
        { provide: SchemaRegistry, useFactory: () => new SchemaRegistry(SCHEMAS) },
        { provide: PLACES, useValue: places },
        { provide: TopicPages, useValue: pages },
      ],
    };
  }
}
