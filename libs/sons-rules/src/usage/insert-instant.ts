import { INSTANTS_KEPT_MAX } from './usage-types.js';

/**
 * Puts an instant into an ascending list that keeps the earliest INSTANTS_KEPT_MAX, in place. Called
 * for each document: nothing is allocated, and a full list answers after one comparison. Equal
 * instants are documents of their own. The list does not depend on the order of the calls.
 *
 * @param atMs milliseconds since 1970
 * @returns whether the list changed
 */
export function insertInstant(instants: number[], atMs: number): boolean {
  let place = instants.length;
  if (place >= INSTANTS_KEPT_MAX) {
    place = INSTANTS_KEPT_MAX - 1;
    if (atMs >= (instants[place] ?? Infinity)) return false;
  }
  // Later ones move up by one; of a full list the last one falls out.
  for (; place > 0; place--) {
    const before = instants[place - 1] ?? -Infinity;
    if (before <= atMs) break;
    instants[place] = before;
  }
  instants[place] = atMs;
  return true;
}
