import { readFileSync, readdirSync } from 'node:fs';
import { BadInvocationError } from '#libs/platform';

/** What a process and its children hold. */
export interface Footprint {
  /** Resident memory that is theirs alone, megabytes: mapped files and shared buffers are not counted. */
  readonly megabytes: number;
  /** Open files, sockets and pipes. */
  readonly descriptors: number;
}

/** Generations of children that are looked at. */
const GENERATIONS_MAX = 4;
const KILOBYTES = 1024;

/** @throws BadInvocationError where the system has no /proc */
export function assertFootprints(): void {
  if (ownFootprint(process.pid) !== undefined) return;
  throw new BadInvocationError(
    'soak: expected Linux, whose /proc tells what a process holds; it is not there.',
  );
}

/** What a process and its children hold just now; undefined: it has ended. */
export function footprintOf(pid: number, generations = GENERATIONS_MAX): Footprint | undefined {
  const own = ownFootprint(pid);
  if (own === undefined || generations === 0) return own;
  let { megabytes, descriptors } = own;
  for (const child of childrenOf(pid)) {
    const its = footprintOf(child, generations - 1);
    megabytes += its?.megabytes ?? 0;
    descriptors += its?.descriptors ?? 0;
  }
  return { megabytes, descriptors };
}

function ownFootprint(pid: number): Footprint | undefined {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    const kilobytes = /RssAnon:\s+(\d+) kB/.exec(status)?.[1];
    if (kilobytes === undefined) return undefined;
    return {
      megabytes: Number(kilobytes) / KILOBYTES,
      descriptors: readdirSync(`/proc/${String(pid)}/fd`).length,
    };
  } catch {
    // It has just ended, or belongs to somebody else.
    return undefined;
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
}
