import type { Codec } from './codecs.js';

export const MANIFEST_FORMAT = 'mes-archive';
export const MANIFEST_VERSION = 1;

export const RECORD_FORMATS = ['avro', 'ndjson'] as const;
export type RecordFormat = (typeof RECORD_FORMATS)[number];

/** A partition at the time of the archive. Offsets are whole numbers below 2^53. */
export interface ArchivedPartition {
  readonly partition: number;
  /** Offset of the first record that the broker still had. */
  readonly startOffset: number;
  /** Offset after the last record. */
  readonly endOffset: number;
}

export interface ArchivedTopic {
  readonly topic: string;
  /** The broker's id: a topic made again under the same name has another. */
  readonly topicId: string;
  readonly partitions: readonly ArchivedPartition[];
}

/** A file of an archive: records of one partition, in the order of their offsets. */
export interface ArchivedFile {
  /** Path within the folder, `TOPIC/PARTITION-FIRSTOFFSET.avro`. */
  readonly file: string;
  readonly topic: string;
  readonly partition: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly records: number;
  /** Records whose value is no event and no fact; they are archived like the others. */
  readonly undecodable: number;
  readonly bytes: number;
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string;
  /** Record timestamps, milliseconds since 1970. */
  readonly timestampMsMin: number;
  readonly timestampMsMax: number;
  /** registeredAt of the events and facts, milliseconds since 1970; null when there are none. */
  readonly registeredAtMsMin: number | null;
  readonly registeredAtMsMax: number | null;
}

/** What an archive holds: `manifest.json`, written last. Names are a contract. */
export interface ArchiveManifest {
  readonly format: typeof MANIFEST_FORMAT;
  readonly version: typeof MANIFEST_VERSION;
  readonly recordFormat: RecordFormat;
  /** Block compression under Avro's name; `null` for NDJSON. */
  readonly codec: Codec;
  /** Wall clock, RFC 3339. */
  readonly createdAt: string;
  readonly topics: readonly ArchivedTopic[];
  /** By topic, partition and offset. */
  readonly files: readonly ArchivedFile[];
  /** Sources of the events: their streams, and with them the scenarios. */
  readonly sources: readonly string[];
  /** True when there were more sources than are listed. */
  readonly areMoreSources: boolean;
}

/** Records of all files. */
export function recordCountOf(manifest: ArchiveManifest): number {
  return manifest.files.reduce((sum, { records }) => sum + records, 0);
}

/** Bytes of all files. */
export function bytesOf(manifest: ArchiveManifest): number {
  return manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The files of a partition, by offset. */
export function filesOf(
  manifest: ArchiveManifest,
  topic: string,
  partition: number,
): ArchivedFile[] {
  return manifest.files.filter((file) => file.topic === topic && file.partition === partition);
}

/** Digits of the largest whole number below 2^63, as Kafka names its own segments: names sort by offset. */
const OFFSET_DIGITS = 20;

/** Name of a file within the archive's folder. */
export function fileName(
  topic: string,
  partition: number,
  firstOffset: number,
  format: RecordFormat,
): string {
  const offset = String(firstOffset).padStart(OFFSET_DIGITS, '0');
  return `${topic}/${String(partition).padStart(4, '0')}-${offset}.${format}`;
}
