import type { RequestFact } from '#libs/events';
import type { PayoutLine } from '../ledger/payout-line.js';
import { parseEuros } from '../money/euros.js';
import { depositBalance, payBalance } from './balance-facts.js';
import { refusal, type FactRefusal } from './fact-refusal.js';
import { payAdvance, recoverPayment, requestAdvance } from './money-facts.js';
import { signOrder } from './order-signed.js';
import type { Outcome } from './outcome.js';
import type { RequestState } from './request-state.js';
import { transitionRefusal } from './transitions.js';

/** What a fact made of a request. */
export interface Evolution {
  readonly state: RequestState;
  /** Lines that the fact added to the ledger. */
  readonly lines: readonly PayoutLine[];
  /** Why the fact changed nothing but the step; undefined when it was applied. */
  readonly refusal: FactRefusal | undefined;
}

/** A fact that the caller should not have applied: another request's, or one that has to wait for earlier steps. */
export class RequestFactMisplacedError extends Error {
  constructor(state: RequestState, fact: RequestFact) {
    super(
      `request ${state.client}/${state.solution}: expected its own fact of step ${state.nextStep} or before, ` +
        `came ${fact.record} ${fact.client}/${fact.solution} of step ${fact.step}; hold it until the steps before are applied`,
    );
    this.name = new.target.name;
  }
}

/**
 * What a request becomes. Facts are applied in the order of their steps; a refused one takes its
 * step and changes nothing else. The facts have passed `checkFact`; one that has not goes to
 * `refuseFact`.
 *
 * @param department code of the client's department, which the VAT depends on
 * @throws RequestFactMisplacedError when the fact is another request's or its step is not yet due
 */
export function evolveRequest(
  state: RequestState,
  fact: RequestFact,
  department: string,
): Evolution {
  const misplaced = stepRefusal(state, fact);
  if (misplaced !== undefined) return { state, lines: [], refusal: misplaced };
  const stopped = transitionRefusal(state, fact.record);
  if (stopped !== undefined) return refuseFact(state, fact, stopped);
  const outcome = apply(state, fact, department);
  if ('reason' in outcome) return refuseFact(state, fact, outcome);
  const { changes, lines = [] } = outcome;
  return { state: { ...state, ...changes, nextStep: fact.step + 1 }, lines, refusal: undefined };
}

/**
 * Refuses a fact: it takes its step, if that is still free, and changes nothing else.
 *
 * @throws RequestFactMisplacedError as `evolveRequest` does
 */
export function refuseFact(state: RequestState, fact: RequestFact, why: FactRefusal): Evolution {
  const isTaken = stepRefusal(state, fact) !== undefined;
  const next = isTaken ? state : { ...state, nextStep: fact.step + 1 };
  return { state: next, lines: [], refusal: why };
}

function stepRefusal(state: RequestState, fact: RequestFact): FactRefusal | undefined {
  const isForeign = fact.client !== state.client || fact.solution !== state.solution;
  if (isForeign || fact.step > state.nextStep) throw new RequestFactMisplacedError(state, fact);
  if (fact.step === state.nextStep) return undefined;
  return refusal('STEP_ALREADY_TAKEN', `step ${state.nextStep}`, `${fact.record} ${fact.step}`);
}

function apply(state: RequestState, fact: RequestFact, department: string): Outcome {
  switch (fact.record) {
    case 'OrderSigned':
      return signOrder(fact, department);
    case 'OrderDeposited':
      return { changes: { status: 'order_deposited', orderDepositedAtMs: fact.registeredAt } };
    case 'AdvanceRequested':
      return requestAdvance(state, fact);
    case 'AdvanceToAmend':
      return { changes: { status: 'advance_to_amend' } };
    case 'AdvanceValidated':
      return { changes: { status: 'advance_validated' } };
    case 'AdvancePaid':
      return payAdvance(state, fact);
    case 'InstallationVerified':
      if (state.isVerificationSigned) {
        return refusal('ALREADY_VERIFIED', 'one signed verification', 'another after it');
      }
      return {
        changes: { installedAtMs: fact.installedAt, isVerificationSigned: fact.isSigned },
      };
    case 'InvoiceIssued':
      if (state.unitInvoicedCents !== null) {
        return refusal('ALREADY_INVOICED', 'one invoice', 'another after it');
      }
      return { changes: { unitInvoicedCents: parseEuros(fact.unitAmount) } };
    case 'BalanceIncomplete':
      return { changes: { status: 'balance_incomplete' } };
    case 'BalanceDeposited':
      return depositBalance(state, fact);
    case 'BalanceToAmend':
      return { changes: { status: 'balance_to_amend' } };
    case 'BalanceValidated':
      return { changes: { status: 'balance_validated', balanceValidatedAtMs: fact.registeredAt } };
    case 'BalancePaid':
      return payBalance(state, fact);
    case 'BalanceRefused':
      return { changes: { status: 'balance_refused', refusal: fact.reason } };
    case 'ControlOpened':
      return { changes: { status: 'control_opened', controlOpenedAtMs: fact.registeredAt } };
    case 'PaymentRecovered':
      return recoverPayment(state, fact);
    case 'ObstacleReported':
      return { changes: { obstacle: fact.cause } };
  }
}
