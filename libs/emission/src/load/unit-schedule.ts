import { ArrivalRate, type RateStage } from './arrival-rate.js';

/** What makes one unit's part of a load. */
export interface UnitShare {
  readonly stages: readonly RateStage[];
  /** Part of the rate that is this unit's, 0 to 1. */
  readonly share: number;
  /** Part of the rate that is that of the units before this one: the slots of all units add up to the load's. */
  readonly shareBefore: number;
  /** 0 inclusive to 1 exclusive: how much of its first slot a unit begins with. Units with different phases take turns. */
  readonly phase: number;
}

/** Where a share ends on a whole record, rounding may leave it this much short of it. */
const RECORD_ROUNDING = 1e-6;

/**
 * The slots of one unit: slot _i_ is an instant at which one record is meant to be sent. Milliseconds
 * are counted from the load's start.
 */
export class UnitSchedule {
  readonly rate: ArrivalRate;
  readonly endsAtMs: number;
  /** Slots of the whole load. */
  readonly slots: number;
  readonly #share: number;
  readonly #phase: number;

  constructor({ stages, share, shareBefore, phase }: UnitShare) {
    this.rate = new ArrivalRate(stages);
    this.#share = share;
    this.#phase = phase;
    this.endsAtMs = this.rate.seconds * 1000;
    const recordsUntil = (part: number): number =>
      Math.floor(this.rate.records * part + RECORD_ROUNDING);
    this.slots = recordsUntil(shareBefore + share) - recordsUntil(shareBefore);
  }

  /** Slots whose instant has come. */
  dueBy(elapsedMs: number): number {
    if (elapsedMs <= 0) return 0;
    if (elapsedMs >= this.endsAtMs) return this.slots;
    const due = this.rate.recordsBy(elapsedMs / 1000) * this.#share + this.#phase;
    return Math.min(this.slots, Math.floor(due));
  }

  /** The instant of a slot, at the latest the load's end: the last slot may stand for less than a whole record before it. */
  intendedMs(slot: number): number {
    return this.rate.secondsOf((slot + 1 - this.#phase) / this.#share) * 1000;
  }

  /** Slots per second at an instant. */
  perSecondAt(elapsedMs: number): number {
    return this.rate.perSecondAt(elapsedMs / 1000) * this.#share;
  }
}
