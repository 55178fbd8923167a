import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Versions that a result is stamped with. */
export function productVersions(): Record<string, string> {
  return { mesFlow: packageVersion(), node: process.versions.node };
}

/** The version in package.json, found upward from this file in the sources as in the compiled tree. */
function packageVersion(): string {
  let folder = import.meta.dirname;
  for (let level = 0; level < 6; level++) {
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
