import { createHash, type Hash } from 'node:crypto';
import { STREAM_TOPICS, partitionOf } from '#libs/events';
import { VolumeCells, encodeCells } from '#libs/indicators';
import { RECORDS_OFFSET, type BatchProducer } from '#libs/kafka';
import type { Clock } from '#libs/platform';
import { Plan, type RecordGenerator } from '#libs/simulation';
import { encodeSonsCells } from '#libs/sons-rules';
import type { BufferPool } from './buffer-pool.js';
import { unitKey, type SimulationUnit } from './simulation-unit.js';
import type { UnitResult } from './unit-report.js';

/** How long a paced unit waits before it looks again whether a record is due. */
const PACE_TICK_MS = 10;
/** How long a unit that waits for its turn sleeps between two signs of life. */
const TURN_TICK_MS = 20;
/** Runs whose plan is kept: units of one run come together, an older plan is built again if needed. */
const PLANS_KEPT_MAX = 2;

/** Where a unit stands. Kept over an interruption, so that a unit that comes back goes on and repeats nothing. */
interface Progress {
  readonly generator: RecordGenerator;
  readonly cells: VolumeCells;
  readonly hash: Hash;
  block: number;
  /** Delivery position inside the block. */
  record: number;
  records: number;
  events: number;
  startedAtMs: number;
}

/** What several units share in one process. */
export interface RunnerParts {
  readonly producer: Pick<BatchProducer, 'partitions' | 'send'>;
  readonly buffers: BufferPool;
  readonly clock: Clock;
  /**
   * Units that are emitted as fast as it goes may be under way at once. Few: each generator reads
   * tables of its own, and 48 of them taking turns would throw each other out of the processor's
   * caches. Paced units all run at once, or their schedule would not hold.
   */
  readonly unitsMax: number;
}

/** Emits units: generates, sends, folds the truth. Several units may run at once in one process. */
export class UnitRunner {
  readonly #progress = new Map<string, Progress>();
  readonly #plans = new Map<string, Plan>();

  /** Cells of finished units, empty: their memory serves the next ones. */
  readonly #freeCells: VolumeCells[] = [];
  #underWay = 0;

  constructor(private readonly parts: RunnerParts) {}

  /**
   * Emits a unit from where this process left it, or from its start.
   *
   * @param unit what to emit
   * @param keepAlive called between batches; it throws when the unit was given to another emitter
   * @returns the truth of the unit, once every record of it is acknowledged
   */
  async run(unit: SimulationUnit, keepAlive: () => Promise<void>): Promise<UnitResult> {
    if (unit.recordsPerSecond !== undefined) return this.#runNow(unit, keepAlive);
    while (this.#underWay >= this.parts.unitsMax) {
      await keepAlive();
      await this.parts.clock.sleep(TURN_TICK_MS);
    }
    this.#underWay += 1;
    try {
      return await this.#runNow(unit, keepAlive);
    } finally {
      this.#underWay -= 1;
    }
  }

  async #runNow(unit: SimulationUnit, keepAlive: () => Promise<void>): Promise<UnitResult> {
    const { clock, producer } = this.parts;
    const key = unitKey(unit);
    const progress = this.#progress.get(key) ?? this.#begin(unit);
    this.#progress.set(key, progress);
    const partition = partitionOf(
      unit.shard,
      await producer.partitions(STREAM_TOPICS[unit.channel]),
    );
    const recordsMax =
      unit.recordsPerSecond !== undefined && unit.durationSeconds !== undefined
        ? Math.floor(unit.recordsPerSecond * unit.durationSeconds)
        : Infinity;

