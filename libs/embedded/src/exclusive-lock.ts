import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { systemClock } from '#libs/platform';
import { codeOf } from './error-details.js';
import { FolderInUseError } from './errors.js';
import { isAlive } from './processes.js';

/** A download takes about half a minute; whoever waits this long waits for something stuck. */
const LOCK_WAIT_MS = 10 * 60_000;
const LOCK_POLL_MS = 200;
/** What we write into a lock: our process id and a key of this very process. */
const OWNER = `${String(process.pid)} ${randomUUID()}`;

/**
 * Runs the work while no other process of this machine runs work under the same lock file. A lock
 * whose owner died is taken over.
 *
 * @param onWait told once, with the owner's process id, when another process holds the lock
 * @throws FolderInUseError when the owner is alive and holds it for more than ten minutes
 */
export async function withLock<T>(
  lockFile: string,
  onWait: (ownerPid: number) => void,
  work: () => Promise<T>,
): Promise<T> {
  const deadline = systemClock.monotonicMs() + LOCK_WAIT_MS;
  let hasTold = false;
  while (!(await tryLock(lockFile))) {
    const owner = await readOwner(lockFile);
    if (owner === undefined) continue;
    const ownerPid = Number(owner.split(' ')[0]);
    if (isLeftBehind(owner, ownerPid)) {
      await breakLock(lockFile, owner);
      continue;
    }
    if (!hasTold) onWait(ownerPid);
    hasTold = true;
    if (systemClock.monotonicMs() > deadline) {
      throw new FolderInUseError({
        expected: `the lock ${lockFile} to be released within ten minutes`,
        came: `process ${String(ownerPid)} still holds it`,
        action: `end that process, or delete the file if it is no process of this project`,
      });
    }
    await systemClock.sleep(LOCK_POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(lockFile, { force: true });
  }
}

/** True: the lock is ours. */
async function tryLock(lockFile: string): Promise<boolean> {
  // Written first and linked into place, so that a lock never exists without its owner's id.
  const draft = `${lockFile}.${randomUUID()}`;
  await writeFile(draft, OWNER);
  try {
    await link(draft, lockFile);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  } finally {
    await unlink(draft);
  }
}

/** In a new container the process ids begin again: our own id with another key is an old process too. */
function isLeftBehind(owner: string, ownerPid: number): boolean {
  return ownerPid === process.pid ? owner !== OWNER : !isAlive(ownerPid);
}

/** Moves a dead owner's lock away. If another process was quicker, what we moved is its new lock: put it back. */
async function breakLock(lockFile: string, deadOwner: string): Promise<void> {
  const removed = `${lockFile}.${randomUUID()}`;
  try {
    await rename(lockFile, removed);
    if ((await readOwner(removed)) === deadOwner) await unlink(removed);
    else await rename(removed, lockFile);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

async function readOwner(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
