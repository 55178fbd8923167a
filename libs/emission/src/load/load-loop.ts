import type { BatchProducer } from '#libs/kafka';
import type { Clock, WorkMeter } from '#libs/platform';
import type { BufferPool } from '../buffer-pool.js';
import type { RateMiss } from '../unit-report.js';
import type { LoadedUnit, SlottedBatch } from './loaded-unit.js';
import { GATHER_RECORDS, TICK_MS } from './turns.js';

/** Records of one batch: what is due beyond that goes into the next one. */
export const LOAD_BATCH_RECORDS_MAX = 2 * GATHER_RECORDS;
/**
 * Batches of one partition that this process has given to the producer: one under way, and one that
 * goes as soon as the first is acknowledged. What waits longer waits as slots, which may be dropped;
 * a batch in a queue could only be late.
 */
const LANE_BATCHES_MAX = 2;

export interface LoadLoopParts {
  readonly producer: Pick<BatchProducer, 'send'>;
  /** Room for LOAD_BATCH_RECORDS_MAX records each. */
  readonly buffers: BufferPool;
  readonly clock: Clock;
  readonly meter: Pick<WorkMeter, 'enter'>;
  /** Called when a load that may not miss its rate has dropped a slot after the warm-up; its units here are stopped. */
  readonly onRateMiss: (run: string, miss: RateMiss) => void;
}

/** The units of this process that share one partition, and so its order. */
interface Lane {
  readonly units: Set<LoadedUnit>;
  underWay: number;
}

interface Guest {
  readonly unit: LoadedUnit;
  readonly lane: Lane;
  underWay: number;
  /** Stays true once the unit is to end, whether by its schedule or because it was taken away. */
  isLeaving: boolean;
  readonly settle: () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Sends the slots of all units under load of one process. Every tick, and whenever a partition has
 * answered, it gives each partition the batch of the unit that waits longest; it never waits for an
 * answer itself, so the schedule does not depend on how the system behaves.
 */
export class LoadLoop {
  readonly #lanes = new Map<string, Lane>();
  readonly #guests = new Map<LoadedUnit, Guest>();
  #isTicking = false;

  constructor(private readonly parts: LoadLoopParts) {}

