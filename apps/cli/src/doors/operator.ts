import { hostname, userInfo } from 'node:os';

/** Who is at the command line, as the audit names it. */
export function operator(): string {
  return `command ${userName()}@${hostname()}`;
}

/** A container may run as a user that its system has no name for. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${String(process.getuid?.() ?? 'unknown')}`;
  }
}
