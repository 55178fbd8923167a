import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  KAFKA_HEAP_MEGABYTES_MAX,
  describeBackend,
  type Backend,
  type BackendOptions,
} from './contract.js';
import { refuseFullDisk } from './disk.js';
import { codeOf } from './error-details.js';
import { BackendError, UnprivilegedUserError, namedFileError } from './errors.js';
import { findJava, type JavaRuntime } from './java.js';
import { ensureClassArchive } from './kafka-class-archive.js';
import { KAFKA_VERSION, ensureKafkaJars, findMaven, isKafkaCached } from './kafka-jars.js';
import { startKafka } from './kafka-start.js';
import { KeeperClient } from './keeper-client.js';
import { LOOPBACK } from './ports.js';
import { findPostgres, packagedPostgresVersion } from './postgres-binaries.js';
import { startPostgres, type StartedPostgres } from './postgres-start.js';
import {
  FOLDER_ELSEWHERE_PREFIX,
  openRunFolder,
  writeOwner,
  type RunFolder,
} from './run-folder.js';
import { closedFolderOnTheWay, unprivilegedUser, type SystemUser } from './unprivileged-user.js';

/** Data that root wants kept, where its own folder is closed to the user of PostgreSQL. */
const STATE_FOLDER_OF_ROOT = '/var/lib/mes-flow';

/** What the embedded way needs and does not find; empty when it can start. */
export async function inspectEmbedded(options: BackendOptions): Promise<{
  readonly java: JavaRuntime | undefined;
  readonly obstacles: readonly BackendError[];
}> {
  const obstacles: BackendError[] = [];
  const [java] = await Promise.all([
    obstacleOrValue(obstacles, findJava),
    obstacleOrValue(obstacles, packagedPostgresVersion),
    obstacleOrValue(obstacles, async () =>
      (await isKafkaCached(options.cacheDirectory)) ? undefined : findMaven(),
    ),
  ]);
  return { java, obstacles };
}

/**
 * Starts Kafka and PostgreSQL side by side, under a keeper that ends them with this process.
 *
 * @throws BackendError; nothing is left running then
 */
export async function startEmbedded(options: BackendOptions, java: JavaRuntime): Promise<Backend> {
  const { cacheDirectory, dataDirectory, onProgress } = options;
  await openCache(cacheDirectory);
  // The real path: Java takes a class archive only for the very path it was made for.
  const jarsFolder = await realpath(await ensureKafkaJars({ ...options, java: java.command }));
  const javaOptions = await ensureClassArchive({ cacheDirectory, jarsFolder, java, onProgress });
  const run = await openRunFolder({ cacheDirectory, dataDirectory, onProgress });
  const keeper = KeeperClient.start(run.path, (name, detail) => {
    onProgress(`${name} ended unexpectedly (${detail}); its log was in ${run.path}`);
  });
  if (!run.isKept) keeper.removeAtEnd(run.path);
  try {
    const backend = await startServers({ options, java, javaOptions, jarsFolder, run, keeper });
    keeper.letGo();
    return backend;
  } catch (error) {
    await keeper.stop();
    throw namedFileError(error, run.path);
  }
}

async function openCache(cacheDirectory: string): Promise<void> {
  try {
    await mkdir(cacheDirectory, { recursive: true });
    await refuseFullDisk(cacheDirectory);
  } catch (error) {
    throw namedFileError(error, cacheDirectory);
  }
}

