import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadablePartition } from '#libs/kafka';
import type { Clock } from '#libs/platform';
import type { RecordSource } from '../record-block.js';
import { AvroFile } from './avro-file.js';
import type { Codec } from './codecs.js';
import { ArchiveFolderError } from './errors.js';
import { writeManifest } from './manifest-file.js';
import { SOURCES_MAX } from './manifest-schema.js';
import {
  MANIFEST_FORMAT,
  MANIFEST_VERSION,
  type ArchiveManifest,
  type ArchivedFile,
  type ArchivedTopic,
  type RecordFormat,
} from './manifest.js';
import { NdjsonFile } from './ndjson-file.js';
import { RecordColumns } from './record-columns.js';
import type { RecordFile, RecordFileStart } from './record-file.js';
import { SourceNames } from './source-names.js';

/**
 * Bytes after which a partition's next file begins, before compression: about five million events,
 * a quarter of a gigabyte on disk. It bounds what one damaged byte costs, and is a fair share of
 * work for a thread of whoever reads the archive.
 */
const FILE_BYTES = 1024 ** 3;

/** What is archived: a topic as a source, with what it held. */
export interface ArchiveInput extends RecordSource {
  readonly partitions: readonly ReadablePartition[];
}

export interface ArchiveOptions {
  /** A folder that does not exist or is empty. */
  readonly folder: string;
  readonly format: RecordFormat;
  /** Block compression of Avro files; NDJSON has none. */
  readonly codec: Codec;
  readonly clock: Clock;
  /** Called every few thousand records with the number so far. */
  readonly onProgress?: (records: number) => void;
  /** Bytes of a file before compression. Default 1 GiB. */
  readonly fileBytes?: number;
}

/**
 * Writes every record of a source into files, and the manifest last: a folder without one is no
 * archive.
 *
 * @throws ArchiveFolderError when the folder holds anything
 */
export async function writeArchive(
  input: ArchiveInput,
  options: ArchiveOptions,
): Promise<ArchiveManifest> {
  await openFolder(options.folder);
  const names = new SourceNames(SOURCES_MAX);
  const writer = new PartitionWriter(options, names);
  const files: ArchivedFile[] = [];
  for (const topic of new Set(input.partitions.map((partition) => partition.topic))) {
    await mkdir(join(options.folder, topic));
  }
  for (const partition of input.partitions) files.push(...(await writer.write(input, partition)));
  const manifest: ArchiveManifest = {
    format: MANIFEST_FORMAT,
    version: MANIFEST_VERSION,
    recordFormat: options.format,
    codec: options.format === 'avro' ? options.codec : 'null',
    createdAt: Temporal.Instant.fromEpochMilliseconds(options.clock.nowMs()).toString(),
    topics: topicsOf(input.partitions),
    files,
    sources: names.names,
    areMoreSources: names.areMore,
  };
  await writeManifest(options.folder, manifest);
  return manifest;
}

/** Makes the folder. What is there already is never written over. */
async function openFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const found = await readdir(folder);
  if (found.length === 0) return;
  throw new ArchiveFolderError(
    `--to ${folder}: expected a new or empty folder, came one with ${found.slice(0, 3).join(', ')}${found.length > 3 ? ' …' : ''}. Name another, or remove it: an archive is never written over.`,
  );
}

/** Splits a partition into files. */
class PartitionWriter {
  readonly #options: ArchiveOptions;
  readonly #names: SourceNames;
  readonly #columns: RecordColumns;
  #records = 0;

  constructor(options: ArchiveOptions, names: SourceNames) {
    this.#options = options;
    this.#names = names;
    this.#columns = new RecordColumns(names);
  }

  async write(input: ArchiveInput, place: ReadablePartition): Promise<ArchivedFile[]> {
    const { topic, topicId, partition } = place;
    const files: ArchivedFile[] = [];
    let file: RecordFile | undefined;
    try {
      for await (const block of input.read(topic, partition)) {
        for (let index = 0; index < block.recordCount;) {
          const firstOffset = block.offsets[index] ?? 0;
          file ??= await this.#open({ topic, topicId, partition, firstOffset });
          index = await file.add(block, index);
          if (!file.isFull) continue;
          files.push(await file.finish());
          file = undefined;
        }
        this.#records += block.recordCount;
        this.#options.onProgress?.(this.#records);
      }
      if (file !== undefined) files.push(await file.finish());
    } catch (error) {
      await file?.abandon();
      throw error;
    }
    return files;
  }

  #open(place: Omit<RecordFileStart, 'folder'>): Promise<RecordFile> {
    const { folder, format, codec, fileBytes = FILE_BYTES } = this.#options;
    const start = { ...place, folder };
    return format === 'avro'
      ? AvroFile.open(start, { codec, columns: this.#columns, rawBytesMax: fileBytes })
      : NdjsonFile.open(start, { names: this.#names, bytesMax: fileBytes });
  }
}

function topicsOf(partitions: readonly ReadablePartition[]): ArchivedTopic[] {
  const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
  return [...byTopic].map(([topic, found]) => ({
    topic,
    topicId: found[0]?.topicId ?? '',
    partitions: found.map(({ partition, startOffset, endOffset }) => ({
      partition,
      startOffset: Number(startOffset),
      endOffset: Number(endOffset),
    })),
  }));
}
