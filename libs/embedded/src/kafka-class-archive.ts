import { rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { namedFileError } from './errors.js';
import { withLock } from './exclusive-lock.js';
import type { JavaRuntime } from './java.js';
import { startKafka } from './kafka-start.js';
import { KeeperClient } from './keeper-client.js';
import { openRunFolder } from './run-folder.js';

/** Enough for a broker without clients. */
const HEAP_MEGABYTES = 256;

interface ClassArchiveOptions {
  readonly cacheDirectory: string;
  readonly jarsFolder: string;
  readonly java: JavaRuntime;
  readonly onProgress: (line: string) => void;
}

/**
 * Makes sure that the cache holds Kafka's classes in the form in which Java maps them into memory
 * (class data sharing). Loading them from the jars is most of a broker's start: measured on two cores,
 * with other work, 7 s of processor time without the archive and 4 s with it. Made once for each
 * version of Java, by a broker that starts and stops.
 *
 * @returns the Java options that use it; none where this Java cannot make one
 * @throws FolderNotWritableError, DiskFullError, KafkaStartError
 */
export async function ensureClassArchive(options: ClassArchiveOptions): Promise<readonly string[]> {
  const { jarsFolder, java } = options;
  const archive = join(jarsFolder, `classes-${java.version}.jsa`);
  if ((await sizeOf(archive)) === undefined) {
    try {
      await withLock(
        `${archive}.lock`,
        () => undefined,
        async () => {
          if ((await sizeOf(archive)) === undefined) await makeArchive(options, archive);
        },
      );
    } catch (error) {
      throw namedFileError(error, jarsFolder);
    }
  }
  const isUsable = ((await sizeOf(archive)) ?? 0) > 0;
  return isUsable ? [`-XX:SharedArchiveFile=${archive}`] : [];
}

async function makeArchive(options: ClassArchiveOptions, archive: string): Promise<void> {
  const { cacheDirectory, jarsFolder, java, onProgress } = options;
  onProgress(`Kafka: preparing its classes for Java ${java.version}, once`);
  const draft = `${archive}.part`;
  const run = await openRunFolder({ cacheDirectory, dataDirectory: undefined, onProgress });
  const keeper = KeeperClient.start(run.path, () => undefined);
  keeper.removeAtEnd(run.path);
  try {
    await startKafka({
      keeper,
      runFolder: run.path,
      nodeCount: 1,
      jarsFolder,
      java: java.command,
      javaOptions: [`-XX:ArchiveClassesAtExit=${draft}`],
      heapMegabytes: HEAP_MEGABYTES,
      // Java writes the archive at the end of a gentle stop only.
      isDataKept: true,
      preferredPorts: [],
    });
  } finally {
    await keeper.stop();
  }
  // An empty file says that this Java makes none, so that the next start does not try again.
  if ((await sizeOf(draft)) === undefined) await writeFile(draft, '');
  await rename(draft, archive);
}

async function sizeOf(file: string): Promise<number | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found?.size;
}
