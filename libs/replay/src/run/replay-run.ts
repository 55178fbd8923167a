import type { Clock } from '#libs/platform';
import { scheduleOf, type Pace, type Schedule } from '../pace/pace.js';
import type { RecordSource } from '../record-block.js';
import type { EventTime, Selector } from '../selection/selector.js';
import type { ReplaySink, SelectedRecords } from '../write/replay-sink.js';
import { Positions } from './positions.js';
import { recordsByPartition, recordsByTime } from './selected-records.js';

/** What somebody wants of a running replay. */
export type Wish = 'go on' | 'pause' | 'cancel';

/** How far a replay is; everything it counts is settled. */
export interface Progress {
  readonly replayed: number;
  readonly positions: Readonly<Record<string, number>>;
}

/** Who may pause or cancel a replay, and is told how far it is. */
export interface ReplayControl {
  report(progress: Progress): Promise<Wish>;
}

export interface ReplayRunOptions {
  readonly source: RecordSource;
  readonly selector: Selector;
  readonly sink: ReplaySink;
  readonly pace: Pace;
  /** `time` merges all partitions by the event time; `partition` goes through them side by side. */
  readonly order: 'partition' | 'time';
  readonly time: EventTime;
  /** Where an earlier process of the same replay stood. Omitted: at the start. */
  readonly resumeFrom?: Progress;
  readonly control: ReplayControl;
  readonly clock: Clock;
  readonly onProgress: (replayed: number) => void;
}

export interface ReplayOutcome {
  /** Records written, those of an earlier process of the same replay too. */
  readonly replayed: number;
  /** Bytes of their keys and values, of this process's part. */
  readonly bytes: number;
  readonly isCancelled: boolean;
}

/** Between two looks at what somebody wants, milliseconds; also the longest sleep. */
const CONTROL_INTERVAL_MS = 500;
/** Least wait of a paced replay: records that are due within it go together, late by as much. */
const GRAIN_MS = 10;

/** One replay, from its first record to its last. */
export class ReplayRun {
  readonly #options: ReplayRunOptions;
  readonly #schedule: Schedule;
  readonly #positions: Positions;
  #replayed: number;
  #bytes = 0;
  #wish: Wish = 'go on';
  #reporting: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #reportedAtMs: number;
  /** Instant of the schedule's start; moved by every pause. */
  #originMs: number | undefined;

  constructor(options: ReplayRunOptions) {
    this.#options = options;
    this.#schedule = scheduleOf(options.pace);
    this.#positions = new Positions(options.resumeFrom?.positions ?? {});
    this.#replayed = options.resumeFrom?.replayed ?? 0;
    this.#reportedAtMs = options.clock.monotonicMs();
  }

  /**
   * Replays until the end, or until a cancel is asked for.
   *
   * @throws what the source or the sink throws
   */
  async run(): Promise<ReplayOutcome> {
    const { order, source, selector, time, sink } = this.#options;
    const runs =
      order === 'time'
        ? recordsByTime(source, selector, time, this.#positions)
        : recordsByPartition(source, selector, this.#positions);
    for await (const run of runs) {
      await this.#write(run.records);
      this.#positions.set(run.records.block, run.nextOffset);
      await this.#attend();
      if (this.#wish === 'cancel') break;
    }
    await this.#reporting;
    await sink.settle();
    this.#throwFailure();
    await this.#options.control.report(this.#progress());
    return {
      replayed: this.#replayed,
      bytes: this.#bytes,
      isCancelled: this.#wish === 'cancel',
    };
  }

  async #write(records: SelectedRecords): Promise<void> {
    const { pace, sink } = this.#options;
    if (pace.kind === 'full') {
      await sink.write(records);
      this.#count(records);
    } else {
      await this.#writePaced(records);
    }
  }

  async #writePaced(records: SelectedRecords): Promise<void> {
    const { sink, selector, time, clock } = this.#options;
    const { block, indices } = records;
    this.#originMs ??= clock.monotonicMs();
    let from = records.from;
    for (let turn = records.from; turn < records.before; turn++) {
      const dueMs = this.#schedule.dueMs(selector.timeOf(block, indices[turn] ?? 0, time));
      if (this.#originMs + dueMs <= clock.monotonicMs()) continue;
      await this.#writePart({ ...records, from, before: turn });
      from = turn;
      await sink.settle();
      await this.#waitUntil(dueMs);
      if (this.#wish === 'cancel') return;
    }
    await this.#writePart({ ...records, from });
  }

  async #writePart(records: SelectedRecords): Promise<void> {
    if (records.from === records.before) return;
    await this.#options.sink.write(records);
    this.#count(records);
  }

  async #waitUntil(dueMs: number): Promise<void> {
    const { clock } = this.#options;
    for (;;) {
      const leftMs = (this.#originMs ?? 0) + dueMs - clock.monotonicMs();
      if (leftMs <= 0 || this.#wish === 'cancel') return;
      await clock.sleep(Math.min(Math.max(leftMs, GRAIN_MS), CONTROL_INTERVAL_MS));
      await this.#attend();
    }
  }

  #count({ block, indices, from, before }: SelectedRecords): void {
    this.#replayed += before - from;
    for (let turn = from; turn < before; turn++) {
      const index = indices[turn] ?? 0;
      this.#bytes +=
        (block.keyEnds[index] ?? 0) -
        (block.keyStarts[index] ?? 0) +
        (block.valueEnds[index] ?? 0) -
        (block.valueStarts[index] ?? 0);
    }
  }

  /** Reports now and then, without holding up the work, and does what is wished. */
  async #attend(): Promise<void> {
    this.#throwFailure();
    const { clock } = this.#options;
    const nowMs = clock.monotonicMs();
    if (this.#reporting === undefined && nowMs - this.#reportedAtMs >= CONTROL_INTERVAL_MS) {
      this.#reportedAtMs = nowMs;
      this.#options.onProgress(this.#replayed);
      this.#startReport();
    }
    if (this.#wish === 'pause') await this.#pause();
  }

  /** What is told was written before: it is settled before it is told. */
  #startReport(): void {
    const progress = this.#progress();
    this.#reporting = this.#settleAndReport(progress)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#reporting = undefined;
      });
  }

  async #settleAndReport(progress: Progress): Promise<void> {
    const { sink, control } = this.#options;
    await sink.settle();
    this.#wish = await control.report(progress);
  }

  async #pause(): Promise<void> {
    const { clock, sink, control } = this.#options;
    const pausedAtMs = clock.monotonicMs();
    await this.#reporting;
    await sink.settle();
    do {
      await clock.sleep(CONTROL_INTERVAL_MS);
      this.#wish = await control.report(this.#progress());
    } while (this.#wish === 'pause');
    this.#throwFailure();
    if (this.#originMs !== undefined) this.#originMs += clock.monotonicMs() - pausedAtMs;
  }

  #progress(): Progress {
    return { replayed: this.#replayed, positions: this.#positions.all() };
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
