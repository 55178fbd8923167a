/** Used by specs only: jumps over every wait. */
export function modelClock(): { monotonicMs(): number; sleep(ms: number): Promise<void> } {
  let nowMs = 0;
  return {
    monotonicMs: () => nowMs,
    sleep: (ms) => {
      nowMs += ms;
      return Promise.resolve();
    },
  };
}
