import { setTimeout as delay } from 'node:timers/promises';
import { MesError, RunFailedError, describeError } from '../errors.js';

/** Milliseconds for one readiness check to answer; above, it counts as not ready. */
export const READINESS_TIMEOUT_MS = 2_000;

/** Something that the work of this service needs. */
export interface ReadinessCheck {
  /** Name in the answer: `postgres`. */
  readonly name: string;
  /** Resolves when it is there; rejects with the reason, which goes to the log. */
  readonly check: () => Promise<unknown>;
}

/** What came of a check. */
export interface CheckAnswer {
  readonly name: string;
  readonly isReady: boolean;
  /**
   * Why not, for those who operate the service; never for its callers. Only what the house itself says:
   * another error's words go to the log alone.
   */
  readonly reason?: string;
}

/** A check that takes too long: a frozen server answers nothing, and refuses nothing. */
class NoAnswerError extends RunFailedError {}

/** A check, and how it stands. */
class Watched {
  /** The question that is under way: a server that does not answer is not asked again meanwhile. */
  #asked: Promise<void> | undefined;
  /** As it was last told to the log; undefined: it passed. */
  #told: string | undefined;

  constructor(
    readonly name: string,
    private readonly check: () => Promise<unknown>,
  ) {}

  async answer(logger: { warn(text: string): void }): Promise<CheckAnswer> {
    try {
      await this.#within();
      if (this.#told !== undefined) logger.warn(`ready again, ${this.name}`);
      this.#told = undefined;
      return { name: this.name, isReady: true };
    } catch (error) {
      this.#tellOnce(describeError(error), logger);
      return {
        name: this.name,
        isReady: false,
        ...(error instanceof MesError && { reason: describeError(error) }),
      };
    }
  }

  /** A probe asks every few seconds: the log is told when the reason changes, not each time. */
  #tellOnce(text: string, logger: { warn(text: string): void }): void {
    // The same reason with another number of milliseconds is the same reason.
    const kind = text.replace(/\d+/g, '0');
    if (kind === this.#told) return;
    this.#told = kind;
    logger.warn(`not ready, ${this.name}: ${text}`);
  }

  async #within(): Promise<void> {
    const asked = (this.#asked ??= this.#ask());
    const over = new AbortController();
    const timeout = delay(READINESS_TIMEOUT_MS, undefined, {
      signal: over.signal,
      ref: false,
    }).then(() => {
      throw new NoAnswerError(`expected an answer within ${READINESS_TIMEOUT_MS} ms; none came`);
    });
    try {
      await Promise.race([asked, timeout]);
    } finally {
      over.abort();
      // The aborted wait rejects: that is its end, not a fault.
      timeout.catch(() => undefined);
    }
  }

  async #ask(): Promise<void> {
    try {
      await this.check();
    } finally {
      this.#asked = undefined;
    }
  }
}

/** Asks the checks of a service; not ready once it is stopping. */
export class Readiness {
  readonly #checks: Watched[] = [];
  #isStopping = false;

  /** @param logger told why a check failed, and when it passes again */
  constructor(private readonly logger: { warn(text: string): void }) {}

  /** Asks this too from now on. */
  add(...checks: readonly ReadinessCheck[]): void {
    this.#checks.push(...checks.map(({ name, check }) => new Watched(name, check)));
  }

  stop(): void {
    this.#isStopping = true;
  }

  /** All checks at once, each within READINESS_TIMEOUT_MS. */
  async ask(): Promise<readonly CheckAnswer[]> {
    const answers = await Promise.all(this.#checks.map((each) => each.answer(this.logger)));
    return [{ name: 'serving', isReady: !this.#isStopping }, ...answers];
  }
}
