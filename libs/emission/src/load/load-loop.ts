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

/** What one unit has in a batch. */
interface Passenger {
  readonly guest: Guest;
  readonly batch: SlottedBatch;
}

/** The units of this process that share one partition, and so its order and its batches. */
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
 * answered, it gives each partition one batch of what its units have due, the longest waiting first;
 * it never waits for an answer itself, so the schedule does not depend on how the system behaves.
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
    while (lane.underWay < LANE_BATCHES_MAX && this.#isReady(lane)) {
      const buffer = this.parts.buffers.tryAcquire();
      if (buffer === undefined) return;
      const passengers = this.#board(lane, buffer);
      if (passengers.length === 0) {
        this.parts.buffers.release(buffer);
        return;
      }
      this.#send(lane, passengers, buffer);
    }
  }

  #isReady(lane: Lane): boolean {
    return this.#guestsOf(lane).some(({ unit }) => unit.isReady(this.#nowOf(unit), GATHER_RECORDS));
  }

  /** Fills a batch with what all units of a partition have due. */
  #board(lane: Lane, buffer: Uint8Array): Passenger[] {
    const passengers: Passenger[] = [];
    const previous = this.parts.meter.enter('working');
    let records = 0;
    let end: number | undefined;
    for (const guest of this.#longestWaitingFirst(lane)) {
      const { unit } = guest;
      // The time may have moved on while other units were filled: what is late now is not sent.
      this.#dropLateOf(unit);
      const nowMs = this.#nowOf(unit);
      if (unit.dueCount(nowMs) === 0 || records === LOAD_BATCH_RECORDS_MAX) continue;
      const batch = unit.take(buffer, nowMs, LOAD_BATCH_RECORDS_MAX - records, end, records);
      end = batch.end;
      records += batch.recordCount;
      passengers.push({ guest, batch });
    }
    this.parts.meter.enter(previous);
    return passengers;
  }

  #longestWaitingFirst(lane: Lane): Guest[] {
    return this.#guestsOf(lane)
      .map((guest) => {
        const nowMs = this.#nowOf(guest.unit);
        return { guest, waitedMs: nowMs - guest.unit.oldestDueMs(nowMs) };
      })
      .sort((a, b) => b.waitedMs - a.waitedMs)
      .map(({ guest }) => guest);
  }

  #guestsOf(lane: Lane): Guest[] {
    return [...lane.units].flatMap((unit) => {
      const guest = this.#guests.get(unit);
      return guest === undefined || guest.isLeaving ? [] : [guest];
    });
  }

  #send(lane: Lane, passengers: readonly Passenger[], buffer: Uint8Array): void {
    const { clock, producer } = this.parts;
    const [first] = passengers;
    if (first === undefined) return;
    const { topic, partition } = first.guest.unit.parts;
    lane.underWay += 1;
    for (const { guest } of passengers) guest.underWay += 1;
    producer
      .send({
        topic,
        partition,
        buffer,
        end: passengers.at(-1)?.batch.end ?? 0,
        recordCount: passengers.reduce((sum, { batch }) => sum + batch.recordCount, 0),
        timestampMs: clock.nowMs(),
      })
      .then(() => {
        this.#acknowledged(lane, passengers, buffer);
      })
      // What the producer says, or a fault of our own in there, must not hang a unit.
      .catch((error: unknown) => {
        for (const { guest } of passengers) {
          guest.isLeaving = true;
          guest.fail(error);
        }
      });
  }

  #acknowledged(lane: Lane, passengers: readonly Passenger[], buffer: Uint8Array): void {
    this.parts.buffers.release(buffer);
    lane.underWay -= 1;
    for (const { guest, batch } of passengers) {
      guest.unit.acknowledge(batch, this.#nowOf(guest.unit));
      guest.underWay -= 1;
      this.#settleIfOver(guest);
    }
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
