/** Code of a file system's error; undefined for any other error. Not by class: that differs between realms. */
export function diskErrorCode(error: unknown): string | undefined {
  const isOfDisk =
    typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error;
  return isOfDisk ? String(error.code) : undefined;
}

/** True when a path leads nowhere. */
export function isMissingFile(error: unknown): boolean {
  const code = diskErrorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
