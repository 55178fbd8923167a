import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile, copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runCommand } from './commands.js';
import {
  KafkaDownloadError,
  KafkaJarsCorruptError,
  KafkaStartError,
  MavenMissingError,
  namedFileError,
} from './errors.js';
import { withLock } from './exclusive-lock.js';
import { KAFKA_JARS, type JarChecksum } from './kafka-checksums.js';
import {
  KAFKA_ENVIRONMENT,
  kafkaDataFolder,
  kafkaJavaOptions,
  kafkaLogSettings,
  kafkaSettings,
  propertiesText,
  randomKafkaId,
} from './kafka-server.js';
import { isAlive } from './processes.js';

export const KAFKA_VERSION = '4.3.1';
/** Which of Kafka's features are on, as its own StorageTool writes it into a formatted folder. */
export const BOOTSTRAP_FILE = 'bootstrap.checkpoint';

/** 45 MB over a slow line, and Maven's own plugins before them. */
const MAVEN_TIMEOUT_MS = 10 * 60_000;
const MAVEN_VERSION_TIMEOUT_MS = 30_000;
const FORMAT_TIMEOUT_MS = 60_000;
/** Pinned: without a version Maven takes whatever it was built with. */
const MAVEN_GOAL = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

export const HOW_TO_GET_MAVEN =
  'install Maven 3.6.3 or later (Debian, Ubuntu: apt-get install maven; macOS: brew install maven); it is needed once, to fill the cache';

