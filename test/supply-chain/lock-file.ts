import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package as the lock file pins it. */
export interface LockedPackage {
  /** Folder below the project: `node_modules/pg`. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  /** SPDX expression; undefined where neither the lock file nor the package says one. */
  readonly licence: string | undefined;
  /** True: it is used while building and testing, and is in nothing that runs. */
  readonly isDevelopment: boolean;
  /** True: it is installed on some machines only. */
  readonly isOptional: boolean;
  /** Subresource integrity of its archive. */
  readonly integrity: string | undefined;
}

interface LockEntry {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly integrity?: string;
}

export interface LockFile {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockEntry>>;
}

export const PROJECT = join(import.meta.dirname, '..', '..', ...compiledLevels());

/** From the compiled tree it is one folder further up. */
function compiledLevels(): string[] {
  return /[\\/]dist[\\/]test[\\/]/.test(import.meta.dirname) ? ['..'] : [];
}

export function readLockFile(): LockFile {
  return JSON.parse(readFileSync(join(PROJECT, 'package-lock.json'), 'utf8')) as LockFile;
}

/**
 * Every package that the lock file pins, without the project itself.
 *
 * @param licenceOf asked where the lock file says nothing: old packages write their licence otherwise
 */
export function packagesOf(
  { packages }: LockFile,
  licenceOf: (folder: string) => string | undefined = licenceInFolder,
): LockedPackage[] {
  return Object.entries(packages)
    .filter(([folder]) => folder !== '')
    .map(([folder, entry]) => ({
      folder,
      name: entry.name ?? folder.replace(/^.*node_modules\//, ''),
      version: entry.version ?? '',
      licence: entry.license ?? licenceOf(folder),
      isDevelopment: entry.dev === true,
      isOptional: entry.optional === true || entry.devOptional === true,
      integrity: entry.integrity,
    }));
}

/** What a package that is installed says of itself: `license`, or the `licenses` of old. */
function licenceInFolder(folder: string): string | undefined {
  try {
    const { license, licenses } = JSON.parse(
      readFileSync(join(PROJECT, folder, 'package.json'), 'utf8'),
    ) as { license?: string | { type: string }; licenses?: readonly { type: string }[] };
    const [first] = licenses ?? [];
    return typeof license === 'string' ? license : (license?.type ?? first?.type);
  } catch {
    // Not installed on this machine: an optional package of another system.
    return undefined;
  }
}
