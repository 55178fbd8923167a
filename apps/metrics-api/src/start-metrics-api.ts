import { startHttpService, type HttpService, type httpOptionsOf } from '#libs/edge';
import { TopicAdmin } from '#libs/kafka';
import { BadInvocationError } from '#libs/platform';
import type { LoggerService } from '@nestjs/common';
import { KafkaTopicPages } from './events/kafka-topic-pages.js';
import { METRICS_API_FACTS, MetricsApiModule } from './metrics-api.module.js';

/** What metrics-api needs to know. */
export interface MetricsApiStart {
  readonly brokers: readonly string[];
  /** Name of this process in logs and at the broker. */
  readonly instance: string;
  /** Where it listens, and who is asking. */
  readonly http: ReturnType<typeof httpOptionsOf>;
  readonly logger: LoggerService;
}

/**
 * Starts the service; its connections to Kafka are opened by the requests that need them.
 *
 * @throws BadInvocationError when the port is taken: starting again would not mend that
 */
export async function startMetricsApi(start: MetricsApiStart): Promise<HttpService> {
  try {
    return await listen(start);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause;
    const { http } = start;
    throw new BadInvocationError(
      `metrics-api: expected a free port, ${http.host ?? ''}:${http.port ?? ''} is taken. Set MES_METRICS_API_PORT to another one; 0 takes any.`,
      { cause },
    );
  }
}

function listen(start: MetricsApiStart): Promise<HttpService> {
  const { brokers, instance, http, logger } = start;
  const cluster = { brokers, clientId: instance };
  return startHttpService({
    ...METRICS_API_FACTS,
    name: 'metrics-api',
    module: MetricsApiModule.of({
      places: placesOf(start),
      pages: new KafkaTopicPages(cluster),
    }),
    ...http,
    readiness: [{ name: 'kafka', check: async () => (await TopicAdmin.connect(cluster)).close() }],
    logger,
  });
}

/** Where the served AsyncAPI document points to; a free port is not known yet, and left at its default. */
function placesOf({ brokers, http }: MetricsApiStart): {
  kafka: string;
  schemaRegistryUrl?: string;
} {
  const [kafka = ''] = brokers;
  const { host = '127.0.0.1', port = 0 } = http;
  const name = host === '0.0.0.0' || host === '127.0.0.1' ? 'localhost' : host;
  return { kafka, ...(port !== 0 && { schemaRegistryUrl: `http://${name}:${port}` }) };
}
