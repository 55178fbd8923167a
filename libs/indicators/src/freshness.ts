/** Two significant digits: no bucket is wider than a tenth of its value, and a minute takes 250 of them. */
const BUCKETS_A_DECADE = 100;
/** Older events are counted together: more than 27 hours is an outage, not a freshness. */
const BUCKET_MS_MAX = 100_000_000;

/**
 * The bucket of an age: the age rounded up to two significant digits.
 *
 * @param ageMs milliseconds from sending to counting; below 1, as clocks of two machines may give, counts as 1
 */
export function freshnessBucketMs(ageMs: number): number {
  if (ageMs <= 1) return 1;
  if (ageMs >= BUCKET_MS_MAX) return BUCKET_MS_MAX;
  let width = 1;
  while (ageMs > width * BUCKETS_A_DECADE) width *= 10;
  return Math.ceil(ageMs / width) * width;
}
