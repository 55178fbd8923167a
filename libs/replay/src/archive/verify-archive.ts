import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { MesError } from '#libs/platform';
import { digestOf } from './archive-source.js';
import { diskErrorCode } from './disk-errors.js';
import { readContents, type FileContents } from './file-contents.js';
import { PARTIAL } from './file-writer.js';
import { MANIFEST_DIGEST_FILE, MANIFEST_FILE, readManifest } from './manifest-file.js';
import { filesOf, type ArchiveManifest, type ArchivedFile } from './manifest.js';

/** A place in a partition where offsets are missing: retention, compaction, or a transaction's marks and aborted records. */
export interface OffsetGap {
  readonly topic: string;
  readonly partition: number;
  /** First offset that is missing. */
  readonly from: number;
  /** First offset after them. */
  readonly before: number;
}

/** Gaps that are listed one by one; beyond, only their number is told. */
const GAPS_LISTED_MAX = 100;

/** What a check of an archive found. */
export interface ArchiveVerification {
  readonly folder: string;
  readonly files: number;
  readonly records: number;
  readonly bytes: number;
  /** Records whose value is no event and no fact. */
  readonly undecodable: number;
  /** Offsets that are missing, up to GAPS_LISTED_MAX of them. A gap is no fault: Kafka makes them. */
  readonly gaps: readonly OffsetGap[];
  readonly gapCount: number;
  readonly missingOffsets: number;
  /** What is wrong, one text a fault, with the file's name. Empty for a sound archive. */
  readonly faults: readonly string[];
}

export interface VerifyOptions {
  /** Called after each file. */
  readonly onProgress?: (files: number, of: number) => void;
}

/**
 * Checks an archive with nothing but its folder: the manifest against its digest, every file against
 * its SHA-256, size and counts, every record's shape, the order of the offsets, and that no file is
 * missing or too many. It goes on after a fault, to name them all.
 */
export async function verifyArchive(
  folder: string,
  options: VerifyOptions = {},
): Promise<ArchiveVerification> {
  const verifier = new Verifier(folder);
  let manifest: ArchiveManifest;
  try {
    manifest = await readManifest(folder);
  } catch (error) {
    verifier.fault(faultOf(error));
    await verifier.nameUnfinished();
    return verifier.result(undefined);
  }
  await verifier.checkNames(manifest);
  let done = 0;
  for (const file of manifest.files) {
    await verifier.checkFile(file, manifest);
    options.onProgress?.(++done, manifest.files.length);
  }
  for (const { topic, partitions } of manifest.topics) {
    for (const place of partitions) verifier.checkOrder(manifest, topic, place);
  }
  return verifier.result(manifest);
}

