import { redact } from '#libs/platform';
import { isDatabaseAway, type RunEnd, type RunProgressFigures, type Runs } from '#libs/store';
import { patiently, type Patience } from './patiently.js';
import type { RunFollower } from './run-follower.js';
import type { RunOutcome } from './simulation-run.js';

/** Between two signs of life of a run that has nothing to tell, milliseconds; RUN_LIMITS.silentMs is many of them. */
const HEARTBEAT_MS = 2000;

/**
 * Writes what becomes of a run into its row, from its begin to its end, so that pages can show it. While
 * the database is away it waits as the run itself does: each step may be stored twice.
 */
export class RunRecord implements RunFollower {
  #isStopping = false;
  /** The first sign of life that could not be written. */
  #failure: Error | undefined;

  /** @param id of a row that is RUNNING */
  constructor(
    private readonly runs: Runs,
    readonly id: string,
    private readonly patience: Patience,
  ) {}

  async onProgress(figures: RunProgressFigures): Promise<void> {
    if (this.#failure) throw this.#failure;
    await this.#patiently(() => this.runs.report(this.id, figures));
  }

  async isCancelRequested(): Promise<boolean> {
    if (this.#isStopping) return true;
    const { isCancelRequested } = await this.#patiently(() => this.runs.report(this.id));
    return isCancelRequested;
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
        // The next sign may come through; a run that has something to tell waits for it.
        if (isDatabaseAway(error)) return;
        this.#failure ??= error instanceof Error ? error : new Error(String(error));
      });
    }, HEARTBEAT_MS);
    try {
      const outcome = await work(this);
      await this.#patiently(() => this.runs.finish(this.id, endOf(outcome)));
      return outcome;
    } catch (error) {
      await this.fail(error);
      throw error;
    } finally {
      clearInterval(heartbeat);
    }
  }

  #patiently<T>(say: () => Promise<T>): Promise<T> {
    return patiently(say, isDatabaseAway, this.patience);
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
