import { startHttpService, type HttpService, type HttpServiceOptions } from '#libs/edge';
import { IntakeLane } from '#libs/intake';
import {
  Inject,
  Injectable,
  Module,
  type DynamicModule,
  type InjectionToken,
  type LoggerService,
  type Type,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Express } from 'express';
import { DmpIntakeModule } from '../../apps/dmp-emitter/src/intake/dmp-intake.module.js';
import { DmpIntake } from '../../apps/dmp-emitter/src/intake/dmp-intake.js';
import { PatientsModule } from '../../apps/dmp-emitter/src/patients/patients.module.js';
import { PATIENTS_POOL } from '../../apps/dmp-emitter/src/patients/pool.js';
import { EprescriptionIntakeModule } from '../../apps/eprescription-emitter/src/intake/intake.module.js';
import {
  CLOCK,
  POOL as PRESCRIPTIONS_POOL,
} from '../../apps/eprescription-emitter/src/intake/prescriptions.controller.js';
import { GivenFigures } from '../../apps/metrics-api/src/test-figures.js';
import { GivenPages } from '../../apps/metrics-api/src/test-service.js';
import { MetricsApiModule } from '../../apps/metrics-api/src/metrics-api.module.js';
import { RUN_FORMS } from '../../apps/metrics-api/src/runs/runs.controller.js';
import { GivenRuns } from '../../apps/metrics-api/src/runs/test-runs.js';
import { MessagesModule } from '../../apps/mssante-emitter/src/intake/http/messages.module.js';
import { POOL as MESSAGES_POOL } from '../../apps/mssante-emitter/src/intake/http/messages.controller.js';

/** A service over HTTP as the doors see it: its controllers, and nothing behind them. */
interface ServiceParts {
  readonly module: Type | DynamicModule;
  /** What its controllers are given by whoever starts them: nothing, here. */
  readonly absent: readonly InjectionToken[];
  readonly options?: Partial<HttpServiceOptions>;
}

/** By the names under which `mes contracts` knows them: a new service joins there, and here. */
export const EVERY_SERVICE: Readonly<Record<string, ServiceParts>> = {
  'metrics-api': {
    module: MetricsApiModule.of({
      places: {},
      pages: new GivenPages(() => ({ records: [], nextOffset: undefined })),
      figures: new GivenFigures(),
      isOwnersViewOpen: false,
      runs: { book: new GivenRuns(), mayStart: false },
    }),
    absent: [],
    options: { formsAt: RUN_FORMS },
  },
  'dmp-intake': {
    module: { module: DmpIntakeModule, imports: [PatientsModule] },
    absent: [DmpIntake, PATIENTS_POOL],
  },
  'mssante-intake': { module: MessagesModule, absent: [MESSAGES_POOL] },
  'eprescription-intake': {
    module: EprescriptionIntakeModule,
    absent: [IntakeLane, PRESCRIPTIONS_POOL, CLOCK],
  },
};

/** A route of a router: `GET /documents/:uniqueId`. */
export interface Route {
  readonly method: string;
  readonly template: string;
}

/** Keeps Nest's adapter, whose router knows every route. */
@Injectable()
class Witness {
  static host: HttpAdapterHost | undefined;

  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost) {
    Witness.host = host;
  }
}

@Module({})
class AbsentParts {}

const quiet: LoggerService = {
  log: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Starts a service without what stands behind its controllers: a call that is let in goes nowhere. */
export async function startShell(
  name: string,
  options: Partial<HttpServiceOptions>,
): Promise<{ readonly http: HttpService; readonly routes: readonly Route[] }> {
  const parts = EVERY_SERVICE[name];
  if (parts === undefined) throw new Error(`expected a service of the list, came ${name}`);
  const http = await startHttpService({
    name,
    title: name,
    description: name,
    module: {
      module: AbsentParts,
      global: true,
      imports: [parts.module],
      providers: [Witness, ...parts.absent.map((token) => ({ provide: token, useValue: null }))],
      exports: [...parts.absent],
    },
    logger: quiet,
    ...parts.options,
    ...options,
  });
  return { http, routes: routesOf(Witness.host) };
}

/** Express's own list, also of what no OpenAPI document names. */
function routesOf(host: HttpAdapterHost | undefined): Route[] {
  const { router } = host?.httpAdapter.getInstance<Express>() ?? { router: { stack: [] } };
  return router.stack.flatMap(({ route }) =>
    route === undefined
      ? []
      : [...new Set(route.stack.map(({ method }) => method.toUpperCase()))].map((method) => ({
          method,
          template: route.path,
        })),
  );
}