/** Text and not a file, because the compiler copies no other files into dist. */
const KAFKA_POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>mes-flow</groupId>
  <artifactId>embedded-kafka</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${KAFKA_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-slf4j-impl</artifactId>
      <version>2.24.3</version>
    </dependency>
  </dependencies>
</project>
`;

export function kafkaJarsFolder(cacheDirectory: string): string {
  return join(cacheDirectory, `kafka-${KAFKA_VERSION}`);
}

/**
 * Makes sure that the cache holds Kafka. Needs Maven and a network the first time only. The folder
 * appears by one rename after every checksum was right, so that a broken download is never taken
 * for a whole one.
 *
 * @param options.cacheDirectory a folder that exists
 * @param options.java the program that runs Kafka
 * @returns the folder of the jars
 * @throws MavenMissingError, KafkaDownloadError, KafkaJarsCorruptError, FolderNotWritableError,
 *   DiskFullError, FolderInUseError
 */
export async function ensureKafkaJars(options: {
  readonly cacheDirectory: string;
  readonly java: string;
  readonly onProgress: (line: string) => void;
}): Promise<string> {
  const { cacheDirectory, onProgress } = options;
  const folder = kafkaJarsFolder(cacheDirectory);
  if (await isKafkaCached(cacheDirectory)) return folder;
  try {
    return await withLock(
      `${folder}.lock`,
      (ownerPid) => {
        onProgress(`waiting for process ${String(ownerPid)}, which fills ${folder}`);
      },
      async () => {
        if (!(await isKafkaCached(cacheDirectory))) await install(options, folder);
        return folder;
      },
    );
  } catch (error) {
    throw namedFileError(error, cacheDirectory);
  }
}

/** The quick check of each start: every file is there with its size. `kafkaJarFaults` checks all bytes. */
export async function isKafkaCached(cacheDirectory: string): Promise<boolean> {
  const folder = kafkaJarsFolder(cacheDirectory);
  const sizes = await Promise.all(
    [...KAFKA_JARS, { file: BOOTSTRAP_FILE, sizeBytes: undefined }].map(
      async ({ file, sizeBytes }) => {
        const found = await stat(join(folder, file)).catch(() => undefined);
        return found !== undefined && (sizeBytes === undefined || found.size === sizeBytes);
      },
    ),
  );
  return sizes.every(Boolean);
}

/**
 * Compares every jar with its checksum.
 *
 * @returns one line per jar that is missing or differs; empty when all are right
 */
export async function kafkaJarFaults(
  folder: string,
  jars: readonly JarChecksum[] = KAFKA_JARS,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { file, sha256 } of jars) {
    const came = await sha256Of(join(folder, file));
    if (came === undefined) faults.push(`${file} is missing`);
    else if (came !== sha256) faults.push(`${file} has SHA-256 ${came}, expected ${sha256}`);
  }
  return faults;
}

/** @throws MavenMissingError */
export async function findMaven(): Promise<string> {
  const { exitCode, output } = await runCommand('mvn', ['-version', '-B'], {
    timeoutMs: MAVEN_VERSION_TIMEOUT_MS,
  });
  const version = /Apache Maven (\S+)/.exec(output)?.[1];
  if (exitCode === 0 && version !== undefined) return version;
  throw new MavenMissingError({
    expected: `Maven, to fetch the jars of Kafka ${KAFKA_VERSION} into the cache once`,
    came:
      exitCode === undefined
        ? 'no program mvn in the PATH'
        : `mvn -version ended with exit code ${String(exitCode)}: ${lastLines(output, 2)}`,
    action: HOW_TO_GET_MAVEN,
  });
}

async function install(
  options: {
    readonly cacheDirectory: string;
    readonly java: string;
    readonly onProgress: (line: string) => void;
  },
  folder: string,
): Promise<void> {
  const { cacheDirectory, java, onProgress } = options;
  await findMaven();
  await removeAbandonedDrafts(folder);
  const draft = await mkdtemp(`${folder}.part-${String(process.pid)}-`);
  try {
    onProgress(
      `Kafka ${KAFKA_VERSION}: fetching ${String(KAFKA_JARS.length)} jars (43 MB) by Maven into ${cacheDirectory}, once`,
    );
    const jars = join(draft, 'jars');
    await download(draft, jars);
    await refuseCorruptJars(jars);
    await writeBootstrapFile({ draft, jars, java });
    await rm(folder, { recursive: true, force: true });
    await rename(jars, folder);
    onProgress(`Kafka ${KAFKA_VERSION}: all checksums are right`);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Left by a process that was killed during a download. */
async function removeAbandonedDrafts(folder: string): Promise<void> {
  const parent = join(folder, '..');
  const prefix = `${basename(folder)}.part-`;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const ownerPid = Number(name.slice(prefix.length).split('-')[0]);
    if (!isAlive(ownerPid)) {
      // Its Maven may still be writing there.
      await rm(join(parent, name), { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

async function download(draft: string, jars: string): Promise<void> {
  const pom = join(draft, 'pom.xml');
  await writeFile(pom, KAFKA_POM);
  const { exitCode, output } = await runCommand(
    'mvn',
    [
      '--batch-mode',
      '--quiet',
      '--strict-checksums',
      '--file',
      pom,
      MAVEN_GOAL,
      `-DoutputDirectory=${jars}`,
      '-DincludeScope=runtime',
    ],
    { timeoutMs: MAVEN_TIMEOUT_MS, workingDirectory: draft },
  );
  if (exitCode === 0) return;
  if (output.includes('No space left on device')) {
    throw namedFileError(Object.assign(new Error(lastLines(output, 3)), { code: 'ENOSPC' }), draft);
  }
  throw new KafkaDownloadError({
    expected: `Maven to fetch Kafka ${KAFKA_VERSION} and the jars it needs`,
    came: `exit code ${String(exitCode)}: ${mavenFault(output)}`,
    action:
      "check the network, or the proxy and mirror in Maven's settings.xml, and run the same command again; nothing was kept of the broken download",
  });
}

/** The line of Maven's output that says why, without its page of hints. */
export function mavenFault(output: string): string {
  const line = output
    .split('\n')
    .find((text) => text.startsWith('[ERROR]') && text.length > '[ERROR] '.length);
  return (line ?? lastLines(output, 1))
    .replace('[ERROR] ', '')
    .replace(/ -> \[Help \d+\]$/, '')
    .trim();
}

async function refuseCorruptJars(jars: string): Promise<void> {
  const faults = await kafkaJarFaults(jars);
  if (faults.length === 0) return;
  throw new KafkaJarsCorruptError({
    expected: `${String(KAFKA_JARS.length)} jars with the checksums in libs/embedded/src/kafka-checksums.ts`,
    came: faults.map((fault) => `\n    ${fault}`).join(''),
    action:
      "delete these jars from Maven's local repository (usually .m2/repository in the home folder) and run the same command again; if they come again as they are, do not trust the repository they come from",
  });
}

/**
 * Has Kafka's own StorageTool format a folder, once, and keeps the part that is the same for all
 * folders. Each start then formats its own folder by copying it: a JVM less, about a second.
 */
async function writeBootstrapFile(options: {
  readonly draft: string;
  readonly jars: string;
  readonly java: string;
}): Promise<void> {
  const { draft, jars, java } = options;
  const settings = kafkaSettings({
    folder: draft,
    jarsFolder: jars,
    java,
    javaOptions: [],
    nodeId: 1,
    nodes: [{ nodeId: 1, brokerPort: 1, controllerPort: 2 }],
    heapMegabytes: 256,
    isDataKept: false,
  });
  await mkdir(join(draft, 'tmp'));
  await writeFile(join(draft, 'server.properties'), propertiesText(settings));
  await writeFile(join(draft, 'log4j2.properties'), propertiesText(kafkaLogSettings(draft)));
  const { exitCode, output } = await runCommand(
    java,
    [
      ...kafkaJavaOptions(draft, 256),
      '-cp',
      `${jars}/*`,
      'kafka.tools.StorageTool',
      'format',
      '--cluster-id',
      randomKafkaId(),
      '--config',
      join(draft, 'server.properties'),
    ],
    { timeoutMs: FORMAT_TIMEOUT_MS, environment: KAFKA_ENVIRONMENT },
  );
  if (exitCode !== 0) {
    throw new KafkaStartError({
      expected: `Kafka ${KAFKA_VERSION} to format a folder`,
      came: `exit code ${String(exitCode)}: ${lastLines(output, 5)}`,
      action: `try the same command again; check with: mes doctor`,
    });
  }
  await copyFile(join(kafkaDataFolder(draft), BOOTSTRAP_FILE), join(jars, BOOTSTRAP_FILE));
}

async function sha256Of(file: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}

function lastLines(text: string, count: number): string {
  return text.trim().split('\n').slice(-count).join('\n');
}
