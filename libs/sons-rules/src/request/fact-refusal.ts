import type { IncentiveRefusalReason } from '../incentives/incentive-line.js';

/**
 * Why a fact is refused. A closed list: dead letters carry it, so a published code never changes its
 * meaning. The reasons of incentives are their ledger's own.
 */
export type FactRefusalReason =
  /** The client's text is no StructIdNat. */
  | 'BAD_CLIENT'
  /** A StructIdNat that the directory of clients does not hold. */
  | 'UNKNOWN_CLIENT'
  | 'UNKNOWN_SOLUTION'
  | 'UNKNOWN_WINDOW'
  | 'UNKNOWN_EDITOR'
  | 'SIRET_INVALID'
  | 'IBAN_INVALID'
  /** A unit that is no PSIdNat (LGC) or no StructIdNat (every other DSR). */
  | 'BAD_UNIT'
  | 'DUPLICATE_UNIT'
  | 'EMPTY_PERIMETER'
  /** The basis of the cap is outside what the cap of the DSR is made of. */
  | 'BAD_BASIS'
  | 'AMOUNT_MALFORMED'
  | 'AMOUNT_NEGATIVE'
  | 'AMOUNT_ZERO'
  /** A payment that is not the sum of its lines. */
  | 'AMOUNT_MISMATCH'
  /** Another fact of the request has this step. */
  | 'STEP_ALREADY_TAKEN'
  /** The request's status does not allow the fact. */
  | 'ILLEGAL_TRANSITION'
  /** The State does not pay for the solution. */
  | 'NOT_FINANCED'
  /** The window is not one of the solution's DSR. */
  | 'WRONG_WINDOW'
  | 'WINDOW_NOT_OPEN'
  /** No rules of the window were known when the fact was registered. */
  | 'RULES_UNKNOWN'
  /** An order without the conditional clause, before the solution was referenced. */
  | 'NOT_REFERENCED'
  /** A unit outside the perimeter that the fact has to keep to. */
  | 'PERIMETER_MISMATCH'
  /** A balance while the advance is not decided and paid. */
  | 'ADVANCE_NOT_PAID'
  | 'NOT_INSTALLED'
  /** A second verification after a signed one. */
  | 'ALREADY_VERIFIED'
  | 'VERIFICATION_UNSIGNED'
  | 'INVOICE_MISSING'
  | 'ALREADY_INVOICED'
  | 'MSS_DEPLOYMENT_MISSING'
  /** A payment of a balance that was deposited at the deadline or after it. */
  | 'AFTER_DEADLINE'
  | IncentiveRefusalReason;

/** A fact that is refused for good. It takes its step and changes nothing else. */
export interface FactRefusal {
  readonly reason: FactRefusalReason;
  /** What was expected and what came. */
  readonly detail: string;
}

/** The refusal that says what was expected and what came. */
export function refusal(
  reason: FactRefusalReason,
  expected: string,
  came: string | number,
): FactRefusal {
  return { reason, detail: `expected ${expected}; came ${came}` };
}
