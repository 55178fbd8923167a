import type { AsyncApiPlaces } from '#libs/contracts';
import type { ServiceFacts } from '#libs/edge';
import { SCHEMAS } from '#libs/events';
import { Figures } from '#libs/figures';
import {
  Inject,
  Module,
  type DynamicModule,
  type MiddlewareConsumer,
  type NestModule,
} from '@nestjs/common';
import { AUDIT_ROWS, AuditController, type AuditRows } from './audit/audit.controller.js';
import { ContractsController, PLACES } from './contracts/contracts.controller.js';
import { DashboardModule } from './dashboard/dashboard.module.js';
import { EventsController } from './events/events.controller.js';
import { TopicPages } from './events/topic-page.js';
import { CatalogueController } from './figures/catalogue.controller.js';
import { FigureDesk } from './figures/figure-desk.js';
import { indicatorControllers } from './figures/indicator.controllers.js';
import { OWNER_VIEW_IS_OPEN } from './figures/owner-view.js';
import { compressed } from './http/compressed.js';
import { crossOrigin } from './http/cross-origin.js';
import { SchemaRegistryController } from './registry/schema-registry.controller.js';
import { SchemaRegistry } from './registry/schema-registry.js';
import { RunsModule, type RunsOptions } from './runs/runs.module.js';

/** What the service says of itself in its OpenAPI document. */
export const METRICS_API_FACTS: ServiceFacts = {
  title: 'mes-flow metrics-api',
  description:
    'Figures with their definitions and provenance, contracts of the topics, the read half of the Schema Registry API, and look-ups of events. All data are synthetic.',
};

/** What the service needs to know. */
export interface MetricsApiOptions {
  readonly places: AsyncApiPlaces;
  readonly pages: TopicPages;
  readonly figures: Figures;
  /** Whether callers who are not known may ask for the owner's view: on loopback without an issuer. */
  readonly isOwnersViewOpen: boolean;
  /** Origins whose pages may read the answers; omitted: none but its own. */
  readonly origins?: readonly string[];
  /** What was done to the house; omitted: nothing was. */
  readonly audit?: AuditRows;
  /** Runs, to follow and to ask for; omitted: there are none. */
  readonly runs?: RunsOptions;
}

const NO_ROWS: AuditRows = { list: () => Promise.resolve([]) };

const ORIGINS = Symbol('origins whose pages may read the answers');

@Module({})
export class MetricsApiModule implements NestModule {
  constructor(@Inject(ORIGINS) private readonly origins: readonly string[]) {}

  static of(options: MetricsApiOptions): DynamicModule {
    const { places, pages, figures, isOwnersViewOpen } = options;
    const runs = options.runs && RunsModule.of(options.runs);
    return {
      module: MetricsApiModule,
      imports: [
        ...(runs === undefined ? [] : [runs]),
        DashboardModule.of(figures, { isOwnersViewOpen, ...(runs && { runs }) }),
      ],
      controllers: [
        SchemaRegistryController,
        ContractsController,
        EventsController,
        AuditController,
        // The catalogue answers for every name that no indicator has: it comes after them.
        ...indicatorControllers(figures.indicators),
        CatalogueController,
      ],
      providers: [
        { provide: SchemaRegistry, useFactory: () => new SchemaRegistry(SCHEMAS) },
        { provide: PLACES, useValue: places },
        { provide: TopicPages, useValue: pages },
        { provide: Figures, useValue: figures },
        { provide: OWNER_VIEW_IS_OPEN, useValue: isOwnersViewOpen },
        { provide: AUDIT_ROWS, useValue: options.audit ?? NO_ROWS },
        { provide: ORIGINS, useValue: options.origins ?? [] },
        FigureDesk,
      ],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(crossOrigin(this.origins)).forRoutes('{*path}');
    // Figures are compressed once, when they are written.
    consumer.apply(compressed).exclude('v1/indicators/{*path}').forRoutes('{*path}');
  }
}
