import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { licencesPage, refusedLicences } from './licences.js';
import { PROJECT, packagesOf, readLockFile, type LockFile } from './lock-file.js';

const lockOf = (entry: LockFile['packages'][string]): LockFile => ({
  lockfileVersion: 3,
  packages: { '': {}, 'node_modules/toy': { version: '1.0.0', integrity: 'sha512-x', ...entry } },
});
const refused = (entry: LockFile['packages'][string]): string[] =>
  refusedLicences(packagesOf(lockOf(entry), () => undefined));

describe('the licences of the lock file', () => {
  it.each(['GPL-3.0-only', 'AGPL-3.0', 'SEE LICENSE IN FILE', 'UNLICENSED', '(MIT AND GPL-2.0)'])(
    'are refused where one says %s',
    (license) => {
      expect(refused({ license })).toHaveLength(1);
      expect(refused({ license })[0]).toContain(license);
    },
  );

  it('are refused where a package says none, and where a copyleft one would run', () => {
    expect(refused({})).toEqual([expect.stringContaining('came none')]);
    expect(refused({ license: 'MPL-2.0' })).toHaveLength(1);
    expect(refused({ license: 'MPL-2.0', dev: true })).toEqual([]);
    expect(refused({ license: '(GPL-2.0 OR MIT)' })).toEqual([]);
  });

  it('are all accepted', () => {
    expect(refusedLicences(packagesOf(readLockFile()))).toEqual([]);
  });

  it('are those of docs/licences.md: `npm run licences` writes it', () => {
    const page = readFileSync(join(PROJECT, 'docs', 'licences.md'), 'utf8');
    expect(page).toBe(licencesPage(packagesOf(readLockFile())));
  });
});

describe('the lock file', () => {
  const lock = readLockFile();

  it('pins each package to an exact version and to the digest of its archive', () => {
    expect(lock.lockfileVersion).toBe(3);
    for (const { folder, version, integrity } of packagesOf(lock)) {
      expect({ folder, version }).toEqual({
        folder,
        version: expect.stringMatching(/^\d+\.\d+\./),
      });
      expect({ folder, integrity }).toEqual({
        folder,
        integrity: expect.stringMatching(/^sha512-[A-Za-z0-9+/]{86}==( |$)/),
      });
    }
  });

  it('names no place to fetch from: whoever installs says which registry is trusted', () => {
    for (const [folder, entry] of Object.entries(lock.packages)) {
      const resolved: unknown = Reflect.get(entry, 'resolved');
      const isAllowed =
        resolved === undefined || (typeof resolved === 'string' && resolved.startsWith('https://'));
      expect({ folder, isAllowed }).toEqual({ folder, isAllowed: true });
    }
  });

  it('holds what package.json asks for', () => {
    const text = readFileSync(join(PROJECT, 'package.json'), 'utf8');
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(text) as Record<
      string,
      Record<string, string>
    >;
    expect(lock.packages['']).toMatchObject({
      dependencies,
      devDependencies,
      optionalDependencies,
    });
  });
});
