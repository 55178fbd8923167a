import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { allTopics, topicsToMake } from '#libs/contracts';
import { SHARD_COUNT, STREAM_TOPICS, assertPartitionCount, type StreamName } from '#libs/events';
import { TopicAdmin } from '#libs/kafka';
import { RunFailedError, systemClock, type KafkaAccess } from '#libs/platform';
import { createPool, runMigrations } from '#libs/store';
import type { Pool } from 'pg';
import type { Output } from '../output.js';
import type { CliSettings } from '../settings.js';
import { withMetricsPorts, type MetricsTarget } from './metrics-ports.js';
import { openBackend, type BackendSession } from './backend-session.js';
import { Services, type ServiceSpec } from './services.js';

/** Everything a command works with: the backend, its topics and tables, and the services. */
export interface House {
  readonly backend: BackendSession;
  readonly kafka: KafkaAccess;
  readonly admin: TopicAdmin;
  readonly pool: Pool;
  /** Undefined when nothing was started here: attached to a `mes up`, or not asked for. */
  readonly services: Services | undefined;
  /** Where the services tell their metrics; empty when they do not. */
  readonly metricsTargets: readonly MetricsTarget[];
  close(): Promise<void>;
}

export interface HouseOptions {
  /** True: the data folder of `mes up`; false: fresh data, removed at close. */
  readonly keepData: boolean;
  /** True: use a running `mes up` when there is one. */
  readonly mayAttach: boolean;
  readonly withServices: boolean;
  readonly partitions: number;
  /** Streams that get emitters. */
  readonly streams: readonly StreamName[];
  /** Processes per emitter. */
  readonly emitters: number;
  readonly aggregators: number;
  /** Processes of the SONS aggregator, started when the facts are among the streams. */
  readonly sonsAggregators: number;
  /** True: they are started without facts too, to read the documents. Omitted: false. */
  readonly sonsReadsDocumentsAlone?: boolean;
  /** Deaths of one service after which it is not started again. Omitted: 50. */
  readonly restartsMax?: number;
  /** Services that listen: intakes and the API. Omitted: none. */
  readonly listeners?: readonly ServiceSpec[];
  /** Where the services reach the servers, for a campaign that puts a network between. Omitted: directly. */
  readonly servicesReach?: (backend: BackendSession) => Promise<BackendAddresses>;
  /** Ports of networks before the brokers, for such a campaign. Omitted: none. */
  readonly kafkaNetworkPorts?: readonly number[];
  /** First port of the services' metrics, one after the other. Omitted: they tell none. */
  readonly metricsFirstPort?: number;
}

/** Where Kafka and PostgreSQL are. */
export type BackendAddresses = Pick<BackendSession, 'kafkaBrokers' | 'kafka' | 'databaseUrl'>;

