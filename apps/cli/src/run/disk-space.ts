import { statfs } from 'node:fs/promises';
import { BadInvocationError } from '#libs/platform';

/** Bytes of log that one event takes on disk with its framing: measured on full events, rounded up. */
const LOG_BYTES_PER_EVENT = 140;
/** Room for the database and the broker's own files, bytes. */
const RESERVE_BYTES = 1024 ** 3;

/** Bytes of disk that a run needs. */
export function diskBytesNeeded(events: number): number {
  return events * LOG_BYTES_PER_EVENT + RESERVE_BYTES;
}

/**
 * Checks before anything is started that a folder has room for a run.
 *
 * @throws BadInvocationError with what is needed, what is free and what to do
 */
export async function assertDiskSpace(folder: string, events: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const needed = diskBytesNeeded(events);
  if (free < needed) {
    throw new BadInvocationError(
      `disk space: expected ${gigabytes(needed)} free for ${folder}, came ${gigabytes(free)}. Free some, set MES_CACHE_DIR to another disk, or use a smaller --scale.`,
    );
  }
}

export function gigabytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}
