import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { systemClock } from '#libs/platform';
import { refuseFullDisk } from './disk.js';
import { FolderInUseError, namedFileError } from './errors.js';
import type { KeeperRecord } from './keeper.js';
import { endProcess, isAlive, isOurs } from './processes.js';

/** A folder younger than this without a keeper belongs to a start that is still under way. */
const START_GRACE_MS = 5 * 60_000;
/** Another machine's folder, on a shared cache: its processes cannot be looked at from here. */
const OTHER_HOST_GRACE_MS = 24 * 60 * 60_000;

/** Others may pass, not look: as root the database runs as another user, in a folder inside. */
const RUN_FOLDER_MODE = 0o711;
/** Another start may be removing the same folder. */
const REMOVE_RETRIES = 3;
/** How the folders of a run outside the cache are named. */
export const FOLDER_ELSEWHERE_PREFIX = 'mes-flow-run-';

/** Where the servers of one run keep their data, logs and settings. */
export interface RunFolder {
  readonly path: string;
  /** False: the folder and its data are removed when the run ends. */
  readonly isKept: boolean;
}

/** What a run says of itself in its folder. */
interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Folders outside the run's own that go with it. */
  readonly folders: readonly string[];
}

/**
 * Opens the folder of a run: fresh and temporary under the cache, or the given one, which is kept.
 * First removes what runs that were killed have left behind.
 *
 * @throws FolderInUseError when another process runs its servers on the given folder
 * @throws FolderNotWritableError, DiskFullError
 */
export async function openRunFolder(options: {
  readonly cacheDirectory: string;
  readonly dataDirectory: string | undefined;
  readonly onProgress: (line: string) => void;
}): Promise<RunFolder> {
  const { cacheDirectory, dataDirectory, onProgress } = options;
  try {
    await removeStaleRuns(runsFolder(cacheDirectory), onProgress);
    if (dataDirectory === undefined) {
      const parent = runsFolder(cacheDirectory);
      await mkdir(parent, { recursive: true });
      const path = await mkdtemp(join(parent, `run-${String(process.pid)}-`));
      await chmod(path, RUN_FOLDER_MODE);
      await writeOwner(path, []);
      return { path, isKept: false };
    }
    await mkdir(dataDirectory, { recursive: true, mode: RUN_FOLDER_MODE });
    await refuseFullDisk(dataDirectory);
    await endOrphans(dataDirectory, onProgress);
    await writeOwner(dataDirectory, []);
    return { path: dataDirectory, isKept: true };
  } catch (error) {
    throw namedFileError(error, dataDirectory ?? cacheDirectory);
  }
}

/** Notes folders elsewhere that belong to the run, so that they are removed with it after a crash. */
export async function writeOwner(runPath: string, folders: readonly string[]): Promise<void> {
  const owner: Owner = { pid: process.pid, host: hostname(), folders };
  await writeFile(join(runPath, 'owner.json'), JSON.stringify(owner), { mode: 0o600 });
}

export function runsFolder(cacheDirectory: string): string {
  return join(cacheDirectory, 'runs');
}

/** Ends the servers and removes the folders of runs whose keeper is gone. */
export async function removeStaleRuns(
  runs: string,
  onProgress: (line: string) => void,
): Promise<void> {
  for (const name of await readdir(runs).catch(() => [])) {
    const path = join(runs, name);
    if (!name.startsWith('run-') || !(await isStale(path))) continue;
    await endOrphans(path, onProgress);
    const owner = await readJson<Owner>(join(path, 'owner.json'));
    for (const folder of [...(owner?.folders ?? []).filter(isFolderOfOurs), path]) {
      await rm(folder, { recursive: true, force: true, maxRetries: REMOVE_RETRIES });
    }
    onProgress(`removed ${path}, left by a run that was killed`);
  }
}

/** A file told us to delete it: believe it only for folders that are named as ours are. */
function isFolderOfOurs(folder: string): boolean {
  return basename(folder).startsWith(FOLDER_ELSEWHERE_PREFIX);
}

/** Another user's run on a shared cache is that user's to remove; only root may judge all. */
function isOwnFolder(uid: number): boolean {
  const ownUid = process.getuid?.();
  return ownUid === 0 || ownUid === uid;
}

async function isStale(path: string): Promise<boolean> {
  const record = await readRecord(path);
  if (record !== undefined && isOurs(record.keeperPid, path)) return false;
  const folder = await stat(path).catch(() => undefined);
  if (folder === undefined || !isOwnFolder(folder.uid)) return false;
  const ageMs = systemClock.nowMs() - folder.mtimeMs;
  const owner = await readJson<Owner>(join(path, 'owner.json'));
  if (owner !== undefined && owner.host !== hostname()) return ageMs > OTHER_HOST_GRACE_MS;
  const ownerPid = owner?.pid ?? Number(path.split('-').at(-2));
  return !isAlive(ownerPid) || ageMs > START_GRACE_MS;
}

/** Ends servers that outlived their keeper. Their ids are trusted only with their command line. */
async function endOrphans(path: string, onProgress: (line: string) => void): Promise<void> {
  const record = await readRecord(path);
  if (record === undefined) return;
  if (isOurs(record.keeperPid, path)) {
    throw new FolderInUseError({
      expected: `no other process on the data in ${path}`,
      came: `its servers run under process ${String(record.keeperPid)}`,
      action:
        'use those, or stop the command that started them, or choose another cache folder with MES_CACHE_DIR',
    });
  }
  for (const { pid, name, marker, stopSteps } of record.servers) {
    if (!isOurs(pid, marker)) continue;
    onProgress(`ending ${name}, process ${String(pid)}, left by a run that was killed`);
    await endProcess(pid, stopSteps);
  }
  await rm(join(path, 'keeper.json'), { force: true });
}

async function readRecord(path: string): Promise<KeeperRecord | undefined> {
  return readJson<KeeperRecord>(join(path, 'keeper.json'));
}

/** Our own files: written whole by a rename or before anyone else knows the folder. */
async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
