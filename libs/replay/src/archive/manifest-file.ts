import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchiveDamagedError, ArchiveFolderError } from './errors.js';
import { isMissingFile } from './disk-errors.js';
import { FileWriter } from './file-writer.js';
import { manifestFaults } from './manifest-schema.js';
import type { ArchiveManifest } from './manifest.js';

export const MANIFEST_FILE = 'manifest.json';
/** The manifest's own digest, in the form of `sha256sum`, which checks it too. */
export const MANIFEST_DIGEST_FILE = 'manifest.json.sha256';

/** Largest manifest that is read, bytes: a file of the archive takes about 500 in it. */
const MANIFEST_BYTES_MAX = 256 * 1024 * 1024;

/** Writes the manifest, after its digest: an archive is whole from the moment it has a manifest. */
export async function writeManifest(folder: string, manifest: ArchiveManifest): Promise<void> {
  const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  await writeWhole(join(folder, MANIFEST_DIGEST_FILE), Buffer.from(digestLine(bytes)));
  await writeWhole(join(folder, MANIFEST_FILE), bytes);
}

/**
 * Reads the manifest and holds it against its digest.
 *
 * @throws ArchiveFolderError when there is none: no archive, or one that was not finished
 * @throws ArchiveDamagedError
 */
export async function readManifest(folder: string): Promise<ArchiveManifest> {
  const bytes = await readSmall(folder, MANIFEST_FILE);
  if (bytes === undefined) {
    throw new ArchiveFolderError(
      `${folder}: expected an archive, it has no ${MANIFEST_FILE}. It is another folder, or an archive that was interrupted: its files are whole, but not all of them are there. Archive again.`,
    );
  }
  const digest = await readSmall(folder, MANIFEST_DIGEST_FILE);
  if (digest?.toString() !== digestLine(bytes)) {
    throw new ArchiveDamagedError(
      MANIFEST_FILE,
      `its SHA-256 is not the one in ${MANIFEST_DIGEST_FILE}`,
    );
  }
  return parseManifest(bytes);
}

function parseManifest(bytes: Buffer): ArchiveManifest {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch (cause) {
    throw new ArchiveDamagedError(MANIFEST_FILE, 'expected JSON', { cause });
  }
  const faults = manifestFaults(value);
  if (faults.length > 0) {
    throw new ArchiveDamagedError(
      MANIFEST_FILE,
      `expected a manifest of version 1: ${faults.join('; ')}`,
    );
  }
  // The schema has just given it this shape.
  return value as ArchiveManifest;
}

async function readSmall(folder: string, name: string): Promise<Buffer | undefined> {
  const path = join(folder, name);
  try {
    const { size } = await stat(path);
    if (size > MANIFEST_BYTES_MAX) {
      throw new ArchiveDamagedError(
        name,
        `expected at most ${MANIFEST_BYTES_MAX} bytes, came ${size}`,
      );
    }
    return await readFile(path);
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    throw error;
  }
}

function digestLine(bytes: Buffer): string {
  return `${createHash('sha256').update(bytes).digest('hex')}  ${MANIFEST_FILE}\n`;
}

async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  const file = await FileWriter.open(path);
  await file.append([bytes]);
  await file.finish();
}