class Verifier {
  readonly #folder: string;
  readonly #faults: string[] = [];
  readonly #gaps: OffsetGap[] = [];
  #gapCount = 0;
  #missingOffsets = 0;
  #records = 0;
  #bytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  fault(text: string): void {
    this.#faults.push(text);
  }

  result(manifest: ArchiveManifest | undefined): ArchiveVerification {
    return {
      folder: this.#folder,
      files: manifest?.files.length ?? 0,
      records: this.#records,
      bytes: this.#bytes,
      undecodable: manifest?.files.reduce((sum, file) => sum + file.undecodable, 0) ?? 0,
      gaps: this.#gaps,
      gapCount: this.#gapCount,
      missingOffsets: this.#missingOffsets,
      faults: this.#faults,
    };
  }

  /** Files without a manifest: what an interrupted archive leaves. */
  async nameUnfinished(): Promise<void> {
    const names = await this.#namesInFolder();
    const partial = names.filter((name) => name.endsWith(PARTIAL));
    for (const name of partial) this.fault(`${name}: was not finished`);
  }

  /** Every file of the manifest is there, and no other. */
  async checkNames(manifest: ArchiveManifest): Promise<void> {
    const expected = new Set([
      MANIFEST_FILE,
      MANIFEST_DIGEST_FILE,
      ...manifest.files.map(({ file }) => file),
    ]);
    for (const name of await this.#namesInFolder()) {
      if (!expected.has(name)) this.fault(`${name}: is not in the manifest`);
    }
    if (expected.size !== manifest.files.length + 2) {
      this.fault(`${MANIFEST_FILE}: names a file twice`);
    }
  }

  async checkFile(file: ArchivedFile, manifest: ArchiveManifest): Promise<void> {
    if (!(await this.#checkBytes(file))) return;
    const onGap = (from: number, before: number): void => {
      this.#noteGap(file, from, before);
    };
    try {
      const contents = await readContents(this.#folder, file, manifest.recordFormat, onGap);
      this.#records += contents.records;
      this.#compare(file, contents);
    } catch (error) {
      this.fault(faultOf(error));
    }
  }

  /** Files of one partition follow each other; what lies between them and its ends is a gap. */
  checkOrder(
    manifest: ArchiveManifest,
    topic: string,
    place: { partition: number; startOffset: number; endOffset: number },
  ): void {
    const { partition, startOffset, endOffset } = place;
    let next = startOffset;
    for (const file of filesOf(manifest, topic, partition)) {
      if (file.firstOffset < next) {
        this.fault(`${file.file}: begins at offset ${file.firstOffset}, expected ${next} or later`);
      }
      this.#noteGap({ topic, partition }, next, file.firstOffset);
      next = file.lastOffset + 1;
    }
    if (next > endOffset) {
      this.fault(`${topic}/${partition}: reaches offset ${next}, its end was ${endOffset}`);
    }
    this.#noteGap({ topic, partition }, next, endOffset);
  }

  /** Returns false when there is nothing to read on. */
  async #checkBytes(file: ArchivedFile): Promise<boolean> {
    const path = join(this.#folder, file.file);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() !== true) {
      this.fault(`${file.file}: is missing`);
      return false;
    }
    this.#bytes += found.size;
    if (found.size !== file.bytes) {
      this.fault(`${file.file}: expected ${file.bytes} bytes, came ${found.size}`);
    }
    const sha256 = await digestOf(path, file.file);
    if (sha256 !== file.sha256) {
      this.fault(`${file.file}: expected SHA-256 ${file.sha256}, its bytes give ${sha256}`);
    }
    return true;
  }

  #compare(file: ArchivedFile, contents: FileContents): void {
    for (const name of COMPARED) {
      if (file[name] === contents[name]) continue;
      this.fault(
        `${file.file}: the manifest says ${name} ${file[name]}, the file has ${contents[name]}`,
      );
    }
  }

  #noteGap(place: { topic: string; partition: number }, from: number, before: number): void {
    if (before <= from) return;
    this.#gapCount++;
    this.#missingOffsets += before - from;
    const { topic, partition } = place;
    if (this.#gaps.length < GAPS_LISTED_MAX) this.#gaps.push({ topic, partition, from, before });
  }

  async #namesInFolder(): Promise<string[]> {
    const entries = await readdir(this.#folder, { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    return entries
      .filter((entry) => !entry.isDirectory())
      .map(({ parentPath, name }) => relative(this.#folder, join(parentPath, name)))
      .map((name) => name.replaceAll(sep, '/'))
      .sort();
  }
}

const COMPARED = [
  'records',
  'undecodable',
  'firstOffset',
  'lastOffset',
  'timestampMsMin',
  'timestampMsMax',
  'registeredAtMsMin',
  'registeredAtMsMax',
] as const;

/** Trouble that is expected of bytes and disks, as a text; a bug goes on. */
function faultOf(error: unknown): string {
  if (error instanceof MesError) return error.message;
  const code = diskErrorCode(error);
  if (code !== undefined) return `the disk says ${code}: ${String(error)}`;
  throw error;
}
