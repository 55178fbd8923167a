import { SONS_TOPIC, TOPICS } from '#libs/events';
import type { Clock } from '#libs/platform';
import { SONS_CONSUMER } from '#libs/store';
import type { House } from '../backend/house.js';
import { RunDatabase } from '../run/run-database.js';
import { endOffsets, sumOf } from '../run/topic-ends.js';
import type { CountedRecords } from './forget-counted.js';
import { footprintOf, type Footprint } from './footprint.js';
import type { Point } from './trend.js';

/** Seconds between two looks. */
const LOOK_SECONDS = 5;
/** Looks between two times at which what was counted is forgotten. */
const FORGET_EVERY = 6;

/** A process that is looked at, such as dmp-emitter-1 or kafka. */
interface Watched {
  readonly megabytes: Point[];
  readonly descriptors: Point[];
}

/** Looks at processes and lags beside a run, again and again. */
export class SoakWatch {
  readonly processes = new Map<string, Watched>();
  /** Records sent and not committed yet. */
  readonly lags: Readonly<Record<'volumes' | 'SONS', Point[]>> = { volumes: [], SONS: [] };
  readonly #stopping = new AbortController();
  readonly #database: RunDatabase;
  readonly #startedMs: number;
  #watching: Promise<void> = Promise.resolve();
  #failure: Error | undefined;

  private constructor(
    private readonly house: House,
    private readonly counted: CountedRecords,
    private readonly clock: Clock,
  ) {
    this.#database = new RunDatabase(house.pool);
    this.#startedMs = clock.monotonicMs();
  }

  static start(house: House, counted: CountedRecords, clock: Clock): SoakWatch {
    const watch = new SoakWatch(house, counted, clock);
    watch.#watching = watch.#watch().catch((error: unknown) => {
      watch.#failure = error instanceof Error ? error : new Error(String(error));
    });
    return watch;
  }

  /** @throws what ended the watch before: then the soak has not seen everything */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #watch(): Promise<void> {
    for (let look = 1; !this.#stopping.signal.aborted; look++) {
      const atSeconds = (this.clock.monotonicMs() - this.#startedMs) / 1000;
      this.#lookAtProcesses(atSeconds);
      await this.#lookAtLags(atSeconds);
      if (look % FORGET_EVERY === 0) await this.counted.forget();
      await this.clock.sleep(LOOK_SECONDS * 1000, this.#stopping.signal).catch(() => undefined);
    }
  }

  #lookAtProcesses(atSeconds: number): void {
    const services = this.house.services?.pids() ?? [];
    for (const { instance, pid } of services) this.#note(instance, footprintOf(pid), atSeconds);
    for (const { name, pid } of this.house.backend.servers) {
      if (pid !== undefined) this.#note(name, footprintOf(pid), atSeconds);
    }
    // Its children are the others.
    this.#note('mes', footprintOf(process.pid, 0), atSeconds);
  }

  #note(name: string, footprint: Footprint | undefined, atSeconds: number): void {
    if (footprint === undefined) return;
    const watched = this.processes.get(name) ?? { megabytes: [], descriptors: [] };
    this.processes.set(name, watched);
    watched.megabytes.push({ atSeconds, value: footprint.megabytes });
    watched.descriptors.push({ atSeconds, value: footprint.descriptors });
  }

  async #lookAtLags(atSeconds: number): Promise<void> {
    // Committed first: what is sent between the two looks must not seem counted before it was sent.
    const volumes = (await this.#database.counters()).offsets;
    const sons = (await this.#database.counters(SONS_CONSUMER, TOPICS.dmp)).offsets;
    const ends = await endOffsets(this.house.admin);
    const documents = new Map([...ends].filter(([place]) => place.startsWith(`${TOPICS.dmp}/`)));
    const sent = sumOf(new Map([...ends].filter(([place]) => !place.startsWith(`${SONS_TOPIC}/`))));
    this.lags.volumes.push({ atSeconds, value: Math.max(0, sent - sumOf(volumes)) });
    this.lags.SONS.push({ atSeconds, value: Math.max(0, sumOf(documents) - sumOf(sons)) });
  }
}
