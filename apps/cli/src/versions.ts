import { packageVersion } from '#libs/platform';

/** Versions that a result is stamped with. */
export function productVersions(): Record<string, string> {
  return { mesFlow: packageVersion(), node: process.versions.node };
}
