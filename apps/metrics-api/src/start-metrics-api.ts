import { isLoopback, startHttpService, type HttpService, type httpOptionsOf } from '#libs/edge';
import { TopicsWatch } from '#libs/kafka';
import { DatabaseFigures, type Figures } from '#libs/figures';
import { BadInvocationError, systemClock, type KafkaAccess } from '#libs/platform';
import { AuditLog, createPool, databaseCheck } from '#libs/store';
import type { LoggerService } from '@nestjs/common';
import { KafkaTopicPages } from './events/kafka-topic-pages.js';
import { FiguresThread } from './figures/figures-thread.js';
import { KeptFigures } from './figures/kept-figures.js';
import { METRICS_API_FACTS, MetricsApiModule } from './metrics-api.module.js';
import { DatabaseRunBook } from './runs/run-book.js';
import { RUN_FORMS } from './runs/runs.controller.js';

/** What metrics-api needs to know. */
export interface MetricsApiStart {
  readonly kafka: KafkaAccess;
  /** Where the figures are; asked by the requests that need them. */
  readonly databaseUrl: string;
  /** Name of this process in logs and at the broker. */
  readonly instance: string;
  /** Where it listens, and who is asking. */
  readonly http: ReturnType<typeof httpOptionsOf>;
  /** Origins whose pages may read the answers; omitted: none but its own. */
  readonly origins?: readonly string[];
  /** Compiled program of the thread that computes figures; omitted: the one beside this file. */
  readonly figuresProgram?: URL;
  /** MES_RUNS_FROM_PAGE; omitted: no run is started from here. */
  readonly mayStartRuns?: boolean;
  readonly logger: LoggerService;
}

/** Connections of this thread: it asks for the version of the data, and for its readiness. */
const CLIENTS_MAX = 2;

/**
 * Starts the service; its connections to Kafka and to the database are opened by the requests that
 * need them, so that schemas are served while either is down.
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

async function listen(start: MetricsApiStart): Promise<HttpService> {
  const { kafka, databaseUrl, instance, http, origins = [], mayStartRuns = false, logger } = start;
  const cluster = { ...kafka, clientId: instance };
  const pool = createPool(databaseUrl, CLIENTS_MAX);
  const watch = new TopicsWatch({ ...cluster, clientId: `${instance}-ready` }, []);
  const thread = new FiguresThread({
    databaseUrl,
    kafka,
    light: new DatabaseFigures(pool),
    program: start.figuresProgram ?? new URL('./figures/figures-worker.js', import.meta.url),
  });
  const figures = new KeptFigures(thread, systemClock);
  const { service, url, doors } = await startHttpService({
    ...METRICS_API_FACTS,
    name: 'metrics-api',
    module: MetricsApiModule.of({
      places: placesOf(start),
      pages: new KafkaTopicPages(cluster),
      figures,
      isOwnersViewOpen: isOwnersViewOpen(http),
      origins,
      runs: { book: new DatabaseRunBook(pool), mayStart: mayStartRuns },
      audit: new AuditLog(pool),
    }),
    formsAt: RUN_FORMS,
    ...http,
    readiness: [watch.check(), databaseCheck(pool)],
    logger,
  });
  void warmUp(figures);
  const close = async (): Promise<void> => {
    await service.close();
    await thread.close();
    await watch.close();
    await pool.end();
  };
  return { service: { close }, url, doors };
}

/**
 * Asks what the pages ask first, so that no reader waits until a nation's months are read and what the
 * public view may show of them is decided. Without a database the first readers are told so.
 */
async function warmUp(figures: Figures): Promise<void> {
  for (const { definition, isPublic } of figures.indicators) {
    if (!isPublic) continue;
    await figures
      .answer(definition.name, { parameters: {}, view: 'public' })
      .catch(() => undefined);
  }
}

/**
 * Nobody is known without an issuer and without keys. On loopback that is whoever has this machine, who could read the
 * database as well; anywhere else it is everybody.
 */
function isOwnersViewOpen({ access, doors, host = '127.0.0.1' }: MetricsApiStart['http']): boolean {
  const isClosed = (access ?? null) !== null || doors?.areKeysAccepted === true;
  return !isClosed && isLoopback(host);
}

/** Where the served AsyncAPI document points to; a free port is not known yet, and left at its default. */
function placesOf({ kafka: { brokers }, http }: MetricsApiStart): {
  kafka: string;
  schemaRegistryUrl?: string;
} {
  const [kafka = ''] = brokers;
  const { host = '127.0.0.1', port = 0 } = http;
  const name = host === '0.0.0.0' || host === '127.0.0.1' ? 'localhost' : host;
  return { kafka, ...(port !== 0 && { schemaRegistryUrl: `http://${name}:${port}` }) };
}
