import { SHARD_COUNT, type StreamName } from '#libs/events';
import { LatencyHistogram } from '../latency.js';
import type { FilledBatch, UnitProgress } from '../unit-progress.js';
import type { LatencyCounts, RateMiss, UnitLoadResult } from '../unit-report.js';
import { gatherMs } from './turns.js';
import type { UnitLoad } from './unit-load.js';
import { UnitSchedule } from './unit-schedule.js';

/** What a unit under load is, beside its records. */
export interface LoadedUnitParts {
  readonly run: string;
  readonly channel: StreamName;
  readonly shard: number;
  readonly topic: string;
  readonly partition: number;
  readonly load: UnitLoad;
  readonly schedule: UnitSchedule;
  readonly progress: UnitProgress;
  /** The load's start on the monotonic clock, milliseconds. */
  readonly originMs: number;
}

/** A unit's part of a batch on its way, and the slots that its records stand for: consecutive ones. */
export interface SlottedBatch extends FilledBatch {
  readonly firstSlot: number;
}

/**
 * The slots of one unit in order: each becomes a record sent or a slot dropped, once. All instants
 * here are milliseconds from the load's start.
 */
export class LoadedUnit {
  readonly #warmup = new Part();
  readonly #steady = new Part();
  readonly #warmupSlots: number;
  /** The next slot that is neither sent nor dropped. */
  #nextSlot = 0;
  #turnAtMs: number;
  #isStopped = false;

  constructor(readonly parts: LoadedUnitParts) {
    const { schedule, load, partition } = parts;
    this.#warmupSlots = schedule.dueBy(load.warmupSeconds * 1000);
    // Units of a partition take their turns together, for their batch is one; partitions do not.
    this.#turnAtMs = gatherMs(schedule.perSecondAt(0)) * ((partition * GOLDEN_RATIO) % 1);
  }

  /** Instant of the oldest slot that waits, or Infinity when none is due. */
  oldestDueMs(nowMs: number): number {
    return this.dueCount(nowMs) > 0 ? this.parts.schedule.intendedMs(this.#nextSlot) : Infinity;
  }

  /** Slots that are due and neither sent nor dropped. */
  dueCount(nowMs: number): number {
    if (this.#isStopped || this.parts.progress.isAtEnd) return 0;
    return Math.max(0, this.parts.schedule.dueBy(nowMs) - this.#nextSlot);
  }

  /** True when it is this unit's turn, or a full batch is due before its turn. */
  isReady(nowMs: number, recordsMax: number): boolean {
    const due = this.dueCount(nowMs);
    return due > 0 && (nowMs >= this.#turnAtMs || due >= recordsMax);
  }

  /**
   * Drops the slots that can no longer start in time. Their records are not used up: the next slots
   * take them, and the stream has no gap.
   *
   * @returns the first slot of the steady state that this unit ever dropped, if it is among them
   */
  dropLate(nowMs: number): RateMiss | undefined {
    const { schedule, load, channel, shard } = this.parts;
    if (this.#isStopped || this.parts.progress.isAtEnd) return undefined;
    const first = this.#nextSlot;
    const end = schedule.dueBy(nowMs - load.lateMsMax);
    if (end <= first) return undefined;
    this.#nextSlot = end;
    const warmup = Math.min(end, Math.max(first, this.#warmupSlots)) - first;
    this.#warmup.dropped += warmup;
    const isFirstMiss = this.#steady.dropped === 0 && end - first > warmup;
    this.#steady.dropped += end - first - warmup;
    if (!isFirstMiss) return undefined;
    const intendedMs = schedule.intendedMs(first + warmup);
    const stage = schedule.rate.stageAt(intendedMs / 1000);
    return { channel, shard, intendedMs, stage, dropped: this.#steady.dropped };
  }

  /** Fills records for the oldest due slots, behind those of other units. Called when some are due. */
  take(
    buffer: Uint8Array,
    nowMs: number,
    recordsMax: number,
    position?: number,
    firstDelta?: number,
  ): SlottedBatch {
    const { progress, schedule } = this.parts;
    const firstSlot = this.#nextSlot;
    const records = Math.min(recordsMax, this.dueCount(nowMs));
    const filled = progress.fillNext(buffer, records, position, firstDelta);
    this.#nextSlot += filled.recordCount;
    // What a block's end or a full batch left over goes at once.
    if (this.dueCount(nowMs) === 0) {
      this.#turnAtMs = nextTurnMs(this.#turnAtMs, nowMs, gatherMs(schedule.perSecondAt(nowMs)));
    }
    return { ...filled, firstSlot };
  }

  /** Counts the latency of each record of a batch, from its own intended time. */
  acknowledge(batch: SlottedBatch, nowMs: number): void {
    const end = batch.firstSlot + batch.recordCount;
    for (let slot = batch.firstSlot; slot < end; slot++) {
      const part = slot < this.#warmupSlots ? this.#warmup : this.#steady;
      part.latencies.record(nowMs - this.parts.schedule.intendedMs(slot));
    }
  }

  /** Ends the unit before its load does: slots that have not come up stay uncounted. */
  stop(): void {
    this.#isStopped = true;
  }

  /** True when no slot is left, no record is left, or the unit was stopped. */
  get isOver(): boolean {
    const { progress, schedule } = this.parts;
    return this.#isStopped || progress.isAtEnd || this.#nextSlot >= schedule.slots;
  }

  result(): UnitLoadResult {
    return {
      slots: this.#nextSlot,
      dropped: this.#warmup.dropped + this.#steady.dropped,
      warmup: this.#warmup.counts(),
      steady: this.#steady.counts(),
    };
  }
}

/** Warm-up or steady state of one unit. */
class Part {
  readonly latencies = LatencyHistogram.empty();
  dropped = 0;

  counts(): LatencyCounts {
    const { latencies, dropped } = this;
    return { records: latencies.count, dropped, histogram: latencies.encode() };
  }
}

/** Turns stand on a grid of their length, so that units keep the distance that they started with. */
function nextTurnMs(turnAtMs: number, nowMs: number, lengthMs: number): number {
  if (lengthMs === 0 || nowMs < turnAtMs) return Math.max(turnAtMs, nowMs);
  return turnAtMs + lengthMs * (Math.floor((nowMs - turnAtMs) / lengthMs) + 1);
}

/** The slots of a shard's unit. */
export function scheduleOf({ stages, share, shareBefore }: UnitLoad, shard: number): UnitSchedule {
  return new UnitSchedule({ stages, share, shareBefore, phase: phaseOf(shard) });
}

/** Multiples of it spread evenly over the time from 0 to 1, however many there are. */
const GOLDEN_RATIO = 0.618033988749895;

/** Spreads the shards of a channel evenly over the time between two slots. */
function phaseOf(shard: number): number {
  return shard / SHARD_COUNT;
}
