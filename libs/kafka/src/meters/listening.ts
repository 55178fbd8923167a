import { RunFailedError, type Clock, type ReadinessCheck } from '#libs/platform';

/**
 * Silence after which a consumer is deaf, milliseconds. A broker answers a fetch within a quarter of a
 * second even when it has nothing; a commit that a slow database holds up takes seconds. Below the
 * minute after which a lane gives up by itself.
 */
export const DEAF_AFTER_MS = 15_000;

/** What a consumer knows of itself, on either lane. */
export interface ListeningState {
  /** Whether the group counts this process among its members. */
  readonly isMember: boolean;
  /**
   * Partitions that it reads; 0: the group needs it for none, it stands by. Undefined: it has lost its
   * partitions and got no others yet.
   */
  readonly assignedPartitions: number | undefined;
  /** When a broker last answered a fetch, wall clock, milliseconds; 0 before the first. */
  readonly lastPollAtMs: number;
  /** When the batch was begun that a handler is at, wall clock, milliseconds. Omitted: it is at none, or is not asked. */
  readonly inHandSinceMs?: number | undefined;
}

/** A consumer that would not notice a new record. */
export class NotListeningError extends RunFailedError {}

/**
 * Passes for a consumer that would get a record that is sent now, or stands by for the others.
 *
 * @throws NotListeningError with what is wrong
 */
export function assertListening(state: ListeningState, nowMs: number): void {
  const { isMember, assignedPartitions, lastPollAtMs } = state;
  if (!isMember) throw new NotListeningError('expected a member of the group; it is none');
  if (assignedPartitions === undefined) {
    throw new NotListeningError('expected partitions, or none to be needed; they were taken away');
  }
  if (assignedPartitions === 0) return;
  const inHandMs = nowMs - (state.inHandSinceMs ?? nowMs);
  if (inHandMs > DEAF_AFTER_MS) {
    throw new NotListeningError(
      `expected a batch to be through within ${DEAF_AFTER_MS} ms; one has been in hand for ${inHandMs} ms`,
    );
  }
  const silentMs = nowMs - lastPollAtMs;
  if (silentMs <= DEAF_AFTER_MS) return;
  throw new NotListeningError(
    `expected an answer to a fetch within ${DEAF_AFTER_MS} ms; the last one came ${lastPollAtMs === 0 ? 'never' : `${silentMs} ms ago`}`,
  );
}

/** The same as a check of readiness. */
export function listeningCheck(state: ListeningState, clock: Pick<Clock, 'nowMs'>): ReadinessCheck {
  return {
    name: 'reader',
    check: () =>
      new Promise<void>((resolve) => {
        assertListening(state, clock.nowMs());
        resolve();
      }),
  };
}
