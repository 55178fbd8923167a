import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as Testcontainers from 'testcontainers';
import type { StartedTestContainer } from 'testcontainers';
import { isContainerCleanUpOff } from '#libs/platform';
import { askKafka, askPostgres, untilAnswered } from './answers.js';
import {
  KAFKA_HEAP_MEGABYTES_MAX,
  describeBackend,
  type Backend,
  type BackendOptions,
} from './contract.js';
import { heldImage, requireImages, type HeldImage } from './docker-images.js';
import { startKafkaContainer } from './docker-kafka.js';
import { keepOnLoopback } from './docker-ports.js';
import { reasonOf } from './error-details.js';
import { DockerUnavailableError } from './errors.js';
import { KAFKA_IMAGE, POSTGRES_IMAGE } from './images.js';
import { KAFKA_VERSION } from './kafka-jars.js';
import { randomKafkaId } from './kafka-server.js';
import { DATABASE_NAME, DATABASE_USER } from './postgres-server.js';

const ANSWER_TIMEOUT_MS = 10_000;
const START_TIMEOUT_MS = 120_000;
/** Where the public image of PostgreSQL keeps its data since version 18. */
const POSTGRES_VOLUME_PATH = '/var/lib/postgresql';

/** What must stay the same between two starts on kept data, and the volumes that hold it. */
interface KeptState {
  readonly password: string;
  readonly clusterId: string;
  readonly volumes: { readonly kafka: string; readonly postgres: string } | undefined;
}

/**
 * Asks the container engine how it is called.
 *
 * @throws DockerUnavailableError
 */
export async function dockerEngineVersion(): Promise<string> {
  const { getContainerRuntimeClient } = await importTestcontainers();
  try {
    const { info } = await getContainerRuntimeClient();
    const { operatingSystem, serverVersion } = info.containerRuntime;
    return `${String(serverVersion)} on ${operatingSystem}`;
  } catch (error) {
    throw new DockerUnavailableError(
      {
        expected: 'a container engine, Docker or one that speaks its protocol',
        came: reasonOf(error),
        action: 'install Docker, start it, and let this user reach its socket',
      },
      { cause: error },
    );
  }
}

/**
 * The images of this mode, as the engine holds them; undefined for one that it does not.
 *
 * @throws DockerUnavailableError
 */
export async function heldBackendImages(): Promise<
  readonly (readonly [string, HeldImage | undefined])[]
> {
  await dockerEngineVersion();
  const testcontainers = await importTestcontainers();
  return Promise.all(
    (await neededImages()).map(
      async (name) => [name, await heldImage(testcontainers, name)] as const,
    ),
  );
}

/**
 * Starts Kafka and PostgreSQL in containers, with ports on this machine alone.
 *
 * @throws DockerUnavailableError when there is no engine, or a start fails
 * @throws DockerImageMissingError with the images that are missing and cannot be fetched
 */
export async function startDocker(options: BackendOptions): Promise<Backend> {
  await dockerEngineVersion();
  await requireImages(await importTestcontainers(), await neededImages(), options.onProgress);
  const state = await readState(options.dataDirectory);
  options.onProgress(`starting containers of ${KAFKA_IMAGE} and ${POSTGRES_IMAGE}`);
  const [kafkaOutcome, postgresOutcome] = await Promise.allSettled([
    startKafka(options, state),
    startPostgres(state),
  ]);
  const containers = [kafkaOutcome, postgresOutcome]
    .filter((outcome) => outcome.status === 'fulfilled')
    .map(({ value }) => value.container);
  const stop = async (): Promise<void> => {
    await Promise.all(containers.map((container) => container.stop()));
  };
  if (kafkaOutcome.status === 'rejected' || postgresOutcome.status === 'rejected') {
    await stop();
    const outcomes: readonly PromiseSettledResult<unknown>[] = [kafkaOutcome, postgresOutcome];
    throw startError(
      outcomes
        .filter((outcome) => outcome.status === 'rejected')
        .map((outcome): unknown => outcome.reason),
    );
  }
  const kafka = { mode: 'docker', version: KAFKA_VERSION } as const;
  const postgres = { mode: 'docker', version: postgresOutcome.value.version } as const;
  let stopping: Promise<void> | undefined;
  return {
    kafkaBrokers: kafkaOutcome.value.brokers,
    databaseUrl: postgresOutcome.value.url,
    description: describeBackend(kafka, postgres),
    kafka,
    postgres,
    kafkaNetworkTargets: [],
    servers: [],
    stop: () => (stopping ??= stop()),
  };
}

