/** How a stream of sequences comes: in windows of disorder, with gaps and with repeated deliveries. */
export interface Disorder {
  /** Sequences, 1 to 2^31: from 0 on, without the gaps. */
  readonly events: number;
  /** Share of sequences that do not come, 0 to 1. */
  readonly gapShare: number;
  /** Sequences that are shuffled among themselves: a power of two. */
  readonly window: number;
}

/** One in so many sequences comes a second time, */
const REPEATED_ONE_IN = 200;
/** so many positions later. */
export const REPEATED_AFTER = 5000;
const HASHES = 2 ** 32;
/** Odd, so that multiplying by it permutes every window of a power of two. */
const SHUFFLE = 0x9e37_79b1;

/** The sequence at a position: each position of a window has another one. */
export function sequenceAt(position: number, window: number): number {
  const mask = window - 1;
  return (position & ~mask) + (Math.imul(position & mask, SHUFFLE) & mask);
}

/** Whether a sequence stays out. @param threshold gapThreshold of the stream */
export function isGap(sequence: number, threshold: number): boolean {
  return mixed(sequence) < threshold;
}

export function gapThreshold(gapShare: number): number {
  return gapShare * HASHES;
}

/** Whether the sequence at this position comes a second time. */
export function isRepeated(position: number): boolean {
  return position % REPEATED_ONE_IN === 0;
}

function mixed(value: number): number {
  const once = Math.imul(value ^ (value >>> 15), 0x2c1b_3c6d);
  const twice = Math.imul(once ^ (once >>> 12), 0x297a_2d39);
  return (twice ^ (twice >>> 15)) >>> 0;
}
