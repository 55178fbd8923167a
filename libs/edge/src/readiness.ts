import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import { describeError } from '#libs/platform';
import { HTTP_LIMITS } from './limits.js';

/** Something that a request of this service needs. */
export interface ReadinessCheck {
  /** Name in the answer of /health/ready: `postgres`. */
  readonly name: string;
  /** Resolves when it is there; rejects with the reason, which goes to the log and not to the caller. */
  readonly check: () => Promise<unknown>;
}

/** Asks the checks of a service; not ready once it is stopping. */
export class Readiness {
  #isStopping = false;

  constructor(
    private readonly checks: readonly ReadinessCheck[],
    private readonly logger: LoggerService,
  ) {}

  stop(): void {
    this.#isStopping = true;
  }

  /** All checks at once, each within HTTP_LIMITS.readinessTimeoutMs. */
  async ask(): Promise<readonly { readonly name: string; readonly isReady: boolean }[]> {
    const answers = await Promise.all(
      this.checks.map(async ({ name, check }) => ({
        name,
        isReady: await this.#isReady(name, check),
      })),
    );
    return [{ name: 'serving', isReady: !this.#isStopping }, ...answers];
  }

  async #isReady(name: string, check: () => Promise<unknown>): Promise<boolean> {
    const over = new AbortController();
    const timeout = delay(HTTP_LIMITS.readinessTimeoutMs, undefined, {
      signal: over.signal,
      ref: false,
    }).then(() => {
      throw new Error(`no answer within ${HTTP_LIMITS.readinessTimeoutMs} ms`);
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
