import { SONS_SOLUTIONS, type SonsDsrCode, type SonsSolution } from '#libs/reference';
import type { RequestState } from './request-state.js';

/**
 * Who is billed for a perimeter: each doctor for LGC, whose cap is per doctor; the client, once, for
 * every other DSR, however many sites it has. In the order of the perimeter; none for an empty one.
 *
 * @param units perimeter units of the request, see OrderSigned
 */
export function billingUnitsOf(
  state: Pick<RequestState, 'client' | 'solution'>,
  units: readonly string[],
): readonly string[] {
  if (isBilledPerDoctor(solutionOfRequest(state).dsr)) return units;
  return units.length === 0 ? [] : [state.client];
}

/** Whether the doctor is the billing unit. Sourced for LGC: 284 € per doctor (mind Health, 27 Feb 2024). */
export function isBilledPerDoctor(dsr: SonsDsrCode): boolean {
  return dsr === 'LGC';
}

/** The solution of a request. Edges refuse unknown ones, so that a missing one is a bug. */
export function solutionOfRequest({ solution }: Pick<RequestState, 'solution'>): SonsSolution {
  const found = SONS_SOLUTIONS[solution];
  if (found === undefined) {
    throw new Error(
      `request: expected a solution from 0 to ${SONS_SOLUTIONS.length - 1}, came ${solution}; see SONS_SOLUTIONS`,
    );
  }
  return found;
}
