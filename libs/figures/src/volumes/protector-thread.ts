import { Worker } from 'node:worker_threads';
import type { HiddenYear, MonthPlanes } from './hidden-year.js';
import type { ProtectionTask } from './protection-worker.js';

interface Waiting {
  readonly resolve: (hidden: HiddenYear) => void;
  readonly reject: (error: Error) => void;
}

/** The thread ended, or was closed, before it had decided. */
export class ProtectorThreadEndedError extends Error {
  constructor(code: number) {
    super(`disclosure control: the thread that decides what is hidden ended with code ${code}`);
  }
}

/**
 * Decides what the public view hides in a thread of its own, one year after the other, so that
 * answers do not wait for it. The thread starts with the first task, and again after it broke; it does
 * not keep the process alive.
 */
export class ProtectorThread {
  #worker: Worker | undefined;
  #lastId = 0;
  readonly #waiting = new Map<number, Waiting>();

  /** @param file of protection-worker as it was compiled; a service that runs compiled leaves it out */
  constructor(private readonly file: URL = new URL('./protection-worker.js', import.meta.url)) {}

  /** For the option `protect` of DatabaseFigures. */
  readonly protect = (months: readonly MonthPlanes[]): Promise<HiddenYear> => {
    const worker = (this.#worker ??= this.#start());
    const task: ProtectionTask = { id: (this.#lastId += 1), months };
    return new Promise((resolve, reject) => {
      this.#waiting.set(task.id, { resolve, reject });
      worker.postMessage(task);
    });
  };

  /** Ends the thread; tasks that wait fail. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.file);
    worker.unref();
    worker.on('message', ({ id, hidden }: { id: number; hidden: HiddenYear }) => {
      this.#waiting.get(id)?.resolve(hidden);
      this.#waiting.delete(id);
    });
    let cause: Error | undefined;
    worker.on('error', (error) => {
      cause = error instanceof Error ? error : new Error(String(error));
    });
    worker.on('exit', (code) => {
      this.#worker = undefined;
      for (const { reject } of this.#waiting.values()) {
        reject(cause ?? new ProtectorThreadEndedError(code));
      }
      this.#waiting.clear();
    });
    return worker;
  }
}
