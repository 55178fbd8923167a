import type { Clock } from '#libs/platform';

export interface Patience {
  readonly clock: Pick<Clock, 'monotonicMs' | 'sleep'>;
  readonly patienceSeconds: number;
}

/** Between two tries, milliseconds. */
const RETRY_MS = 200;

/**
 * Asks again while a server is not there, for so long at most: a run looks on, and its services come
 * back by themselves, so that a restart of a server must not end it. For questions, and for statements
 * that may be said twice.
 *
 * @param isPassing whether an error says that the server is away just now
 * @throws the last error
 */
export async function patiently<T>(
  ask: () => Promise<T>,
  isPassing: (error: unknown) => boolean,
  { clock, patienceSeconds }: Patience,
): Promise<T> {
  const giveUpAtMs = clock.monotonicMs() + patienceSeconds * 1000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isPassing(error) || clock.monotonicMs() > giveUpAtMs) throw error;
    }
    await clock.sleep(RETRY_MS);
  }
}
