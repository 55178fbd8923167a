// Taken out of the global object once: in a test runner's context a global is looked up by name at every use.
const { floor, imul } = Math;

/** 2 to the 32: the number of values of a mixed integer. */
const MIXED_VALUES = 4_294_967_296;

/**
 * Mixes two integers into a signed 32-bit one that looks random: the only source of chance of the
 * simulation. Integer products only, so that every machine agrees.
 */
export function mix(a: number, b: number): number {
  return blend(leftOf(a), rightOf(b));
}

/** What the first integer brings to `mix`: made once when one is mixed with many. */
export function leftOf(a: number): number {
  return imul(a ^ 0x2545f491, 0x9e3779b1);
}

/** What the second integer brings to `mix`. */
export function rightOf(b: number): number {
  return imul(b + 0x632be5ab, 0x85ebca77);
}

/** The mixture of two sides: `blend(leftOf(a), rightOf(b))` is `mix(a, b)`. */
export function blend(left: number, right: number): number {
  let h = left ^ right;
  h = imul(h ^ (h >>> 16), 0x7feb352d);
  h = imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}

/** The two halves of a seed, a whole number from 0 to 2^53 - 1, mixed into one key. */
export function keyOfSeed(seed: number): number {
  return mix((seed % MIXED_VALUES) | 0, floor(seed / MIXED_VALUES));
}

/** A mixed integer as a fraction, 0 inclusive to 1 exclusive. */
export function fraction(mixed: number): number {
  return (mixed >>> 0) / MIXED_VALUES;
}

/** A mixed integer brought down to 0 inclusive to `count` exclusive, which is at most 2^32. */
export function choose(mixed: number, count: number): number {
  return (((mixed >>> 0) * count) / MIXED_VALUES) >>> 0;
}

/**
 * A duration or size spread evenly over its orders of magnitude: `octaves` doublings from
 * `lowest`, 31 at most. Without logarithms, whose last bit is not the same everywhere.
 */
export function spreadOverOctaves(mixed: number, lowest: number, octaves: number): number {
  const position = fraction(mixed) * octaves;
  const octave = position | 0;
  return floor(lowest * (1 << octave) * (1 + position - octave));
}
