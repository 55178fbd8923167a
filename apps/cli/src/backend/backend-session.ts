import { join } from 'node:path';
import { startBackend, type BackendOptions, type BackendServer } from '#libs/embedded';
import { databaseAddressOf, kafkaOf, type KafkaAccess } from '#libs/platform';
import type { CliSettings } from '../settings.js';
import { readUpState } from './up-state.js';

/** A Kafka and a PostgreSQL to work with, and how to let go of them. */
export interface BackendSession {
  /** Where the cluster is, how to get in, and what may be changed there. */
  readonly kafka: KafkaAccess;
  /** Its brokers in one text, for a person and for services. */
  readonly kafkaBrokers: string;
  readonly databaseUrl: string;
  /** Such as `kafka=embedded 4.3.1, postgres=embedded 18.4`. */
  readonly description: string;
  readonly versions: { readonly kafka: string; readonly postgres: string };
  /** True when a `mes up` runs the backend and the services: this command starts none of them. */
  readonly isAttached: boolean;
  /** Where the networks of kafkaNetworkPorts have to lead, by broker; empty without them. */
  readonly kafkaNetworkTargets: readonly number[];
  /** Servers that this command started, to kill in a campaign of faults; empty for others' servers. */
  readonly servers: readonly BackendServer[];
  close(): Promise<void>;
}

/**
 * Resolves the backend: addresses in the settings, else a running `mes up`, else one of its own.
 *
 * @param mayAttach true: a running `mes up` serves
 * @param kafkaNetworkPorts ports of networks before the brokers of an own backend; omitted: none
 * @param keepData true: the data of an own backend stay in the cache folder; false: fresh, removed at close
 */
export async function openBackend(
  settings: CliSettings,
  options: {
    readonly keepData: boolean;
    readonly mayAttach: boolean;
    readonly kafkaNetworkPorts?: readonly number[];
    readonly onProgress: (line: string) => void;
  },
): Promise<BackendSession> {
  const up =
    options.mayAttach && settings.MES_KAFKA_BROKERS === ''
      ? readUpState(settings.MES_CACHE_DIR)
      : undefined;
  if (up) {
    return {
      kafka: up.access,
      kafkaBrokers: up.kafkaBrokers,
      databaseUrl: up.databaseUrl,
      description: `${up.description} (of the running mes up)`,
      versions: { kafka: up.kafka, postgres: up.postgres },
      isAttached: true,
      kafkaNetworkTargets: [],
      servers: [],
      close: () => Promise.resolve(),
    };
  }
  const external = settings.MES_KAFKA_BROKERS === '' ? undefined : kafkaOf(settings);
  const backend = await startBackend({
    infra: settings.MES_INFRA,
    ...givenServers(settings),
    cacheDirectory: settings.MES_CACHE_DIR,
    ...(options.keepData && { dataDirectory: join(settings.MES_CACHE_DIR, 'up') }),
    kafkaHeapMegabytes: settings.MES_KAFKA_HEAP_MB,
    kafkaNodes: settings.MES_KAFKA_NODES,
    kafkaNetworkPorts: options.kafkaNetworkPorts,
    onProgress: options.onProgress,
  });
  return {
    // What was started here is ours, to make topics on as well.
    kafka: external ?? { brokers: backend.kafkaBrokers.split(','), mayAdminister: true },
    kafkaBrokers: backend.kafkaBrokers,
    databaseUrl: backend.databaseUrl,
    description: backend.description,
    versions: {
      kafka: `${backend.kafka.mode} ${backend.kafka.version}`,
      postgres: `${backend.postgres.mode} ${backend.postgres.version}`,
    },
    isAttached: false,
    kafkaNetworkTargets: backend.kafkaNetworkTargets,
    servers: backend.servers,
    close: () => backend.stop(),
  };
}

/** The servers that the settings name, as a start or a look at them takes them; empty when they name none. */
export function givenServers(
  settings: CliSettings,
): Pick<BackendOptions, 'kafkaBrokers' | 'kafkaSecurity' | 'databaseUrl'> {
  if (settings.MES_KAFKA_BROKERS === '') return {};
  return {
    kafkaBrokers: settings.MES_KAFKA_BROKERS,
    kafkaSecurity: kafkaOf(settings).security,
    databaseUrl: databaseAddressOf(settings),
  };
}