  /**
   * Sends a unit's slots until its load or its scenario is over, or it is stopped.
   *
   * @param leave when it aborts, nothing more is sent for the unit
   * @returns once every record that was sent is acknowledged
   * @throws what the producer says of a batch that it could not store
   */
  async run(unit: LoadedUnit, leave: AbortSignal): Promise<void> {
    const lane = this.#laneOf(unit);
    await new Promise<void>((resolve, reject) => {
      const guest: Guest = {
        unit,
        lane,
        underWay: 0,
        isLeaving: false,
        settle: resolve,
        fail: reject,
      };
      this.#guests.set(unit, guest);
      lane.units.add(unit);
      leave.addEventListener('abort', () => {
        guest.isLeaving = true;
        this.#settleIfOver(guest);
      });
      if (!this.#isTicking) void this.#tick();
    }).finally(() => {
      lane.units.delete(unit);
      this.#guests.delete(unit);
    });
  }

  /** Ends every unit of a run: what is under way is still acknowledged. */
  stop(run: string): void {
    for (const guest of this.#guests.values()) {
      if (guest.unit.parts.run !== run) continue;
      guest.unit.stop();
      this.#settleIfOver(guest);
    }
  }

  async #tick(): Promise<void> {
    this.#isTicking = true;
    try {
      while (this.#guests.size > 0) {
        this.#dropLate();
        for (const lane of this.#lanes.values()) this.#pump(lane);
        for (const guest of this.#guests.values()) this.#settleIfOver(guest);
        this.parts.meter.enter(this.#isHeldUp() ? 'waiting_broker' : 'waiting_schedule');
        await this.parts.clock.sleep(TICK_MS);
      }
    } catch (error) {
      for (const { fail } of this.#guests.values()) fail(error);
    } finally {
      this.#isTicking = false;
      this.parts.meter.enter('idle');
    }
  }

  /** True when a unit whose turn it is could not send. */
  #isHeldUp(): boolean {
    for (const { unit, isLeaving } of this.#guests.values()) {
      if (!isLeaving && unit.isReady(this.#nowOf(unit), GATHER_RECORDS)) return true;
    }
    return false;
  }

  #dropLate(): void {
    for (const { unit, isLeaving } of this.#guests.values()) {
      if (!isLeaving) this.#dropLateOf(unit);
    }
  }

  #dropLateOf(unit: LoadedUnit): void {
    const miss = unit.dropLate(this.#nowOf(unit));
    if (miss === undefined || !unit.parts.load.abortOnRateMiss) return;
    this.stop(unit.parts.run);
    this.parts.onRateMiss(unit.parts.run, miss);
  }

  /** Sends what is ready on one partition, as far as the partition and the buffers have room. */
  #pump(lane: Lane): void {
    while (lane.underWay < LANE_BATCHES_MAX) {
      const guest = this.#longestWaiting(lane);
      const buffer = guest && this.parts.buffers.tryAcquire();
      if (!guest || !buffer) return;
      this.#send(guest, buffer);
    }
  }

  #longestWaiting(lane: Lane): Guest | undefined {
    let longest: Guest | undefined;
    let longestMs = -Infinity;
    for (const unit of lane.units) {
      const guest = this.#guests.get(unit);
      const nowMs = this.#nowOf(unit);
      if (!guest || guest.isLeaving || !unit.isReady(nowMs, GATHER_RECORDS)) continue;
      const waitedMs = nowMs - unit.oldestDueMs(nowMs);
      if (waitedMs <= longestMs) continue;
      longest = guest;
      longestMs = waitedMs;
    }
    return longest;
  }

  #send(guest: Guest, buffer: Uint8Array): void {
    const { unit, lane } = guest;
    const { clock, meter, producer } = this.parts;
    const { topic, partition } = unit.parts;
    // The time may have moved on while other units were filled: what is late now is not sent.
    this.#dropLateOf(unit);
    const nowMs = this.#nowOf(unit);
    if (unit.dueCount(nowMs) === 0) {
      this.parts.buffers.release(buffer);
      return;
    }
    const previous = meter.enter('working');
    const batch = unit.take(buffer, nowMs, LOAD_BATCH_RECORDS_MAX);
    meter.enter(previous);
    lane.underWay += 1;
    guest.underWay += 1;
    producer
      .send({
        topic,
        partition,
        buffer,
        end: batch.end,
        recordCount: batch.recordCount,
        timestampMs: clock.nowMs(),
      })
      .then(
        () => {
          this.#acknowledged(guest, batch, buffer);
        },
        (error: unknown) => {
          guest.isLeaving = true;
          guest.fail(error);
        },
      )
      // A fault of our own in there must not hang the unit.
      .catch(guest.fail);
  }

  #acknowledged(guest: Guest, batch: SlottedBatch, buffer: Uint8Array): void {
    const { unit, lane } = guest;
    unit.acknowledge(batch, this.#nowOf(unit));
    this.parts.buffers.release(buffer);
    lane.underWay -= 1;
    guest.underWay -= 1;
    this.#settleIfOver(guest);
    this.#pump(lane);
  }

  #settleIfOver(guest: Guest): void {
    if (guest.underWay === 0 && (guest.isLeaving || guest.unit.isOver)) guest.settle();
  }

  /** Milliseconds since the unit's load began. */
  #nowOf(unit: LoadedUnit): number {
    return this.parts.clock.monotonicMs() - unit.parts.originMs;
  }

  #laneOf({ parts: { topic, partition } }: LoadedUnit): Lane {
    const name = `${topic}/${String(partition)}`;
    const lane = this.#lanes.get(name) ?? { units: new Set<LoadedUnit>(), underWay: 0 };
    this.#lanes.set(name, lane);
    return lane;
  }
}
