import { RunFailedError, type Clock } from '#libs/platform';
import { SONS_CONSUMER, VOLUME_CONSUMER } from '#libs/store';
import type { RunDatabase } from '../run/run-database.js';

const POLL_MS = 100;

/** How far an aggregator was at the last look, and since when. */
interface Progress {
  offsets: ReadonlyMap<string, bigint>;
  sum: bigint;
  changedAtMs: number;
}

/**
 * Watches the checkpoints of both aggregators beside a run, which itself waits for the volumes alone:
 * how much later than them the SONS aggregator came to its end is part of the loop.
 */
export class ReadersWatch {
  readonly #progress = new Map<string, Progress>();
  readonly #stopping = new AbortController();
  #watching: Promise<void> = Promise.resolve();
  #failure: unknown;

  private constructor(
    private readonly database: Pick<RunDatabase, 'counters'>,
    private readonly clock: Clock,
  ) {}

  static start(database: Pick<RunDatabase, 'counters'>, clock: Clock): ReadersWatch {
    const watch = new ReadersWatch(database, clock);
    watch.#watching = watch.#watch().catch((error: unknown) => {
      watch.#failure = error;
    });
    return watch;
  }

  /**
   * Waits until both aggregators are seen to have committed up to the ends of what both read.
   *
   * @throws RunFailedError when one makes no progress for so long
   */
  async untilReached(ends: ReadonlyMap<string, bigint>, stallSeconds: number): Promise<void> {
    await this.#untilReached(VOLUME_CONSUMER, ends, stallSeconds);
    await this.#untilReached(SONS_CONSUMER, ends, stallSeconds);
  }

  /** How much later the last commit of the SONS was than that of the volumes; 0 when it was earlier. Milliseconds. */
  sonsMsAfterVolumes(): number {
    const [sons, volumes] = [this.#of(SONS_CONSUMER), this.#of(VOLUME_CONSUMER)];
    return Math.max(0, sons.changedAtMs - volumes.changedAtMs);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#look(VOLUME_CONSUMER);
      await this.#look(SONS_CONSUMER);
      await this.clock.sleep(POLL_MS, this.#stopping.signal).catch(() => undefined);
    }
  }

  async #look(consumer: string): Promise<void> {
    const { offsets } = await this.database.counters(consumer);
    const sum = [...offsets.values()].reduce((total, offset) => total + offset, 0n);
    const known = this.#progress.get(consumer);
    const changedAtMs = known?.sum === sum ? known.changedAtMs : this.clock.monotonicMs();
    this.#progress.set(consumer, { offsets, sum, changedAtMs });
  }

  async #untilReached(
    consumer: string,
    ends: ReadonlyMap<string, bigint>,
    stallSeconds: number,
  ): Promise<void> {
    const startedMs = this.clock.monotonicMs();
    for (;;) {
      if (this.#failure !== undefined) throw asError(this.#failure);
      const { offsets, changedAtMs } = this.#of(consumer);
      if ([...ends].every(([key, end]) => (offsets.get(key) ?? 0n) >= end)) return;
      const stillMs = this.clock.monotonicMs() - Math.max(startedMs, changedAtMs);
      if (stillMs > stallSeconds * 1000) {
        throw new RunFailedError(
          `${consumer} stands still: expected progress within ${String(stallSeconds)} s (MES_STALL_SECONDS), came none. With a running mes up: was it started with --sons-aggregators 1?`,
        );
      }
      await this.clock.sleep(POLL_MS);
    }
  }

  #of(consumer: string): Progress {
    return this.#progress.get(consumer) ?? { offsets: new Map(), sum: 0n, changedAtMs: 0 };
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
