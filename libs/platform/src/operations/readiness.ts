import { setTimeout as delay } from 'node:timers/promises';
import { describeError } from '../errors.js';

/** Milliseconds for one readiness check to answer; above, it counts as not ready. */
export const READINESS_TIMEOUT_MS = 2_000;

/** Something that the work of this service needs. */
export interface ReadinessCheck {
  /** Name in the answer: `postgres`. */
  readonly name: string;
  /** Resolves when it is there; rejects with the reason, which goes to the log and not to the caller. */
  readonly check: () => Promise<unknown>;
}

/** Asks the checks of a service; not ready once it is stopping. */
export class Readiness {
  readonly #checks: ReadinessCheck[] = [];
  #isStopping = false;

  /** @param logger told why a check failed: the caller is told its name alone */
  constructor(private readonly logger: { warn(text: string): void }) {}

  /** Asks this too from now on. */
  add(...checks: readonly ReadinessCheck[]): void {
    this.#checks.push(...checks);
  }

  stop(): void {
    this.#isStopping = true;
  }

  /** All checks at once, each within READINESS_TIMEOUT_MS. */
  async ask(): Promise<readonly { readonly name: string; readonly isReady: boolean }[]> {
    const answers = await Promise.all(
      this.#checks.map(async ({ name, check }) => ({
        name,
        isReady: await this.#isReady(name, check),
      })),
    );
    return [{ name: 'serving', isReady: !this.#isStopping }, ...answers];
  }

  async #isReady(name: string, check: () => Promise<unknown>): Promise<boolean> {
    const over = new AbortController();
    const timeout = delay(READINESS_TIMEOUT_MS, undefined, {
      signal: over.signal,
      ref: false,
    }).then(() => {
      throw new Error(`no answer within ${READINESS_TIMEOUT_MS} ms`);
    });
    try {
      await Promise.race([check(), timeout]);
      return true;
    } catch (error) {
      this.logger.warn(`not ready, ${name}: ${describeError(error)}`);
      return false;
    } finally {
      over.abort();
      // The aborted wait rejects: that is its end, not a fault.
      timeout.catch(() => undefined);
    }
  }
}
