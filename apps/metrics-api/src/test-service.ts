import {
  startHttpService,
  type AccessOptions,
  type DoorOptions,
  type HttpService,
} from '#libs/edge';
import type { Figures } from '#libs/figures';
import type { LoggerService } from '@nestjs/common';
import { TopicPages, type Absence, type PageRequest, type TopicPage } from './events/topic-page.js';
import { GivenFigures } from './figures/test-figures.js';
import { METRICS_API_FACTS, MetricsApiModule } from './metrics-api.module.js';
import { RUN_FORMS } from './runs/runs.controller.js';
import { GivenRuns } from './runs/test-runs.js';

/** The start of a service logs each of its routes. */
export const quiet: LoggerService = {
  log: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** What a spec gives the service beside pages. */
export interface TestService {
  /** Omitted: those of a spec, and none is asked. */
  readonly figures?: Figures;
  /** Omitted: open, as on loopback without an issuer. */
  readonly isOwnersViewOpen?: boolean;
  readonly origins?: readonly string[];
  /** Omitted: nobody's tokens, callers are anonymous. */
  readonly access?: AccessOptions;
  /** Omitted: no keys, no audit, no limits. */
  readonly doors?: DoorOptions;
}

/** The service over HTTP with pages that a spec gives. */
export function startTestService(
  pages: TopicPages,
  {
    figures = new GivenFigures(),
    isOwnersViewOpen = true,
    origins = [],
    access,
    doors,
  }: TestService = {},
): Promise<HttpService> {
  return startHttpService({
    ...METRICS_API_FACTS,
    name: 'metrics-api',
    module: MetricsApiModule.of({
      places: { kafka: 'broker:1' },
      ...{ pages, figures, isOwnersViewOpen, origins },
      runs: { book: new GivenRuns(), mayStart: false },
    }),
    formsAt: RUN_FORMS,
    ...(access && { access }),
    ...(doors && { doors }),
    logger: quiet,
  });
}

/** Answers every request with what a spec says, and keeps the requests. */
export class GivenPages extends TopicPages {
  readonly requests: PageRequest[] = [];

  constructor(private readonly answer: () => TopicPage | Absence) {
    super();
  }

  override read(request: PageRequest): Promise<TopicPage | Absence> {
    this.requests.push(request);
    try {
      return Promise.resolve(this.answer());
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
