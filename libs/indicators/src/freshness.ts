/** Older events are counted together: more than 27 hours is an outage, not a freshness. */
const BUCKET_MS_MAX = 100_000_000;
/**
 * Into how many buckets a decade's length is cut, from which multiple of its beginning on: each is
 * at most a twentieth of where it begins. A decade takes 70 buckets, an hour fewer than 400.
 */
const CUTS = [
  { from: 1, parts: 20 },
  { from: 2, parts: 10 },
  { from: 5, parts: 4 },
] as const;

/**
 * The bucket of an age: the age rounded up, by at most 5 % or to the next whole millisecond.
 *
 * @param ageMs milliseconds from sending to counting; below 1, as clocks of two machines may give, counts as 1
 */
export function freshnessBucketMs(ageMs: number): number {
  if (ageMs <= 1) return 1;
  if (ageMs >= BUCKET_MS_MAX) return BUCKET_MS_MAX;
  let decade = 1;
  while (ageMs > decade * 10) decade *= 10;
  const { parts } = CUTS.findLast(({ from }) => ageMs > from * decade) ?? CUTS[0];
  const width = Math.max(1, Math.floor(decade / parts));
  return Math.ceil(ageMs / width) * width;
}
