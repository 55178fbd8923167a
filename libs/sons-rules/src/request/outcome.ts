import type { PayoutLine } from '../ledger/payout-line.js';
import type { FactRefusal } from './fact-refusal.js';
import type { RequestState } from './request-state.js';

/** What a fact changes of its request and adds to the ledger. */
interface Change {
  readonly changes: Partial<RequestState>;
  /** None when left out. */
  readonly lines?: readonly PayoutLine[];
}

/** A change, or the reason why there is none. */
export type Outcome = Change | FactRefusal;
