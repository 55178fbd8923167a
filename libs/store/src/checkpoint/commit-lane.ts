import type { Clock, WorkMeter } from '#libs/platform';

/**
 * One commit under way beside the folding. A commit that fails keeps the lane failed until `clear`:
 * its error is thrown to everyone who waits.
 */
export class CommitLane {
  #underWay: Promise<void> = Promise.resolve();
  #isBusy = false;
  #lastMs = 0;

  /** @param meter told when somebody has to wait; omitted: nobody is */
  constructor(
    private readonly clock: Pick<Clock, 'monotonicMs'>,
    private readonly meter?: WorkMeter,
  ) {}

  /** How long the last commit took, milliseconds; 0 before the first. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /** Whether a commit is neither through nor failed. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /**
   * Waits for the commit under way, if any.
   *
   * @throws what the last commit threw
   */
  async settle(): Promise<void> {
    if (!this.#isBusy) return this.#underWay;
    const before = this.meter?.enter('waiting_database');
    try {
      await this.#underWay;
    } finally {
      if (before !== undefined) this.meter?.enter(before);
    }
  }

  /** Leaves a commit under way. Settle the one before first. */
  start(commit: () => Promise<void>): void {
    if (this.#isBusy) throw new Error('commit lane: expected no commit under way, came another');
    this.#isBusy = true;
    const startedMs = this.clock.monotonicMs();
    const underWay = commit().finally(() => {
      this.#lastMs = this.clock.monotonicMs() - startedMs;
      if (this.#underWay === underWay) this.#isBusy = false;
    });
    this.#underWay = underWay;
    // Its failure is thrown to whoever settles next, and until then it is nobody's.
    underWay.catch(() => undefined);
  }

  /** Forgets a failure, for partitions that are taken anew. */
  clear(): void {
    this.#underWay = Promise.resolve();
    this.#isBusy = false;
  }
}
