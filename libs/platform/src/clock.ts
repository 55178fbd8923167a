import { setTimeout as delay } from 'node:timers/promises';

/** Where time comes from. Pass it in: only this folder reads the machine's clock. */
export interface Clock {
  /** Wall clock, milliseconds since the Unix epoch. */
  nowMs(): number;
  /** Monotonic clock for durations, milliseconds from an arbitrary origin. */
  monotonicMs(): number;
  /** Waits; rejects with the signal's reason when it aborts. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: async (durationMs, signal) => {
    await delay(durationMs, undefined, signal ? { signal } : {});
  },
};
