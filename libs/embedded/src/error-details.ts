/**
 * The system's code of an error, such as ENOENT. Looks at the shape and not at the class: errors of
 * the file system are of another class than ours where tests run in a context of their own.
 */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The message of an error. Some connection errors have none and carry one error for each address inside. */
export function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('errors' in error && Array.isArray(error.errors)) {
    return error.errors.map(reasonOf).join(', ');
  }
  return 'message' in error ? String(error.message) : Object.prototype.toString.call(error);
}
