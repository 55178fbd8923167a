import { setTimeout as delay } from 'node:timers/promises';

const INTERVAL_MS = 50;

/** Waits until the check returns something else than undefined; fails with its name at the deadline. */
export async function eventually<T>(
  what: string,
  deadlineMs: number,
  check: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const untilMs = performance.now() + deadlineMs;
  for (;;) {
    const found = await check();
    if (found !== undefined) return found;
    if (performance.now() > untilMs)
      throw new Error(`not within ${String(deadlineMs)} ms: ${what}`);
    await delay(INTERVAL_MS);
  }
}
