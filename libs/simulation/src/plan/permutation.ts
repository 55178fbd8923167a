// Taken out of the global object once: in a test runner's context a global is looked up by name at every use.
const { clz32, imul } = Math;

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
  const mask = bits === 32 ? -1 : (1 << bits) - 1;
  const half = (bits + 1) >> 1;
  let x = index;
  do {
    x = imul(x + key, 0x9e3779b1) & mask;
    x ^= x >>> half;
    x = imul(x ^ (key >>> 7), 0x2c1b3c6d) & mask;
    x ^= x >>> half;
    x = imul(x + (key >>> 16), 0x297a2d39) & mask;
    x ^= x >>> half;
  } while (x >= size);
  return x;
}
