/** 2 to the 32: the number of values of a mixed integer. */
const MIXED_VALUES = 4_294_967_296;

/**
 * Mixes two integers into an unsigned 32-bit one that looks random: the only source of chance among
 * the people. Integer products only, so that every machine makes the same people.
 */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x2545f491, 0x9e3779b1) ^ Math.imul(b + 0x632be5ab, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A mixed integer as a fraction, 0 inclusive to 1 exclusive. */
export function fraction(mixed: number): number {
  return mixed / MIXED_VALUES;
}
