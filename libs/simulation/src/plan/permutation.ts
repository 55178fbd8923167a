// Taken out of the global object once: in a test runner's context a global is looked up by name at every use.
const { clz32, imul } = Math;

/** What the rounds multiply with; each is odd, so it has an inverse among the 32-bit integers. */
const FIRST = 0x9e3779b1;
const SECOND = 0x2c1b3c6d;
const THIRD = 0x297a2d39;
const FIRST_INVERSE = inverseOf(FIRST);
const SECOND_INVERSE = inverseOf(SECOND);
const THIRD_INVERSE = inverseOf(THIRD);

/**
 * A seeded bijection of [0, size) onto itself, computed for one index at a time: rounds that are
 * bijective on the next power of two, walked until the result falls inside. Every quota of the
 * plan is drawn through one, so that counts stay exact and the order looks random.
 *
 * @param index 0 inclusive to size exclusive
 * @param size 1 to 2^31
 * @param key any 32-bit integer
 */
export function permute(index: number, size: number, key: number): number {
  if (size <= 1) return 0;
  const bits = 32 - clz32(size - 1);
  const mask = (1 << bits) - 1;
  const half = (bits + 1) >> 1;
  let x = index;
  do {
    x = imul(x + key, FIRST) & mask;
    x ^= x >>> half;
    x = imul(x ^ (key >>> 7), SECOND) & mask;
    x ^= x >>> half;
    x = imul(x + (key >>> 16), THIRD) & mask;
    x ^= x >>> half;
  } while (x >= size);
  return x;
}

/** The index that `permute` takes to a place: the same rounds backwards, the same walk. */
export function permuteBack(place: number, size: number, key: number): number {
  if (size <= 1) return 0;
  const bits = 32 - clz32(size - 1);
  const mask = (1 << bits) - 1;
  const half = (bits + 1) >> 1;
  let x = place;
  do {
    // A shift by half the bits or more is undone by doing it again.
    x ^= x >>> half;
    x = (imul(x, THIRD_INVERSE) - (key >>> 16)) & mask;
    x ^= x >>> half;
    x = (imul(x, SECOND_INVERSE) ^ (key >>> 7)) & mask;
    x ^= x >>> half;
    x = (imul(x, FIRST_INVERSE) - key) & mask;
  } while (x >= size);
  return x;
}

/** The inverse of an odd factor modulo 2^32, by Newton's steps: each doubles the bits that are right. */
function inverseOf(factor: number): number {
  let inverse = factor;
  for (let step = 0; step < 4; step++) inverse = imul(inverse, 2 - imul(factor, inverse));
  return inverse;
}
