import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ReadablePartition } from '#libs/kafka';
import { isMissingFile } from './disk-errors.js';
import { ArchiveFolderError } from './errors.js';
import type { Codec } from './codecs.js';
import type { RecordFormat } from './manifest.js';

/** Bytes of a simulated event in an archive: measured, rounded up. */
const AVRO_BYTES_PER_EVENT: Readonly<Record<Codec, number>> = {
  deflate: 80,
  zstandard: 80,
  null: 240,
};
const NDJSON_BYTES_PER_EVENT = 900;

/** Kept free for whoever else writes to the disk, bytes. */
const RESERVE_BYTES = 256 * 1024 * 1024;

/** Bytes that an archive of so many records takes, about. */
export function archiveBytesNeeded(records: number, format: RecordFormat, codec: Codec): number {
  const perEvent = format === 'avro' ? AVRO_BYTES_PER_EVENT[codec] : NDJSON_BYTES_PER_EVENT;
  return records * perEvent + RESERVE_BYTES;
}

/** Records between the starts and the ends of partitions; fewer where offsets are missing. */
export function recordsAtMost(partitions: readonly ReadablePartition[]): number {
  return partitions.reduce(
    (sum, { startOffset, endOffset }) => sum + Number(endOffset - startOffset),
    0,
  );
}

/**
 * Checks that the disk of a folder, which need not exist yet, has room.
 *
 * @throws ArchiveFolderError with what is needed, what is free and what to do
 */
export async function assertArchiveSpace(folder: string, bytesNeeded: number): Promise<void> {
  const freeBytes = await freeBytesAt(resolve(folder));
  if (freeBytes >= bytesNeeded) return;
  throw new ArchiveFolderError(
    `disk space: expected ${gibibytes(bytesNeeded)} free for ${folder}, came ${gibibytes(freeBytes)}. Free some, or archive to another disk or fewer topics.`,
  );
}

async function freeBytesAt(folder: string): Promise<number> {
  for (let place = folder; ; place = dirname(place)) {
    try {
      const { bavail, bsize } = await statfs(place);
      return bavail * bsize;
    } catch (error) {
      if (!isMissingFile(error) || dirname(place) === place) throw error;
    }
  }
}

function gibibytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}
