import { STREAM_TOPICS, partitionOf } from '#libs/events';
import { VolumeCells } from '#libs/indicators';
import type { BatchProducer } from '#libs/kafka';
import type { Clock, WorkMeter } from '#libs/platform';
import { Plan, type RecordGenerator } from '#libs/simulation';
import type { BufferPool } from './buffer-pool.js';
import { LoadLoop } from './load/load-loop.js';
import { LoadedUnit, scheduleOf } from './load/loaded-unit.js';
import type { UnitLoad } from './load/unit-load.js';
import type { UnitSchedule } from './load/unit-schedule.js';
import { unitKey, type SimulationUnit } from './simulation-unit.js';
import { RECORD_BYTES_MAX, UnitProgress, recordsOf } from './unit-progress.js';
import type { RateMiss, UnitResult } from './unit-report.js';

/** How long a unit that waits for its turn sleeps between two signs of life. */
const TURN_TICK_MS = 20;
/** The same for a unit whose slots are sent by the load loop: well below any session's heartbeats. */
const KEEP_ALIVE_MS = 200;
/** Runs whose plan is kept: units of one run come together, an older plan is built again if needed. */
const PLANS_KEPT_MAX = 2;

/** A unit that this process has begun. */
interface Begun {
  readonly progress: UnitProgress;
  /** Undefined for a unit that is emitted as fast as it goes. */
  readonly loaded: LoadedUnit | undefined;
  readonly startedAtMs: number;
}

/** What several units share in one process. */
export interface RunnerParts {
  readonly producer: Pick<BatchProducer, 'partitions' | 'send'>;
  /** For whole blocks. */
  readonly buffers: BufferPool;
  /** For the batches of units under load. */
  readonly loadBuffers: BufferPool;
  readonly clock: Clock;
  readonly meter: Pick<WorkMeter, 'enter'>;
  /**
   * Units that are emitted as fast as it goes may be under way at once. Few: each generator reads
   * tables of its own, and 48 of them taking turns would throw each other out of the processor's
   * caches. Units under load all run at once, or their schedule would not hold.
   */
  readonly unitsMax: number;
  /** Called when a load that may not miss its rate has dropped a slot after the warm-up; its units here are stopped. */
  readonly onRateMiss: (run: string, miss: RateMiss) => void;
}

/** Emits units: generates, sends, folds the truth. Several units may run at once in one process. */
export class UnitRunner {
  readonly #begun = new Map<string, Begun>();
  readonly #plans = new Map<string, Plan>();
  readonly #load: LoadLoop;

  /** Cells of finished units, empty: their memory serves the next ones. */
  readonly #freeCells: VolumeCells[] = [];
  #underWay = 0;
  #finished = 0;

  constructor(private readonly parts: RunnerParts) {
    this.#load = new LoadLoop({ ...parts, buffers: parts.loadBuffers });
  }

  /** Units that were begun here and are not finished. */
  get begunUnits(): number {
    return this.#begun.size;
  }

  /** Units that were finished here. */
  get finishedUnits(): number {
    return this.#finished;
  }

