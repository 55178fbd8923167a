import { readFileSync, statSync } from 'node:fs';
import { chown, mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UnprivilegedUserError } from './errors.js';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** The customary ids of `nobody` where the password file does not list it. */
const NOBODY: SystemUser = { uid: 65534, gid: 65534 };
/** Tried after it: a container may map only the first ids. */
const OTHER_IDS = [999, 1000, 1001, 100, 1];

/**
 * PostgreSQL refuses to run as root, so that root has it run as somebody without rights.
 *
 * @returns undefined when this process is no root: PostgreSQL then runs as the same user
 * @throws UnprivilegedUserError when no id can be taken, as in some containers
 */
export async function unprivilegedUser(): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const probe = await mkdtemp(join(tmpdir(), 'mes-flow-user-'));
  try {
    for (const user of candidates()) {
      try {
        await chown(probe, user.uid, user.gid);
        return user;
      } catch {
        // This id is not mapped into our user namespace: the next one may be.
      }
    }
  } finally {
    await rmdir(probe);
  }
  throw new UnprivilegedUserError({
    expected: 'an unprivileged user id for PostgreSQL, which refuses to run as root',
    came: `a system that lets root give files to none of ${candidates()
      .map(({ uid }) => uid)
      .join(', ')}`,
    action: 'run as an ordinary user',
  });
}

function candidates(): readonly SystemUser[] {
  return [nobodyOf(readPasswordFile()), ...OTHER_IDS.map((id) => ({ uid: id, gid: id }))];
}

/** The ids of `nobody` in the text of a password file. */
export function nobodyOf(passwordFile: string): SystemUser {
  const fields = passwordFile
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'nobody');
  const uid = Number(fields?.[2]);
  const gid = Number(fields?.[3]);
  // macOS writes -2, which is the same id seen as a signed number; spawn wants neither.
  return uid > 0 && gid > 0 ? { uid, gid } : NOBODY;
}

function readPasswordFile(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return '';
  }
}

/**
 * The nearest folder on the way to the path that the user cannot pass, or undefined. Looks at the
 * plain permissions only; the servers' own errors tell the rest.
 */
export function closedFolderOnTheWay(
  path: string,
  user: SystemUser | undefined,
): string | undefined {
  if (user === undefined) return undefined;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const execute = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & execute) === 0) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}
