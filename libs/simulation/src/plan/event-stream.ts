import type { SimulatedEvent } from './simulated-event.js';
import { QuotaTable } from './quota-table.js';

/** The attempts of one channel in one shard, each a function of its sequence alone. */
export interface EventStream {
  /** Attempts over the whole scenario; sequences go from 0 to this, exclusive. */
  readonly attempts: number;
  /** Fills the event with the attempt of a sequence. */
  resolve(sequence: number, event: SimulatedEvent): void;
  /** For a scenario with SONS: what the stream makes true of usage. */
  sonsTruth?(): ReadonlyMap<string, string>;
}

/** What a month of a stream needs to know of its place. */
export interface PlacedMonth {
  readonly firstSequence: number;
}

/**
 * The months of one stream laid end to end. The plan of a month is built when first asked for; the
 * two latest are kept, which is all that a cursor and what it refers to ever need.
 */
export class MonthSequence<Month extends PlacedMonth> {
  readonly attempts: number;
  readonly #months: QuotaTable;
  readonly #build: (monthIndex: number, firstSequence: number) => Month;
  #index = -1;
  #month: Month | undefined;
  /** Sequences of the month asked for last. */
  #first = 0;
  #end = 0;
  #otherIndex = -1;
  #other: Month | undefined;

  constructor(
    attemptsByMonth: readonly number[],
    build: (monthIndex: number, firstSequence: number) => Month,
  ) {
    this.#months = QuotaTable.ofCounts(attemptsByMonth);
    this.attempts = this.#months.total;
    this.#build = build;
  }

  /** The month that holds a sequence. Throws SequenceOutOfRangeError. */
  ofSequence(sequence: number): Month {
    if (sequence >= this.#first && sequence < this.#end && this.#month !== undefined) {
      return this.#month;
    }
    if (!(sequence >= 0 && sequence < this.attempts)) {
      throw new SequenceOutOfRangeError(sequence, this.attempts);
    }
    return this.at(this.#months.classOf(sequence));
  }

  at(monthIndex: number): Month {
    if (monthIndex === this.#index && this.#month !== undefined) return this.#month;
    const found =
      monthIndex === this.#otherIndex && this.#other !== undefined
        ? this.#other
        : this.#build(monthIndex, this.#months.starts[monthIndex] ?? 0);
    this.#otherIndex = this.#index;
    this.#other = this.#month;
    this.#index = monthIndex;
    this.#month = found;
    this.#first = this.#months.starts[monthIndex] ?? 0;
    this.#end = this.#months.starts[monthIndex + 1] ?? 0;
    return found;
  }
}

/** A sequence that the stream does not have. */
export class SequenceOutOfRangeError extends Error {
  constructor(sequence: number, attempts: number) {
    super(`sequence: expected 0 to ${attempts - 1}, got ${sequence}`);
    this.name = new.target.name;
  }
}

/** An instant after another one inside the same month: a delay that would leave the month is cut to half of what is left of it. */
export function laterInMonth(fromMs: number, delayMs: number, endMs: number): number {
  const atMs = fromMs + delayMs;
  return atMs < endMs ? atMs : Math.floor((fromMs + endMs) / 2);
}
