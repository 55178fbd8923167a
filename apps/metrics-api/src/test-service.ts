import { startHttpService, type HttpService } from '#libs/edge';
import type { LoggerService } from '@nestjs/common';
import { TopicPages, type Absence, type PageRequest, type TopicPage } from './events/topic-page.js';
import { METRICS_API_FACTS, MetricsApiModule } from './metrics-api.module.js';

/** The start of a service logs each of its routes. */
export const quiet: LoggerService = {
  log: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** The service over HTTP with pages that a spec gives. */
export function startTestService(pages: TopicPages): Promise<HttpService> {
  return startHttpService({
    ...METRICS_API_FACTS,
    name: 'metrics-api',
    module: MetricsApiModule.of({ places: { kafka: 'broker:1' }, pages }),
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
