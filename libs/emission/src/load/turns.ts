/** How often a process looks what is due. */
export const TICK_MS = 5;
/**
 * Longest time that a unit gathers due records before it sends them. The price of larger batches: it
 * counts in the publish latency, for that is measured from the intended time. See decision 0011.
 */
export const GATHER_MS_MAX = 20;
/** A batch of so many records is not worth waiting for more. */
export const GATHER_RECORDS = 1000;

/**
 * How long a unit gathers records at a rate: until a batch is full, at most GATHER_MS_MAX. A unit that
 * has less than one record to come in that time sends at once: waiting would make no batch larger.
 *
 * @param recordsPerSecond rate of the unit
 */
export function gatherMs(recordsPerSecond: number): number {
  if (recordsPerSecond * GATHER_MS_MAX <= 1000) return 0;
  return Math.min(GATHER_MS_MAX, (GATHER_RECORDS / recordsPerSecond) * 1000);
}