  /**
   * Emits a unit from where this process left it, or from its start.
   *
   * @param unit what to emit
   * @param keepAlive called between batches; it throws when the unit was given to another emitter
   * @returns the truth of the unit, once every record of it is acknowledged
   */
  async run(unit: SimulationUnit, keepAlive: () => Promise<void>): Promise<UnitResult> {
    const { clock, meter, unitsMax } = this.parts;
    if (unit.load !== undefined) {
      const partitions = await this.#partitionsOf(unit);
      return this.#runLoaded(unit, unit.load, partitions, keepAlive);
    }
    while (this.#underWay >= unitsMax) {
      await keepAlive();
      await clock.sleep(TURN_TICK_MS);
    }
    this.#underWay += 1;
    try {
      return await this.#runFlatOut(unit, keepAlive);
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) meter.enter('idle');
    }
  }

  /** Ends the units of a run that are under load here: their results say how far they came. */
  stopLoad(run: string): void {
    this.#load.stop(run);
  }

  async #partitionsOf({ channel, partitions }: SimulationUnit): Promise<number> {
    return partitions ?? (await this.parts.producer.partitions(STREAM_TOPICS[channel]));
  }

  async #runFlatOut(unit: SimulationUnit, keepAlive: () => Promise<void>): Promise<UnitResult> {
    const { clock } = this.parts;
    const begun = this.#begun.get(unitKey(unit)) ?? this.#begin(unit);
    const { progress, startedAtMs } = begun;
    const partitions = await this.#partitionsOf(unit);
    const partition = partitionOf(unit.shard, partitions);
    const endsAtMs = startedAtMs + (unit.durationSeconds ?? Infinity) * 1000;
    while (!progress.isAtEnd) {
      await keepAlive();
      if (clock.monotonicMs() >= endsAtMs) break;
      await this.#sendBlock(unit, progress, partition);
    }
    return this.#finish(unit, begun);
  }

  /** Sends the next block and waits until it is acknowledged. */
  async #sendBlock(unit: SimulationUnit, progress: UnitProgress, partition: number): Promise<void> {
    const { buffers, clock, meter, producer } = this.parts;
    const buffer = await buffers.acquire();
    try {
      meter.enter('working');
      const batch = progress.fillNext(buffer, Infinity);
      const sent = producer.send({
        ...batch,
        topic: STREAM_TOPICS[unit.channel],
        partition,
        buffer,
        timestampMs: clock.nowMs(),
      });
      meter.enter('waiting_broker');
      await sent;
    } finally {
      buffers.release(buffer);
    }
  }

  async #runLoaded(
    unit: SimulationUnit,
    load: UnitLoad,
    partitions: number,
    keepAlive: () => Promise<void>,
  ): Promise<UnitResult> {
    const begun = this.#begun.get(unitKey(unit)) ?? this.#begin(unit, load, partitions);
    if (begun.loaded === undefined) throw new Error(`${unitKey(unit)} was begun without a load`);
    const leave = new AbortController();
    const over = new AbortController();
    const sent = this.#load.run(begun.loaded, leave.signal).finally(() => {
      over.abort();
    });
    // It may fail while a sign of life is under way; it is awaited below.
    sent.catch(() => undefined);
    try {
      while (!over.signal.aborted) {
        await keepAlive();
        // No race with `sent`: each one would leave a reaction behind there, for as long as the load lasts.
        await this.parts.clock.sleep(KEEP_ALIVE_MS, over.signal).catch(() => undefined);
      }
      await sent;
    } catch (error) {
      // Taken away: what is under way is awaited, so that a unit that comes back stands where it stood.
      leave.abort();
      await sent;
      throw error;
    }
    return this.#finish(unit, begun);
  }

  #finish(unit: SimulationUnit, { progress, loaded }: Begun): UnitResult {
    this.#begun.delete(unitKey(unit));
    this.#finished += 1;
    const result = progress.result(unit, loaded?.result() ?? null);
    progress.cells.clear();
    this.#freeCells.push(progress.cells);
    return result;
  }

  #begin(unit: SimulationUnit, load?: UnitLoad, partitions = 1): Begun {
    const { clock } = this.parts;
    const generator = this.#planOf(unit).generator(unit.channel, unit.shard);
    const schedule = load && scheduleOf(load, unit.shard);
    // The tables of a shard are made for its first record: now, not when its first slot is due.
    if (load && generator.blocks > 0) {
      generator.fill(new Uint8Array(RECORD_BYTES_MAX), 0, 0, 0, 1);
    }
    const isHashed = schedule === undefined || mayBeWhole(schedule, generator);
    const progress = new UnitProgress(
      generator,
      this.#freeCells.pop() ?? new VolumeCells(),
      isHashed,
    );
    const loaded =
      load &&
      schedule &&
      new LoadedUnit({
        run: unit.run,
        channel: unit.channel,
        shard: unit.shard,
        topic: STREAM_TOPICS[unit.channel],
        partition: partitionOf(unit.shard, partitions),
        load,
        schedule,
        progress,
        // The wall clock names the common start, once; from there on no step of it can move a slot.
        originMs: clock.monotonicMs() + load.startsAtMs - clock.nowMs(),
      });
    const begun = { progress, loaded, startedAtMs: clock.monotonicMs() };
    this.#begun.set(unitKey(unit), begun);
    return begun;
  }

  #planOf(unit: SimulationUnit): Plan {
    const known = this.#plans.get(unit.run);
    if (known) return known;
    const plan = new Plan(unit.scenario, unit.seed);
    this.#plans.set(unit.run, plan);
    for (const run of this.#plans.keys()) {
      if (this.#plans.size <= PLANS_KEPT_MAX) break;
      this.#plans.delete(run);
    }
    return plan;
  }
}

/** False when a load has fewer slots than the unit has records: it will be cut short. */
function mayBeWhole(schedule: UnitSchedule, generator: RecordGenerator): boolean {
  return schedule.slots >= recordsOf(generator);
}
