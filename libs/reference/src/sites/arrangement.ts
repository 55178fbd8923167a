// Everything here is integer arithmetic and square roots, which round alike on every machine: the
// catalogue is part of what makes a stream reproducible.

/** A well-mixed 32-bit integer from two small ones: chance without a random source. */
export function mixed(salt: number, value: number): number {
  let hash = Math.imul(salt ^ 0x2545f491, 0x9e3779b1) ^ Math.imul(value + 0x632be5ab, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** The numbers 0 to count − 1 in an order that depends on the salt alone. */
export function shuffled(count: number, salt: number): Uint32Array {
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  for (let i = count - 1; i > 0; i--) {
    const j = mixed(salt, i) % (i + 1);
    const kept = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = kept;
  }
  return order;
}

/**
 * Whole numbers in proportion to the weights that add up to the total exactly (largest remainder;
 * the earlier one wins a tie).
 */
export function apportioned(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((running, weight) => running + weight, 0);
  const quotas = weights.map((weight) => (weight / sum) * total);
  const counts = quotas.map(Math.floor);
  const missing = total - counts.reduce((running, count) => running + count, 0);
  const byRemainder = quotas
    .map((quota, i) => ({ i, remainder: quota - Math.floor(quota) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  for (const { i } of byRemainder.slice(0, missing)) counts[i] = (counts[i] ?? 0) + 1;
  return counts;
}

/**
 * The quantile of a log-logistic distribution with median 1: `odds(u)` to the power of `eighths`/8.
 * Heavy-tailed: many small values, few very large ones.
 *
 * @param u position in the distribution, above 0 and below 1
 * @param eighths 1 to 7; the larger, the more unequal
 */
export function heavyTailed(u: number, eighths: number): number {
  const half = Math.sqrt(u / (1 - u));
  const quarter = Math.sqrt(half);
  const eighth = Math.sqrt(quarter);
  return (
    ((eighths & 4) === 0 ? 1 : half) *
    ((eighths & 2) === 0 ? 1 : quarter) *
    ((eighths & 1) === 0 ? 1 : eighth)
  );
}
