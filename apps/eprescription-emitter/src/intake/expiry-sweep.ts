import type { IntakeLane } from '#libs/intake';
import type { Clock } from '#libs/platform';
import type { IntakeAnswer, IntakeCommand } from './intake-command.js';

/** Prescriptions that one transaction closes at most. */
export const EXPIRY_BATCH_MAX = 500;

/** Closes prescriptions whose validity is over, batch by batch, through the lane of all other commands. */
export class ExpirySweep {
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly lane: Pick<IntakeLane<IntakeCommand, IntakeAnswer>, 'submit'>,
    private readonly clock: Pick<Clock, 'sleep'>,
    /** Milliseconds between two sweeps. */
    private readonly intervalMs: number,
    /** Told about a sweep that failed; the next one tries again. */
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Sweeps now and after each interval until it is stopped. */
  start(): void {
    this.#running = this.#loop();
  }

  /** Ends after the batch under way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /**
   * Closes everything that is due now.
   *
   * @returns how many prescriptions were closed
   */
  async sweep(): Promise<number> {
    let total = 0;
    while (!this.#stop.signal.aborted) {
      const answer = await this.lane.submit({ type: 'expire', prescriptionsMax: EXPIRY_BATCH_MAX });
      const closed = answer.outcome === 'expired' ? answer.prescriptions : 0;
      total += closed;
      if (closed < EXPIRY_BATCH_MAX) break;
    }
    return total;
  }

  async #loop(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.sweep().catch(this.onError);
      await this.clock.sleep(this.intervalMs, signal).catch(() => undefined);
    }
  }
}
