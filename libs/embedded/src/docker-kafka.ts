import type * as Testcontainers from 'testcontainers';
import type { StartedTestContainer } from 'testcontainers';
import { keepOnLoopback } from './docker-ports.js';
import { KAFKA_IMAGE } from './images.js';
import { brokerSettings } from './kafka-server.js';
import { freePorts } from './ports.js';

const START_TIMEOUT_MS = 120_000;
const DATA_PATH = '/var/lib/kafka/data';
const CONTROLLER_PORT = 9093;
/** A free port may be taken by another process before the engine binds it. */
const ATTEMPTS_MAX = 3;

/**
 * One broker in a container of the public image. A broker tells its clients where to come back to,
 * so the host's port must be known before it starts: a free one is chosen here and bound on both sides.
 * (KafkaContainer of @testcontainers/kafka knows other images only.)
 *
 * @param testcontainers the module, which is loaded late
 * @throws the error of the container engine
 */
export async function startKafkaContainer(
  { GenericContainer, Wait, getContainerRuntimeClient }: typeof Testcontainers,
  options: {
    readonly heapMegabytes: number;
    readonly clusterId: string;
    /** A named volume that keeps the data. undefined: it goes with the container. */
    readonly volume: string | undefined;
  },
): Promise<{ readonly container: StartedTestContainer; readonly brokers: string }> {
  const { info } = await getContainerRuntimeClient();
  const { host } = info.containerRuntime;
  class KafkaContainer extends GenericContainer {
    protected override beforeContainerCreated(): Promise<void> {
      keepOnLoopback(this.hostConfig, host);
      return Promise.resolve();
    }
  }
  for (let attempt = 1; ; attempt++) {
    const [port = 0] = await freePorts(1);
    const brokers = `${host}:${String(port)}`;
    const definition = new KafkaContainer(KAFKA_IMAGE)
      .withExposedPorts({ container: port, host: port })
      .withEnvironment(containerEnvironment({ ...options, brokers, port }))
      .withStartupTimeout(START_TIMEOUT_MS)
      .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/));
    if (options.volume !== undefined) {
      definition.withBindMounts([{ source: options.volume, target: DATA_PATH }]);
    }
    try {
      return { container: await definition.start(), brokers };
    } catch (error) {
      if (attempt >= ATTEMPTS_MAX || !String(error).includes('address already in use')) throw error;
    }
  }
}

/** The same broker settings as the embedded one, under the names that the image reads. */
export function containerEnvironment(options: {
  readonly heapMegabytes: number;
  readonly clusterId: string;
  readonly brokers: string;
  readonly port: number;
}): Record<string, string> {
  const settings = {
    ...brokerSettings(),
    'controller.quorum.voters': `1@localhost:${String(CONTROLLER_PORT)}`,
    listeners: `PLAINTEXT://0.0.0.0:${String(options.port)},CONTROLLER://localhost:${String(CONTROLLER_PORT)}`,
    'advertised.listeners': `PLAINTEXT://${options.brokers}`,
    'log.dirs': DATA_PATH,
  };
  return {
    CLUSTER_ID: options.clusterId,
    KAFKA_HEAP_OPTS: `-Xmx${String(options.heapMegabytes)}m`,
    ...Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [environmentName(name), value]),
    ),
  };
}

/** The image's rule: KAFKA_ and the setting in capitals, its dots as underscores. */
function environmentName(setting: string): string {
  return `KAFKA_${setting.toUpperCase().replaceAll('.', '_')}`;
}
