import type { Clock } from './clock.js';

/** What a service may be doing: exactly one of these at any time. */
export const WORK_STATES = [
  'working',
  'waiting_broker',
  'waiting_database',
  'waiting_schedule',
  'idle',
] as const;

/**
 * - `working`: generating, folding, encoding; time without the processor counts, for it is work that waits.
 * - `waiting_broker`: there is something to send or to read, and the broker has not answered yet.
 * - `waiting_database`: nothing may go on before a commit is through.
 * - `waiting_schedule`: an open-model load says that nothing is due.
 * - `idle`: there is nothing to do.
 */
export type WorkState = (typeof WORK_STATES)[number];

/** How long a service was in each state since its start, milliseconds. */
export type WorkTimes = Readonly<Record<WorkState, number>>;

/** Adds up how long a service is in which state. Entering a state costs one look at the clock. */
export class WorkMeter {
  readonly #totalsMs: Record<WorkState, number> = noTimes();
  #state: WorkState;
  #sinceMs: number;

  constructor(
    private readonly clock: Pick<Clock, 'monotonicMs'>,
    initial: WorkState,
  ) {
    this.#state = initial;
    this.#sinceMs = clock.monotonicMs();
  }

  /**
   * Ends the state that it was in and begins another one.
   *
   * @returns the state that ended, for whoever wants to go back to it
   */
  enter(state: WorkState): WorkState {
    const previous = this.#state;
    if (state === previous) return previous;
    const nowMs = this.clock.monotonicMs();
    this.#totalsMs[previous] += nowMs - this.#sinceMs;
    this.#sinceMs = nowMs;
    this.#state = state;
    return previous;
  }

  /** Cumulative milliseconds of each state, the one under way included: the sum is the meter's age. */
  snapshot(): WorkTimes {
    const times = { ...this.#totalsMs };
    times[this.#state] += this.clock.monotonicMs() - this.#sinceMs;
    return times;
  }
}

/** Zero in every state. */
export function noTimes(): Record<WorkState, number> {
  return { working: 0, waiting_broker: 0, waiting_database: 0, waiting_schedule: 0, idle: 0 };
}
