import { RunFailedError } from '#libs/platform';
import {
  evolveReplay,
  isOver,
  type Progress,
  type ReplayControl,
  type ReplayFact,
  type Wish,
} from '#libs/replay';
import type { ReplayJobs, ReplayState } from '#libs/store';

/** Another terminal may move a replay at the same moment: so often is a step tried anew. */
const TRIES_MAX = 5;

/** A replay's row in the database: its life, and the wishes of other terminals. */
export class JobControl implements ReplayControl {
  constructor(
    private readonly jobs: ReplayJobs,
    readonly id: string,
  ) {}

  async report(progress: Progress): Promise<Wish> {
    const state = await this.jobs.report(this.id, progress);
    switch (state) {
      case 'PAUSED':
        return 'pause';
      case 'CANCELLING':
      case 'CANCELLED':
      case undefined: // Somebody removed the row.
        return 'cancel';
      case 'STARTING':
      case 'RUNNING':
      case 'COMPLETED':
      case 'FAILED':
        return 'go on';
    }
  }

  /**
   * Stores that something happened.
   *
   * @throws ReplayTransitionError when it cannot happen in the state that the replay is in
   */
  async note(fact: ReplayFact, detail?: string): Promise<ReplayState> {
    for (let tries = 1; tries <= TRIES_MAX; tries++) {
      const job = await this.jobs.find(this.id);
      if (job === undefined) throw noReplay(this.id);
      const next = evolveReplay(job.state, fact);
      if (await this.jobs.move(this.id, job.state, next, detail)) return next;
    }
    throw new RunFailedError(`replay ${this.id}: others change its state all the time`);
  }

  /** Ends it as cancelled or completed, whatever was asked for at the last moment. */
  async conclude(isCancelled: boolean): Promise<ReplayState> {
    const job = await this.jobs.find(this.id);
    const isStopping = isCancelled || job?.state === 'CANCELLING';
    return this.note(isStopping ? 'Stopped' : 'Ended');
  }

  /** Notes a failure, unless the replay is over already. */
  async fail(error: unknown): Promise<void> {
    const job = await this.jobs.find(this.id);
    if (job === undefined || isOver(job.state)) return;
    await this.note('Failed', error instanceof Error ? error.message : String(error));
  }
}

/** Nobody pauses or cancels what has no row: Ctrl-C ends it. */
export const NO_CONTROL: ReplayControl = { report: () => Promise.resolve('go on') };

export function noReplay(id: string): RunFailedError {
  return new RunFailedError(`replay ${id}: expected one of \`mes replay list\`, came none`);
}