    while (progress.block < progress.generator.blocks && progress.records < recordsMax) {
      await keepAlive();
      if (isOver(unit, progress, clock.monotonicMs())) break;
      const due = Math.min(recordsMax, recordsDue(unit, progress, clock.monotonicMs()));
      if (due <= progress.records) {
        await clock.sleep(PACE_TICK_MS);
        continue;
      }
      await this.#emit(unit, progress, partition, due - progress.records);
    }
    this.#progress.delete(key);
    const result = resultOf(unit, progress);
    progress.cells.clear();
    this.#freeCells.push(progress.cells);
    return result;
  }

  /**
   * Sends the next records of one block, at most `countMax`. A send that fails ends the process: the
   * unit then starts again elsewhere, so that truth folded before the acknowledgement never stands alone.
   */
  async #emit(
    unit: SimulationUnit,
    progress: Progress,
    partition: number,
    countMax: number,
  ): Promise<void> {
    const { generator, block, record } = progress;
    const recordsInBlock = generator.recordsOfBlock(block);
    const until = Math.min(recordsInBlock, record + countMax);
    const buffer = await this.parts.buffers.acquire();
    try {
      const isWholeBlock = record === 0 && until === recordsInBlock;
      const end = isWholeBlock
        ? generator.fillAndFold(buffer, RECORDS_OFFSET, block, progress.cells)
        : generator.fill(buffer, RECORDS_OFFSET, block, record, until);
      if (isWholeBlock) progress.hash.update(buffer.subarray(RECORDS_OFFSET, end));
      await this.parts.producer.send({
        topic: STREAM_TOPICS[unit.channel],
        partition,
        buffer,
        end,
        recordCount: until - record,
        timestampMs: this.parts.clock.nowMs(),
      });
      progress.events += isWholeBlock
        ? generator.eventsOfBlock(block)
        : generator.foldTruth(progress.cells, block, record, until);
      progress.records += until - record;
      progress.record = until === recordsInBlock ? 0 : until;
      if (until < recordsInBlock) return;
      progress.block += 1;
      // The fingerprint is over whole blocks, however finely a paced run cut them.
      if (!isWholeBlock) {
        const whole = generator.fill(buffer, RECORDS_OFFSET, block, 0, recordsInBlock);
        progress.hash.update(buffer.subarray(RECORDS_OFFSET, whole));
      }
    } finally {
      this.parts.buffers.release(buffer);
    }
  }

  #begin(unit: SimulationUnit): Progress {
    return {
      generator: this.#planOf(unit).generator(unit.channel, unit.shard),
      cells: this.#freeCells.pop() ?? new VolumeCells(),
      hash: createHash('sha256'),
      block: 0,
      record: 0,
      records: 0,
      events: 0,
      startedAtMs: this.parts.clock.monotonicMs(),
    };
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

function isOver(unit: SimulationUnit, progress: Progress, nowMs: number): boolean {
  return (
    unit.durationSeconds !== undefined &&
    unit.recordsPerSecond === undefined &&
    nowMs - progress.startedAtMs >= unit.durationSeconds * 1000
  );
}

/** Records that should have been sent by now: the schedule does not depend on how the system answers. */
function recordsDue(unit: SimulationUnit, progress: Progress, nowMs: number): number {
  if (unit.recordsPerSecond === undefined) return Infinity;
  return Math.floor(((nowMs - progress.startedAtMs) / 1000) * unit.recordsPerSecond);
}

function resultOf(unit: SimulationUnit, progress: Progress): UnitResult {
  const isWhole = progress.block >= progress.generator.blocks;
  return {
    run: unit.run,
    channel: unit.channel,
    shard: unit.shard,
    source: progress.generator.source,
    records: progress.records,
    events: progress.events,
    isWhole,
    sha256: isWhole ? progress.hash.copy().digest('hex') : null,
    cells: encodeCells(progress.cells),
    sons: isWhole ? sonsTruthOf(progress.generator) : null,
  };
}

/** What the plan knows of requests, lines and thresholds; only a whole unit has brought all that it speaks of. */
function sonsTruthOf(generator: RecordGenerator): Uint8Array | null {
  const truth = generator.sonsTruth();
  return truth === undefined ? null : encodeSonsCells(truth);
}
