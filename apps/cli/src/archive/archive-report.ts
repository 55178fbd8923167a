import { bytesOf, recordCountOf, type ArchiveManifest } from '#libs/replay';
import { count, seconds } from '../output.js';

/** What `mes archive --out json=FILE` writes; its names are a contract. */
export interface ArchiveReport {
  readonly folder: string;
  readonly format: ArchiveManifest['recordFormat'];
  readonly codec: ArchiveManifest['codec'];
  readonly topics: readonly string[];
  readonly files: number;
  readonly records: number;
  /** Records whose value is no event and no fact. */
  readonly undecodable: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly recordsPerSecond: number;
}

export function archiveReport(
  folder: string,
  manifest: ArchiveManifest,
  elapsedSeconds: number,
): ArchiveReport {
  const records = recordCountOf(manifest);
  return {
    folder,
    format: manifest.recordFormat,
    codec: manifest.codec,
    topics: manifest.topics.map(({ topic }) => topic),
    files: manifest.files.length,
    records,
    undecodable: manifest.files.reduce((sum, file) => sum + file.undecodable, 0),
    bytes: bytesOf(manifest),
    seconds: elapsedSeconds,
    recordsPerSecond: elapsedSeconds > 0 ? Math.round(records / elapsedSeconds) : 0,
  };
}

/** The report for a person. */
export function archiveLines(report: ArchiveReport): string[] {
  const perRecord = report.records === 0 ? 0 : report.bytes / report.records;
  return [
    `archived ${count(report.records)} records of ${report.topics.join(', ')} in ${seconds(report.seconds)}`,
    `  ${count(report.files)} files, ${count(report.bytes)} bytes, ${perRecord.toFixed(1)} a record, ${report.format}, codec ${report.codec}`,
    ...(report.undecodable === 0
      ? []
      : [`  ${count(report.undecodable)} records hold no event and no fact: kept as they are`]),
    `  mes archive verify ${report.folder} checks it`,
  ];
}
