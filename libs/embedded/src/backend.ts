import { resolve } from 'node:path';
import { startDocker } from './docker.js';
import { inspectEmbedded, startEmbedded } from './embedded.js';
import { BackendError, BackendOptionsError, MissingBackendError } from './errors.js';
import { connectExternal } from './external.js';
import {
  KAFKA_HEAP_MEGABYTES_MAX,
  KAFKA_HEAP_MEGABYTES_MIN,
  KAFKA_NODES,
  type Backend,
  type BackendOptions,
} from './contract.js';

/**
 * Finds or starts Kafka and PostgreSQL: external when both addresses are given, otherwise embedded,
 * otherwise in containers. What is started ends with this process, however that ends.
 *
 * @throws BackendError, a class of its own for each cause, with what to do
 */
export async function startBackend(given: BackendOptions): Promise<Backend> {
  refuseBadOptions(given);
  const options = withAbsoluteFolders(given);
  const { kafkaBrokers, kafkaSecurity, databaseUrl, kafkaNodes = 1 } = options;
  if (kafkaBrokers !== undefined && databaseUrl !== undefined) {
    return connectExternal({ kafkaBrokers, kafkaSecurity, databaseUrl });
  }
  if (options.infra === 'docker') return startDocker(options);

  const { java, obstacles } = await inspectEmbedded(options);
  if (java !== undefined && obstacles.length === 0) return startEmbedded(options, java);
  if (options.infra === 'embedded' || kafkaNodes > 1) throw oneOrAll(obstacles);

  options.onProgress('embedded services are not possible here: trying containers');
  try {
    return await startDocker(options);
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    throw new MissingBackendError(obstacles, error);
  }
}

/** The servers run in folders of their own, where a relative path would mean something else. */
function withAbsoluteFolders(options: BackendOptions): BackendOptions {
  const { cacheDirectory, dataDirectory } = options;
  return {
    ...options,
    cacheDirectory: resolve(cacheDirectory),
    dataDirectory: dataDirectory === undefined ? undefined : resolve(dataDirectory),
  };
}

function oneOrAll(obstacles: readonly BackendError[]): BackendError {
  const [first] = obstacles;
  return first !== undefined && obstacles.length === 1 ? first : new MissingBackendError(obstacles);
}

function refuseBadOptions(options: BackendOptions): void {
  const { kafkaBrokers, databaseUrl, kafkaHeapMegabytes, kafkaNodes = 1, infra } = options;
  if ((kafkaBrokers === undefined) !== (databaseUrl === undefined)) {
    throw new BackendOptionsError({
      expected: 'both MES_KAFKA_BROKERS and MES_DATABASE_URL, or neither',
      came: kafkaBrokers === undefined ? 'MES_DATABASE_URL alone' : 'MES_KAFKA_BROKERS alone',
      action: 'set the other one, or unset this one',
    });
  }
  if (!KAFKA_NODES.some((nodes) => nodes === kafkaNodes)) {
    throw new BackendOptionsError({
      expected: `${KAFKA_NODES.join(' or ')} brokers`,
      came: String(kafkaNodes),
      action: 'change --brokers or MES_KAFKA_NODES',
    });
  }
  if (kafkaNodes > 1 && (kafkaBrokers !== undefined || infra === 'docker')) {
    throw new BackendOptionsError({
      expected: 'several brokers of the embedded Kafka alone',
      came: kafkaBrokers === undefined ? 'MES_INFRA=docker' : 'MES_KAFKA_BROKERS',
      action: 'leave out --brokers, or let the embedded mode start them',
    });
  }
  const heap = kafkaHeapMegabytes ?? KAFKA_HEAP_MEGABYTES_MAX;
  const isInBounds = heap >= KAFKA_HEAP_MEGABYTES_MIN && heap <= KAFKA_HEAP_MEGABYTES_MAX;
  if (Number.isInteger(heap) && isInBounds) return;
  throw new BackendOptionsError({
    expected: `a Kafka heap of ${String(KAFKA_HEAP_MEGABYTES_MIN)} to ${String(KAFKA_HEAP_MEGABYTES_MAX)} MB`,
    came: String(heap),
    action: 'change MES_KAFKA_HEAP_MB',
  });
}
