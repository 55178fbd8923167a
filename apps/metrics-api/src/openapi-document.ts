import { openApiOf } from '#libs/edge';
import { TopicPages, type TopicPage } from './events/topic-page.js';
import { METRICS_API_FACTS, MetricsApiModule } from './metrics-api.module.js';

/** For the document alone: it is never asked for a page. */
class NoTopicPages extends TopicPages {
  override read(): Promise<TopicPage> {
    return Promise.resolve({ records: [], nextOffset: undefined });
  }
}

/** The OpenAPI 3.1 document of metrics-api, from its controllers. */
export function metricsApiDocument(): ReturnType<typeof openApiOf> {
  return openApiOf(
    MetricsApiModule.of({ places: {}, pages: new NoTopicPages() }),
    METRICS_API_FACTS,
  );
}