/** Opens the backend, brings tables and topics up to date, and starts the services. Closes what it opened when a step fails. */
export async function openHouse(
  settings: CliSettings,
  options: HouseOptions,
  output: Output,
): Promise<House> {
  assertPartitionCount(options.partitions);
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const backend = await openBackend(settings, {
      keepData: options.keepData,
      mayAttach: options.mayAttach,
      ...(options.kafkaNetworkPorts && { kafkaNetworkPorts: options.kafkaNetworkPorts }),
      onProgress: (line) => {
        output.progress(`  ${line}`);
      },
    });
    closers.push(() => backend.close());
    output.line(`backend: ${backend.description}`);
    const { kafka } = backend;
    const admin = await TopicAdmin.connect({ ...kafka, clientId: 'mes' });
    closers.push(() => admin.close());
    if (kafka.mayAdminister || options.withServices) await ensureTopics(admin, options.partitions);
    const { applied } = await runMigrations(backend.databaseUrl, settings.MES_DATABASE_MIGRATIONS);
    if (applied.length > 0 && settings.MES_DATABASE_URL !== '') {
      output.line(
        `database: brought up to date by ${String(applied.length)} migrations (MES_DATABASE_MIGRATIONS=apply)`,
      );
    }
    const pool = createPool(backend.databaseUrl);
    closers.push(() => pool.end());
    const { specs, targets: metricsTargets } = withPortsOf(options);
    const services =
      options.withServices && !backend.isAttached
        ? await startServices(
            settings,
            specs,
            (await options.servicesReach?.(backend)) ?? backend,
            output,
            options.restartsMax,
          )
        : undefined;
    if (services) closers.push(() => services.stop());
    return { backend, kafka, admin, pool, services, metricsTargets, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Makes what is missing on brokers of our own. On those of others it names what is missing: dead
 * letters too, for the first of them must not find a topic that nobody may make.
 */
async function ensureTopics(admin: TopicAdmin, partitions: number): Promise<void> {
  await admin.ensureTopics(admin.mayAdminister ? topicsToMake(partitions) : allTopics(partitions));
  const lengths = new Map<string, number>();
  for (const topic of Object.values(STREAM_TOPICS)) {
    const { length } = await admin.endOffsets(topic);
    lengths.set(topic, length);
    if (SHARD_COUNT % length !== 0) {
      throw new RunFailedError(
        `topic ${topic}: expected a number of partitions that divides ${String(SHARD_COUNT)}, came ${String(length)}. Create it again with one of those.`,
      );
    }
  }
  const [documents, facts] = [STREAM_TOPICS.dmp, STREAM_TOPICS.sons];
  if (lengths.get(documents) !== lengths.get(facts)) {
    // The SONS aggregator reads the same partition of both: a client's documents and facts meet there.
    throw new RunFailedError(
      `topic ${facts}: expected as many partitions as ${documents} has, ${String(lengths.get(documents))}; came ${String(lengths.get(facts))}. Create ${facts} again with ${String(lengths.get(documents))}, or start with a fresh backend.`,
    );
  }
}

function withPortsOf(options: HouseOptions): ReturnType<typeof withMetricsPorts> {
  const specs = specsOf(options);
  const { metricsFirstPort } = options;
  return metricsFirstPort === undefined
    ? { specs, targets: [] }
    : withMetricsPorts(specs, metricsFirstPort);
}

function specsOf(options: HouseOptions): ServiceSpec[] {
  const { streams, sonsReadsDocumentsAlone = false } = options;
  return [
    ...numbered('volume-aggregator', options.aggregators),
    ...(streams.includes('sons') || sonsReadsDocumentsAlone
      ? numbered('sons-aggregator', options.sonsAggregators)
      : []),
    ...streams.flatMap((stream) => numbered(`${stream}-emitter` as const, options.emitters)),
    ...(options.listeners ?? []),
  ];
}

/** Starts services on an open backend and waits until all of them are ready; the caller stops them. */
export async function startServices(
  settings: CliSettings,
  specs: readonly ServiceSpec[],
  backend: BackendAddresses,
  output: Output,
  restartsMax?: number,
): Promise<Services> {
  const logDirectory = freshLogDirectory(join(settings.MES_CACHE_DIR, 'logs'));
  output.progress('  starting the emitters and the aggregators');
  const services = await Services.start({
    specs,
    settings: {
      MES_KAFKA_BROKERS: backend.kafkaBrokers,
      MES_DATABASE_URL: backend.databaseUrl,
      MES_LOG_FORMAT: settings.MES_LOG_FORMAT,
      // Of brokers that were started here, services may make topics of dead letters.
      MES_KAFKA_ADMIN: backend.kafka.mayAdminister ? 'on' : 'off',
    },
    logDirectory,
    ...(restartsMax !== undefined && { restartsMax }),
    clock: systemClock,
    onEvent: (text) => {
      output.line(`  ${text}`);
    },
  });
  output.endProgress();
  output.line(`services: ${String(services.pids().length)} processes, logs in ${logDirectory}`);
  return services;
}

/** Commands whose logs are kept. */
const LOGS_KEPT_MAX = 10;

/** A folder for the logs of this command; those of the oldest commands are removed. */
function freshLogDirectory(parent: string): string {
  mkdirSync(parent, { recursive: true });
  const oldestFirst = readdirSync(parent)
    .map((name) => ({ name, changedMs: statSync(join(parent, name)).mtimeMs }))
    .sort((a, b) => a.changedMs - b.changedMs);
  for (const { name } of oldestFirst.slice(
    0,
    Math.max(0, oldestFirst.length + 1 - LOGS_KEPT_MAX),
  )) {
    rmSync(join(parent, name), { recursive: true, force: true });
  }
  return mkdtempSync(join(parent, 'run-'));
}

function numbered(app: ServiceSpec['app'], processes: number): ServiceSpec[] {
  return Array.from({ length: processes }, (_, index) => ({
    app,
    instance: `${app}-${String(index + 1)}`,
  }));
}

/** The house as `mes up` left it, without services: for commands that read figures or close months. */
export function openKeptHouse(settings: CliSettings, output: Output): Promise<House> {
  return openHouse(
    settings,
    {
      keepData: true,
      mayAttach: true,
      withServices: false,
      partitions: settings.MES_PARTITIONS,
      streams: [],
      emitters: 0,
      aggregators: 0,
      sonsAggregators: 0,
    },
    output,
  );
}
