import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { BadInvocationError } from '#libs/platform';
import { runProgram } from './programs.js';

/** Kafka's performance tools: a jar beside those of the embedded broker, fetched once. */
export interface KafkaTools {
  readonly version: string;
  /** Runs one of `org.apache.kafka.tools`; returns its output. */
  run(tool: string, args: readonly string[]): Promise<string>;
}

/** SHA-256 of kafka-tools of the versions that this project has used, as Maven Central has them. */
const JAR_SHA256: Readonly<Record<string, string>> = {
  '4.3.1': '62f3c5dd7aa3442d4c5bc6a95f86e2502178ea09de8e27f74d9563bf955e253c',
};
const MAVEN_GOAL = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy';
/** Heap of a tool: what Kafka's own shell scripts give it. */
const HEAP = '-Xmx512m';
/** Log4j 2 without a configuration prints errors; warnings of the tools are about our use of them. */
const QUIET = '-Dorg.apache.logging.log4j.level=ERROR';

/**
 * Finds Kafka's own performance tools for the jars that the embedded broker left in the cache.
 *
 * @throws BadInvocationError when the cache holds no Kafka, or the jar is not the known one
 */
export async function kafkaTools(
  cacheDirectory: string,
  onProgress: (line: string) => void,
): Promise<KafkaTools> {
  const version = await cachedVersion(cacheDirectory);
  const folder = join(cacheDirectory, `kafka-tools-${version}`);
  const jar = join(folder, `kafka-tools-${version}.jar`);
  if ((await sha256Of(jar)) !== JAR_SHA256[version]) {
    onProgress(`Kafka ${version}: fetching its performance tools by Maven, once`);
    await fetchJar(version, folder);
    await refuseUnknownJar(version, jar);
  }
  const classPath = [join(cacheDirectory, `kafka-${version}`, '*'), jar].join(delimiter);
  return {
    version,
    run: (tool, args) =>
      runProgram(tool, {
        command: 'java',
        args: [HEAP, QUIET, '-cp', classPath, `org.apache.kafka.tools.${tool}`, ...args],
      }),
  };
}

/** The version of the embedded Kafka: the newest one in the cache that has known tools. */
async function cachedVersion(cacheDirectory: string): Promise<string> {
  const names = await readdir(cacheDirectory).catch((): string[] => []);
  const version = Object.keys(JAR_SHA256)
    .filter((known) => names.includes(`kafka-${known}`))
    .at(-1);
  if (version !== undefined) return version;
  throw new BadInvocationError(
    `Kafka's performance tools: expected kafka-${Object.keys(JAR_SHA256).join(' or kafka-')} in ${cacheDirectory}, where the embedded broker leaves it; came none. Run mes demo with MES_INFRA=embedded once, or leave these peers out with --without-java.`,
  );
}

async function fetchJar(version: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await runProgram('mvn', {
    command: 'mvn',
    args: [
      '--batch-mode',
      '--quiet',
      '--strict-checksums',
      MAVEN_GOAL,
      `-Dartifact=org.apache.kafka:kafka-tools:${version}`,
      `-DoutputDirectory=${folder}`,
    ],
  });
}

async function refuseUnknownJar(version: string, jar: string): Promise<void> {
  const came = await sha256Of(jar);
  const expected = JAR_SHA256[version];
  if (came === expected) return;
  throw new BadInvocationError(
    `${jar}: expected SHA-256 ${expected ?? 'of a known version'}, came ${came ?? 'no file'}. Delete it here and in Maven's local repository, and run the command again.`,
  );
}

async function sha256Of(file: string): Promise<string | undefined> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch {
    // Not there yet: the caller fetches it.
    return undefined;
  }
}