async function startServers(context: {
  readonly options: BackendOptions;
  readonly java: JavaRuntime;
  readonly javaOptions: readonly string[];
  readonly jarsFolder: string;
  readonly run: RunFolder;
  readonly keeper: KeeperClient;
}): Promise<Backend> {
  const { options, java, javaOptions, jarsFolder, run, keeper } = context;
  const nodeCount = options.kafkaNodes ?? 1;
  const { kafka: kafkaPorts = [], postgres: postgresPort } = await readPorts(run.path);
  // Both are waited for even if one fails, so that none is still being prepared while all is removed.
  const [kafkaOutcome, postgresOutcome] = await Promise.allSettled([
    startKafka({
      keeper,
      runFolder: run.path,
      nodeCount,
      jarsFolder,
      java: java.command,
      javaOptions,
      heapMegabytes: heapOfNode(options, nodeCount),
      isDataKept: run.isKept,
      preferredPorts: kafkaPorts,
      ...(options.kafkaSettings && { adjust: options.kafkaSettings }),
      networkPorts: options.kafkaNetworkPorts ?? [],
    }),
    startPostgresFor(options, run, keeper, postgresPort),
  ]);
  if (kafkaOutcome.status === 'rejected') throw kafkaOutcome.reason;
  if (postgresOutcome.status === 'rejected') throw postgresOutcome.reason;
  const { nodes, servers } = kafkaOutcome.value;
  const { url, port, version, server } = postgresOutcome.value;
  const ports: KnownPorts = {
    kafka: nodes.flatMap(({ brokerPort, controllerPort }) => [brokerPort, controllerPort]),
    postgres: port,
  };
  await writeFile(portsFile(run.path), JSON.stringify(ports));

  const kafka = { mode: 'embedded', version: KAFKA_VERSION } as const;
  const postgres = { mode: 'embedded', version } as const;
  return {
    kafkaBrokers: nodes.map(({ brokerPort }) => `${LOOPBACK}:${String(brokerPort)}`).join(','),
    databaseUrl: url,
    description: describeBackend(kafka, postgres, nodeCount),
    kafka,
    postgres,
    kafkaNetworkTargets: nodes.flatMap(({ network }) => network?.port ?? []),
    servers: [...servers, server],
    stop: () => keeper.stop(),
  };
}

/** Least heap of one of several brokers, megabytes. */
const NODE_HEAP_MEGABYTES_MIN = 256;

function heapOfNode({ kafkaHeapMegabytes }: BackendOptions, nodeCount: number): number {
  const heap = kafkaHeapMegabytes ?? KAFKA_HEAP_MEGABYTES_MAX;
  return nodeCount === 1 ? heap : Math.max(NODE_HEAP_MEGABYTES_MIN, Math.floor(heap / nodeCount));
}

async function startPostgresFor(
  options: BackendOptions,
  run: RunFolder,
  keeper: KeeperClient,
  preferredPort: number | undefined,
): Promise<StartedPostgres & { readonly version: string }> {
  const user = await unprivilegedUser();
  const { cacheDirectory, onProgress } = options;
  const binaries = await findPostgres({
    user,
    copyParent: user ? reachableTemporaryFolder(user) : cacheDirectory,
    onProgress,
  });
  const folder = await postgresFolder(run, user, keeper);
  const started = await startPostgres({
    keeper,
    folder,
    binaries,
    user,
    isDataKept: run.isKept,
    preferredPort,
  });
  return { ...started, version: binaries.version };
}

/** Inside the run's folder, or elsewhere when the user of PostgreSQL cannot get there. */
async function postgresFolder(
  run: RunFolder,
  user: SystemUser | undefined,
  keeper: KeeperClient,
): Promise<string> {
  const inside = join(run.path, 'postgres');
  if (user === undefined || closedFolderOnTheWay(inside, user) === undefined) return inside;
  if (run.isKept) {
    const name = createHash('sha256').update(run.path).digest('hex').slice(0, 16);
    const kept = join(STATE_FOLDER_OF_ROOT, name);
    await mkdir(kept, { recursive: true });
    // So that whoever looks into the data folder finds where the database is.
    await symlink(kept, inside).catch(ignoreExisting);
    return kept;
  }
  const elsewhere = await mkdtemp(join(reachableTemporaryFolder(user), FOLDER_ELSEWHERE_PREFIX));
  await writeOwner(run.path, [elsewhere]);
  keeper.removeAtEnd(elsewhere);
  return elsewhere;
}

function reachableTemporaryFolder(user: SystemUser): string {
  for (const folder of [tmpdir(), '/var/tmp', '/tmp']) {
    if (closedFolderOnTheWay(join(folder, 'any'), user) === undefined) return folder;
  }
  throw new UnprivilegedUserError({
    expected: `a temporary folder that user ${String(user.uid)} can reach`,
    came: `${tmpdir()}, /var/tmp and /tmp, closed to it`,
    action: 'set TMPDIR to a folder that everybody can pass, or run as an ordinary user',
  });
}

function portsFile(runPath: string): string {
  return join(runPath, 'ports.json');
}

interface KnownPorts {
  /** Broker and controller of each node. */
  readonly kafka?: readonly number[];
  readonly postgres?: number;
}

/** The ports of the last start on kept data: addresses that people noted should stay right. */
async function readPorts(runPath: string): Promise<KnownPorts> {
  try {
    return JSON.parse(await readFile(portsFile(runPath), 'utf8')) as KnownPorts;
  } catch {
    return {};
  }
}

async function obstacleOrValue<T>(
  obstacles: BackendError[],
  find: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    obstacles.push(error);
    return undefined;
  }
}

function ignoreExisting(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error;
}
