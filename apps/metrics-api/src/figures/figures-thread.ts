import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Table } from '#libs/exports';
import {
  Figures,
  QueryFaultsError,
  type Indicator,
  type IndicatorName,
  type IndicatorQuery,
} from '#libs/figures';
import type { KafkaAccess } from '#libs/platform';
import { KEEPING_LIMITS } from './figures-limits.js';
import type { ThreadAnswer, ThreadFailure, ThreadOrder, ThreadTask } from './thread-messages.js';

/** The thread of the figures does not answer: too many questions wait, one takes too long, or it ended. */
export class FiguresUnavailableError extends Error {
  constructor(came: string, options?: ErrorOptions) {
    super(`expected an answer of the thread of the figures; came ${came}`, options);
    this.name = 'FiguresUnavailableError';
  }
}

interface Waiting {
  resolve(table: Table): void;
  reject(error: Error): void;
}

export interface FiguresThreadOptions {
  readonly databaseUrl: string;
  /** Omitted: the lag is not known. */
  readonly kafka?: KafkaAccess;
  /** Indicators and the version of the data, which cost nothing to ask. */
  readonly light: Pick<Figures, 'indicators' | 'dataVersion'>;
  /** The compiled program of the thread. */
  readonly program: URL;
}

/**
 * Figures computed in a thread of their own: what takes a second there delays no request that is
 * answered from what is kept. A thread that ended is started again by the next question.
 */
export class FiguresThread extends Figures {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #questions = 0;
  #isClosed = false;

  constructor(private readonly options: FiguresThreadOptions) {
    super();
  }

  override get indicators(): readonly Indicator[] {
    return this.options.light.indicators;
  }

  override dataVersion(): Promise<string> {
    return this.options.light.dataVersion();
  }

  /** @throws FiguresUnavailableError, and what the figures throw */
  override async answer(name: IndicatorName, query: IndicatorQuery): Promise<Table> {
    if (this.#isClosed) throw new FiguresUnavailableError('its end');
    const { waitingMax, answerMsMax } = KEEPING_LIMITS;
    if (this.#waiting.size >= waitingMax) {
      throw new FiguresUnavailableError(`${waitingMax} questions before it`);
    }
    const id = ++this.#questions;
    const over = new AbortController();
    const timeout = delay(answerMsMax, undefined, { signal: over.signal, ref: false }).then(() => {
      throw new FiguresUnavailableError(`none within ${answerMsMax} ms`);
    });
    try {
      return await Promise.race([this.#ask({ order: 'answer', id, name, query }), timeout]);
    } finally {
      this.#waiting.delete(id);
      over.abort();
      // The aborted wait rejects: that is its end, not a fault.
      timeout.catch(() => undefined);
    }
  }

  /** Ends the thread for good: a question that is asked afterwards, such as one of a warm-up, is refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const worker = this.#worker;
    if (worker === undefined) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage({ order: 'close' } satisfies ThreadOrder);
    const over = new AbortController();
    await Promise.race([
      ended,
      delay(CLOSE_MS_MAX, undefined, { signal: over.signal }).catch(() => undefined),
    ]);
    over.abort();
    await worker.terminate();
  }

  #ask(order: ThreadOrder & { readonly order: 'answer' }): Promise<Table> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(order.id, { resolve, reject });
      this.#running().postMessage(order);
    });
  }

  #running(): Worker {
    this.#worker ??= this.#start();
    return this.#worker;
  }

  #start(): Worker {
    const { databaseUrl, kafka, program } = this.options;
    const worker = new Worker(program, {
      workerData: { databaseUrl, kafka } satisfies ThreadTask,
      resourceLimits: { maxOldGenerationSizeMb: KEEPING_LIMITS.threadMegabytesMax },
    });
    worker.on('message', ({ id, answer }: ThreadAnswer) => {
      const waiting = this.#waiting.get(id);
      if ('table' in answer) waiting?.resolve(answer.table);
      else waiting?.reject(errorOf(answer.failure));
    });
    worker.once('error', (cause) => {
      this.#end(worker, new FiguresUnavailableError('its end', { cause }));
    });
    worker.once('exit', () => {
      this.#end(worker, new FiguresUnavailableError('its end'));
    });
    return worker;
  }

  #end(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
  }
}

/** Milliseconds that the thread gets to end its connections. */
const CLOSE_MS_MAX = 2_000;

/** The error that was thrown there, as far as it matters here. */
function errorOf(failure: ThreadFailure): Error {
  switch (failure.kind) {
    case 'query':
      return new QueryFaultsError(failure.indicator, failure.faults);
    case 'database':
      return new DatabaseDownError(failure.message);
    case 'other':
      return Object.assign(new Error(failure.message), { code: failure.code });
  }
}

/** The thread could not reach the database. */
export class DatabaseDownError extends Error {}
