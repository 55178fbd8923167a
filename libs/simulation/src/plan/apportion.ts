import { choose } from './mixing.js';

// Taken out of the global object once: in a test runner's context a global is looked up by name at every use.
const { floor } = Math;

/** A total that no weight can take a part of. */
export class NothingToShareError extends Error {
  /** Bad invocation: the scenario asks for it; nothing was changed. */
  readonly exitCode = 2;

  constructor(total: number, where: string) {
    super(
      `cannot share ${total} events over ${where}: expected at least one weight above 0, got none`,
    );
    this.name = new.target.name;
  }
}

/**
 * Shares a whole total over weights by the largest remainder (Hamilton's method): the parts add up
 * to the total, and each differs from its exact share by less than one. Equal remainders go to the
 * lower index first.
 *
 * @param total a whole number from 0 to 2^32 - 1
 * @param where what is shared over what, for the message of NothingToShareError
 */
export function largestRemainder(
  total: number,
  weights: ArrayLike<number>,
  where: string,
): Uint32Array {
  const parts = new Uint32Array(weights.length);
  if (total === 0) return parts;
  let sum = 0;
  for (const weight of Array.from(weights)) sum += weight;
  if (!(sum > 0)) throw new NothingToShareError(total, where);

  const remainders = new Float64Array(weights.length);
  let shared = 0;
  for (let i = 0; i < weights.length; i++) {
    const exact = (total * (weights[i] ?? 0)) / sum;
    const whole = floor(exact);
    parts[i] = whole;
    remainders[i] = exact - whole;
    shared += whole;
  }
  const byRemainder = Array.from(remainders.keys()).sort(
    (a, b) => (remainders[b] ?? 0) - (remainders[a] ?? 0) || a - b,
  );
  for (let i = 0; i < total - shared; i++) {
    const winner = byRemainder[i % byRemainder.length] ?? 0;
    parts[winner] = (parts[winner] ?? 0) + 1;
  }
  return parts;
}

/**
 * How many of `total` events fall below the cumulative share `below` (0 to 1): systematic rounding
 * with one phase for all classes. The difference of two neighbours is a class's part; the parts add
 * up to the total whatever the phase, and a phase drawn evenly makes each right on average.
 *
 * @param phase 0 inclusive to 1 exclusive
 */
export function eventsBelow(total: number, below: number, phase: number): number {
  return floor(total * below + phase);
}

/** A rate of a total as a whole number of events, halves up. */
export function wholeRate(total: number, rate: number): number {
  return floor(total * rate + 0.5);
}

/**
 * Shares a total over classes in proportion to whole counts that are given cumulated (first 0, last
 * the sum), by systematic rounding in whole numbers. No class gets more than its count as long as
 * the total is no more than the sum, and a class that counts nothing gets nothing.
 *
 * @param mixed decides where the rounding starts
 * @returns the cumulated parts, as long as `below`
 */
export function shareByCounts(
  total: number,
  below: Uint32Array,
  mixed: number,
  where: string,
): Uint32Array {
  const sum = below[below.length - 1] ?? 0;
  if (total === 0) return new Uint32Array(below.length);
  if (sum === 0) throw new NothingToShareError(total, where);
  const phase = choose(mixed, sum);
  return Uint32Array.from(below, (count) => floor((total * count + phase) / sum));
}
