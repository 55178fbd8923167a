import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { OffsetRange } from '#libs/kafka';
import type { RecordBlock, RecordSource, SourcePartition } from '../record-block.js';
import { FilledBlock } from '../topic/filled-block.js';
import { readContainer } from './container-reader.js';
import { ArchiveDamagedError, ArchiveFolderError } from './errors.js';
import { readManifest } from './manifest-file.js';
import { filesOf, type ArchiveManifest, type ArchivedFile } from './manifest.js';
import { RecordWalker, readArchivedHeaders } from './record-walker.js';

/** Which records of a partition are read. */
export interface ArchiveSelection extends OffsetRange {
  /** False for a file that holds nothing of interest, by what the manifest says of it. Omitted: all are read. */
  readonly wants?: (file: ArchivedFile) => boolean;
}

/**
 * Opens an archive for reading, with nothing but its folder.
 *
 * @throws ArchiveFolderError when the folder is no archive, was not finished, or holds NDJSON
 * @throws ArchiveDamagedError when the manifest is damaged
 */
export async function openArchive(folder: string): Promise<ArchiveSource> {
  const manifest = await readManifest(folder);
  if (manifest.recordFormat !== 'avro') {
    throw new ArchiveFolderError(
      `${folder}: expected an archive of Avro files, it holds NDJSON: events for people, without the bytes that a replay sends. Archive again with --format avro, or replay its files as NDJSON.`,
    );
  }
  return new ArchiveSource(folder, manifest);
}

/** An archive as a source: blocks of the bytes that were archived, under their offsets. */
export class ArchiveSource implements RecordSource {
  readonly description: string;
  readonly manifest: ArchiveManifest;
  readonly partitions: readonly SourcePartition[];
  readonly #folder: string;

  constructor(folder: string, manifest: ArchiveManifest) {
    this.#folder = folder;
    this.manifest = manifest;
    this.description = `archive ${folder}`;
    this.partitions = manifest.topics.flatMap(({ topic, topicId, partitions }) =>
      partitions.map(({ partition }) => ({ topic, topicId, partition })),
    );
  }

  /**
   * The blocks of one partition. Several partitions may be read at the same time. A file is held
   * against its SHA-256 before the first of its records is handed over.
   *
   * @throws ArchiveDamagedError
   */
  async *read(
    topic: string,
    partition: number,
    selection: ArchiveSelection = {},
  ): AsyncGenerator<RecordBlock, void, undefined> {
    const from = Number(selection.from ?? 0n);
    const before = selection.before === undefined ? Infinity : Number(selection.before);
    const block = new FilledBlock(topic, partition, readArchivedHeaders);
    for (const file of filesOf(this.manifest, topic, partition)) {
      if (file.lastOffset < from || file.firstOffset >= before) continue;
      if (selection.wants?.(file) === false) continue;
      const path = join(this.#folder, file.file);
      await checkDigest(path, file);
      const walker = new RecordWalker(file.file, partition);
      for await (const unpacked of readContainer(path, file.file)) {
        walker.open(unpacked.bytes, unpacked.recordCount);
        while (walker.fill(block, { from, before })) {
          if (block.recordCount > 0) yield block;
        }
      }
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Bytes that are read at once for the digest. */
const DIGEST_CHUNK_BYTES = 1024 * 1024;

/** @throws ArchiveDamagedError when the file is missing, or not the one that was written */
async function checkDigest(path: string, file: ArchivedFile): Promise<void> {
  const sha256 = await digestOf(path, file.file);
  if (sha256 !== file.sha256) {
    throw new ArchiveDamagedError(
      file.file,
      `expected SHA-256 ${file.sha256}, its bytes give ${sha256}`,
    );
  }
}

/**
 * SHA-256 of a file, in hexadecimal.
 *
 * @param file named in errors
 * @throws ArchiveDamagedError when it cannot be read
 */
export async function digestOf(path: string, file: string): Promise<string> {
  const digest = createHash('sha256');
  try {
    const handle = await open(path, 'r');
    try {
      // One piece of memory for all of the file: a stream takes a fresh one for every chunk.
      const chunk = Buffer.allocUnsafeSlow(DIGEST_CHUNK_BYTES);
      for (;;) {
        const { bytesRead } = await handle.read(chunk, 0, chunk.length, null);
        if (bytesRead === 0) break;
        digest.update(chunk.subarray(0, bytesRead));
      }
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new ArchiveDamagedError(file, 'the file is missing or cannot be read', { cause });
  }
  return digest.digest('hex');
}
