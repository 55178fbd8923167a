/** No partition has a record left. */
export const NONE_LEFT = -1;

/**
 * The partition whose next record is the earliest; of several the first one. Taking one record after
 * the other this way merges partitions by time and keeps the order within each, whatever the times say.
 *
 * @param nextTimes time of the next record of each partition; Infinity for one that has none left
 * @returns its index, or NONE_LEFT
 */
export function earliestOf(nextTimes: Float64Array): number {
  let earliest = NONE_LEFT;
  let earliestMs = Infinity;
  for (let index = 0; index < nextTimes.length; index++) {
    const timeMs = nextTimes[index] ?? Infinity;
    if (timeMs < earliestMs) {
      earliest = index;
      earliestMs = timeMs;
    }
  }
  return earliest;
}
