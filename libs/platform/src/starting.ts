import { Logger } from '@nestjs/common';
import { systemClock, type Clock } from './clock.js';
import { MesError, RunFailedError, describeError } from './errors.js';
import type { Operations } from './operations/operations.js';

/** Between two questions to a server that is not there yet, milliseconds. */
const ASK_AGAIN_MS = 1_000;
/** Between two lines of the log about the same wait, milliseconds. */
const TELL_AGAIN_MS = 10_000;

/** The process was told to stop before it served: that is no failure. */
export class StoppedWhileStartingError extends RunFailedError {}

/** What a service needs was not there within the bound. */
export class StartWaitError extends RunFailedError {
  constructor(what: string, seconds: number, options: ErrorOptions) {
    super(
      `expected ${what} within MES_START_WAIT_SECONDS=${String(seconds)}; it is not there`,
      options,
    );
  }
}

/** Whether an error says that something is not there just now and may come. */
export function mayPass(error: unknown): error is Error {
  return error instanceof MesError && error.mayPass;
}

/**
 * A service on its way to serving: it waits for what it needs, in whatever order things were started,
 * and says so. Until it serves, it is alive and not ready.
 */
export class Starting {
  readonly #logger: Logger;
  readonly #stop = new AbortController();
  #waitsFor = 'its parts';
  #isOver = false;
  #operations: Operations | undefined;

  constructor(
    name: string,
    private readonly clock: Clock = systemClock,
  ) {
    this.#logger = new Logger(name);
  }

  /**
   * Opens the port of those who operate the service before it waits for anything.
   *
   * @returns what was given
   * @throws BadInvocationError when the port is taken
   */
  async tell(operations: Operations): Promise<Operations> {
    this.#operations = operations;
    operations.readiness.add({
      name: 'started',
      check: () =>
        this.#isOver
          ? Promise.resolve()
          : Promise.reject(
              new StartingError(`the service starts, and waits for ${this.#waitsFor}`),
            ),
    });
    await operations.open();
    return operations;
  }

  /**
   * Asks for something until it is there, while what comes instead `mayPass`.
   *
   * @param what in words, for the log: `PostgreSQL and its tables`
   * @param waitSeconds how long at most; 0: it is asked for once
   * @throws StartWaitError after that; what `ask` throws where waiting would not help;
   *   StoppedWhileStartingError when the process is told to stop meanwhile
   */
  async whenThere<T>(what: string, waitSeconds: number, ask: () => Promise<T>): Promise<T> {
    this.#waitsFor = what;
    const startedMs = this.clock.monotonicMs();
    let toldMs = -Infinity;
    for (;;) {
      this.#assertGoesOn();
      try {
        const found = await ask();
        if (toldMs > -Infinity) {
          this.#logger.log(`${what}: there after ${seconds(this.clock.monotonicMs() - startedMs)}`);
        }
        this.#waitsFor = 'its parts';
        return found;
      } catch (error) {
        if (!mayPass(error)) throw error;
        const nowMs = this.clock.monotonicMs();
        if (nowMs - startedMs + ASK_AGAIN_MS > waitSeconds * 1000) {
          // Asked for once: whoever set that wants the reason as it is.
          if (waitSeconds === 0) throw error;
          throw new StartWaitError(what, waitSeconds, { cause: error });
        }
        if (nowMs - toldMs >= TELL_AGAIN_MS) {
          toldMs = nowMs;
          this.#logger.warn(
            `waits for ${what}, for ${seconds(nowMs - startedMs)} of at most ${String(waitSeconds)} s: ${describeError(error)}`,
          );
        }
      }
      await this.clock.sleep(ASK_AGAIN_MS, this.#stop.signal).catch(() => undefined);
    }
  }

  /** The service serves. */
  end(): void {
    this.#isOver = true;
  }

  /** Ends every wait: the process is to stop. */
  stop(): void {
    this.#operations?.readiness.stop();
    this.#stop.abort();
  }

  /** Closes the port. */
  async close(): Promise<void> {
    await this.#operations?.close();
  }

  #assertGoesOn(): void {
    if (this.#stop.signal.aborted) {
      throw new StoppedWhileStartingError(`stopped while it waited for ${this.#waitsFor}`);
    }
  }
}

/** The answer of /ready while a service starts. */
class StartingError extends RunFailedError {}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(0)} s`;
}
