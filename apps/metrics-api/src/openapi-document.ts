import { openApiOf } from '#libs/edge';
import { DatabaseFigures, type Figures } from '#libs/figures';
import { createPool } from '#libs/store';
import { TopicPages, type TopicPage } from './events/topic-page.js';
import { METRICS_API_FACTS, MetricsApiModule } from './metrics-api.module.js';
import { RunBook } from './runs/run-book.js';

/** For the document alone: it is never asked for a page. */
class NoTopicPages extends TopicPages {
  override read(): Promise<TopicPage> {
    return Promise.resolve({ records: [], nextOffset: undefined });
  }
}

/** For the document alone: it is never asked for a run. */
class NoRuns extends RunBook {
  override request = nothing;
  override cancel = nothing;
  override find = nothing;
  override list = nothing;
  override lastCompleted = nothing;
  override streams = nothing;
}

function nothing(): Promise<never> {
  return Promise.reject(new Error('expected nobody to ask: this module describes itself'));
}

/** The OpenAPI 3.1 document of metrics-api, from its controllers. */
export function metricsApiDocument(): ReturnType<typeof openApiOf> {
  return openApiOf(
    MetricsApiModule.of({
      places: {},
      pages: new NoTopicPages(),
      figures: describedFigures(),
      isOwnersViewOpen: false,
      runs: { book: new NoRuns(), mayStart: false },
    }),
    METRICS_API_FACTS,
  );
}

/** The indicators are known without a database: a pool connects for its first query, and none is made. */
export function describedFigures(): Figures {
  return new DatabaseFigures(createPool('postgres://nobody@localhost/none'));
}
