import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders between a compiled file and the package at most. */
const LEVELS_MAX = 6;

/** The version in package.json, found upward from this file in the sources as in the compiled tree. */
export function packageVersion(): string {
  let folder = import.meta.dirname;
  for (let level = 0; level < LEVELS_MAX; level++) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (name === 'mes-flow' && version !== undefined) return version;
    } catch {
      // No package.json here: look one folder up.
    }
    folder = join(folder, '..');
  }
  return 'unknown';
}
