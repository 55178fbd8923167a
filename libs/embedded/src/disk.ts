import { statfs } from 'node:fs/promises';
import { DiskFullError } from './errors.js';

/** Room for two fresh servers and a small run. Larger runs check for what they need. */
export const FREE_DISK_BYTES_MIN = 512 * 1024 * 1024;

/** Free bytes for this user on the disk of a folder that exists. */
export async function freeDiskBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** @throws DiskFullError when the disk of the folder has no room for fresh servers */
export async function refuseFullDisk(folder: string): Promise<void> {
  const freeBytes = await freeDiskBytes(folder);
  if (freeBytes >= FREE_DISK_BYTES_MIN) return;
  throw new DiskFullError({
    expected: `${megabytes(FREE_DISK_BYTES_MIN)} free for Kafka and PostgreSQL in ${folder}`,
    came: `${megabytes(freeBytes)} free`,
    action: 'free some space, or choose another cache folder with MES_CACHE_DIR',
  });
}

export function megabytes(bytes: number): string {
  return `${String(Math.floor(bytes / 1024 / 1024))} MB`;
}
