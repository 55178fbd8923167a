import { RunFailedError, type Clock } from '#libs/platform';

/**
 * A function that throws when the figure it is shown has not changed for too long.
 *
 * @param what what stands still, for the message
 * @throws RunFailedError from the function that it returns
 */
export function stallWatch(
  what: string,
  { clock, stallSeconds }: { readonly clock: Clock; readonly stallSeconds: number },
): (figure: number) => void {
  let last = -1;
  let sinceMs = clock.monotonicMs();
  return (figure) => {
    if (figure !== last) {
      last = figure;
      sinceMs = clock.monotonicMs();
    } else if (clock.monotonicMs() - sinceMs > stallSeconds * 1000) {
      throw new RunFailedError(
        `${what} stands still: expected progress within ${String(stallSeconds)} s (MES_STALL_SECONDS), came none. Are the emitters and the aggregators running, on these brokers and this database?`,
      );
    }
  };
}