/** Those of the two servers, and of the helper that removes the containers of a killed process. */
async function neededImages(): Promise<readonly string[]> {
  const images = [KAFKA_IMAGE, POSTGRES_IMAGE];
  if (isContainerCleanUpOff()) return images;
  const { getReaperImage } = await import('testcontainers/build/reaper/reaper.js');
  return [...images, getReaperImage()];
}

async function startKafka(
  options: BackendOptions,
  state: KeptState,
): Promise<{ readonly container: StartedTestContainer; readonly brokers: string }> {
  const started = await startKafkaContainer(await importTestcontainers(), {
    heapMegabytes: options.kafkaHeapMegabytes ?? KAFKA_HEAP_MEGABYTES_MAX,
    clusterId: state.clusterId,
    volume: state.volumes?.kafka,
  });
  await untilAnswered({
    ask: () => askKafka(started.brokers, ANSWER_TIMEOUT_MS),
    hasEnded: () => undefined,
    timeoutMs: START_TIMEOUT_MS,
  });
  return started;
}

async function startPostgres(state: KeptState): Promise<{
  readonly container: StartedTestContainer;
  readonly url: string;
  readonly version: string;
}> {
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const { info } = await (await importTestcontainers()).getContainerRuntimeClient();
  class PostgresContainer extends PostgreSqlContainer {
    protected override beforeContainerCreated(): Promise<void> {
      keepOnLoopback(this.hostConfig, info.containerRuntime.host);
      return Promise.resolve();
    }
  }
  const definition = new PostgresContainer(POSTGRES_IMAGE)
    .withDatabase(DATABASE_NAME)
    .withUsername(DATABASE_USER)
    .withPassword(state.password)
    .withStartupTimeout(START_TIMEOUT_MS);
  if (state.volumes) {
    definition.withBindMounts([{ source: state.volumes.postgres, target: POSTGRES_VOLUME_PATH }]);
  }
  const container = await definition.start();
  const url = container.getConnectionUri();
  const version = await untilAnswered({
    ask: () => askPostgres(url, ANSWER_TIMEOUT_MS),
    hasEnded: () => undefined,
    timeoutMs: START_TIMEOUT_MS,
  });
  return { container, url, version };
}

async function readState(dataDirectory: string | undefined): Promise<KeptState> {
  const fresh = { password: randomBytes(18).toString('base64url'), clusterId: randomKafkaId() };
  if (dataDirectory === undefined) return { ...fresh, volumes: undefined };
  const file = join(dataDirectory, 'docker.json');
  const name = `mes-flow-${createHash('sha256').update(dataDirectory).digest('hex').slice(0, 16)}`;
  const volumes = { kafka: `${name}-kafka`, postgres: `${name}-postgres` };
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) return { ...(JSON.parse(text) as typeof fresh), volumes };
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  await writeFile(file, JSON.stringify(fresh), { mode: 0o600 });
  return { ...fresh, volumes };
}

/** Slow to load, and needed in this mode only. */
async function importTestcontainers(): Promise<typeof Testcontainers> {
  try {
    return await import('testcontainers');
  } catch (error) {
    throw new DockerUnavailableError(
      {
        expected: 'the npm package testcontainers, on Node 22.22 or later',
        came: reasonOf(error),
        action: 'run npm ci, and run the command through npm',
      },
      { cause: error },
    );
  }
}

function startError(reasons: readonly unknown[]): DockerUnavailableError {
  return new DockerUnavailableError(
    {
      expected: `containers of ${KAFKA_IMAGE} and ${POSTGRES_IMAGE} to start`,
      came: reasons.map(reasonOf).join('; '),
      action:
        'look at docker ps --all and docker logs, and at the free memory and disk of the engine',
    },
    { cause: reasons[0] },
  );
}
