import { advancePermille } from '../money/advance-shares.js';
import { roundHalfUp } from '../money/rounding.js';
import { taxed, type TaxedAmount } from '../money/taxed.js';
import { solutionOfRequest } from '../request/billing-units.js';
import type { RequestState } from '../request/request-state.js';

/** What a billing unit's amounts depend on. */
export type PricedRequest = Pick<
  RequestState,
  'client' | 'solution' | 'unitPriceCents' | 'unitCapCents' | 'unitInvoicedCents' | 'vatPermille'
>;

/** The advance of one billing unit: its share of the ordered price, which the cap limits. */
export function advanceAmount(request: PricedRequest): TaxedAmount {
  return taxed(advanceExclTaxCents(request), request.vatPermille);
}

/**
 * The balance of one billing unit: what the invoice, which the cap limits, leaves after the advance.
 * Negative when less was invoiced than advanced. Without an invoice nothing is left to pay.
 */
export function balanceAmount(request: PricedRequest): TaxedAmount {
  const advanceCents = advanceExclTaxCents(request);
  const invoicedCents = request.unitInvoicedCents;
  if (invoicedCents === null) return taxed(0, request.vatPermille);
  const payableCents = Math.min(invoicedCents, request.unitCapCents);
  return taxed(payableCents - advanceCents, request.vatPermille);
}

/** What takes an amount back, to the cent. */
export function reversed(amount: TaxedAmount): TaxedAmount {
  // 0 − 0 is 0, where −0 would be another value.
  return {
    exclTaxCents: 0 - amount.exclTaxCents,
    vatPermille: amount.vatPermille,
    vatCents: 0 - amount.vatCents,
    inclTaxCents: 0 - amount.inclTaxCents,
  };
}

function advanceExclTaxCents(request: PricedRequest): number {
  const orderedCents = Math.min(request.unitPriceCents, request.unitCapCents);
  return roundHalfUp(orderedCents * advancePermille(solutionOfRequest(request).dsr), 1000);
}
