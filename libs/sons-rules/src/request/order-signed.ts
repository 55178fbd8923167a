import type { OrderSigned } from '#libs/events';
import { referencingStatus } from '#libs/reference';
import { windowOfCode } from '../calendar/windows.js';
import { capCents } from '../money/caps.js';
import { parseEuros } from '../money/euros.js';
import { vatPermilleOf } from '../money/vat.js';
import { solutionOfRequest } from './billing-units.js';
import { refusal, type FactRefusal } from './fact-refusal.js';
import type { Outcome } from './outcome.js';

/**
 * The order: what is bought, for whom, at what price. A price above the cap is allowed, the cap
 * limits what the State pays. An order after its deadline is recorded, the decision says that it is late.
 */
export function signOrder(fact: OrderSigned, department: string): Outcome {
  const stopped = orderRefusal(fact);
  if (stopped !== undefined) return stopped;
  return {
    changes: {
      status: 'order_signed',
      window: fact.window,
      units: fact.units,
      basis: fact.basis,
      unitPriceCents: parseEuros(fact.unitPrice),
      unitCapCents: capCents(solutionOfRequest(fact).dsr, fact.basis),
      vatPermille: vatPermilleOf(department),
      signedAtMs: fact.registeredAt,
    },
  };
}

function orderRefusal(fact: OrderSigned): FactRefusal | undefined {
  const solution = solutionOfRequest(fact);
  const window = windowOfCode(fact.window);
  if (!solution.isFinanced) {
    return refusal('NOT_FINANCED', 'a solution that the State pays for', solution.code);
  }
  if (!window.dsrs.includes(solution.dsr)) {
    const expected = `a window of ${solution.dsr}`;
    return refusal('WRONG_WINDOW', expected, `${window.code} (${window.dsrs.join(', ')})`);
  }
  if (fact.registeredAt < window.opensAtMs) {
    return refusal('WINDOW_NOT_OPEN', `${window.opensAtMs} ms or later`, fact.registeredAt);
  }
  const isReferenced = referencingStatus(solution.index, fact.registeredAt) !== 'not_referenced';
  if (!isReferenced && !fact.isConditional) {
    const expected = `${solution.referencedAtMs} ms or later, or the conditional clause`;
    return refusal('NOT_REFERENCED', expected, fact.registeredAt);
  }
  return undefined;
}
