import { redact } from '#libs/platform';
import type { RunEnd, RunProgressFigures, Runs } from '#libs/store';
import type { RunFollower } from './run-follower.js';
import type { RunOutcome } from './simulation-run.js';

/** Between two signs of life of a run that has nothing to tell, milliseconds; RUN_LIMITS.silentMs is many of them. */
const HEARTBEAT_MS = 2000;

/** Writes what becomes of a run into its row, from its begin to its end, so that pages can show it. */
export class RunRecord implements RunFollower {
  #isStopping = false;
  /** The first sign of life that could not be written. */
  #failure: Error | undefined;

  /** @param id of a row that is RUNNING */
  constructor(
    private readonly runs: Runs,
    readonly id: string,
  ) {}

  async onProgress(figures: RunProgressFigures): Promise<void> {
    if (this.#failure) throw this.#failure;
    await this.runs.report(this.id, figures);
  }

  async isCancelRequested(): Promise<boolean> {
    return this.#isStopping || (await this.runs.report(this.id)).isCancelRequested;
  }

  /** Ends the emission at the next wave, because this process has to go. */
  stop(): void {
    this.#isStopping = true;
  }

  /**
   * Does the work of the run and notes how it ended, also when it fails.
   *
   * @throws what the work throws
   */
  async keep(work: (follower: RunFollower) => Promise<RunOutcome>): Promise<RunOutcome> {
    const heartbeat = setInterval(() => {
      this.runs.report(this.id).catch((error: unknown) => {
        this.#failure ??= error instanceof Error ? error : new Error(String(error));
      });
    }, HEARTBEAT_MS);
    try {
      const outcome = await work(this);
      await this.runs.finish(this.id, endOf(outcome));
      return outcome;
    } catch (error) {
      await this.fail(error);
      throw error;
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** Notes that the run could not be brought to its end; does nothing to one that is over. */
  async fail(error: unknown): Promise<void> {
    // Without its stack: pages show it.
    const detail = redact(error instanceof Error ? error.message : String(error));
    // A database that is lost cannot be told so; the row's silence will say it.
    await this.runs.finish(this.id, { state: 'FAILED', detail }).catch(() => undefined);
  }
}

function endOf({ report, proof, planFaults, isCancelled }: RunOutcome): RunEnd {
  if (isCancelled) {
    const detail = 'cancelled: what was emitted by then is counted and compared';
    return { state: 'CANCELLED', report, proof, detail };
  }
  const detail = planFaults.length === 0 ? {} : { detail: `WRONG: ${planFaults.join('; ')}` };
  return { state: 'COMPLETED', report, proof, ...detail };
}
