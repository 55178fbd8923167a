import { wholeRate } from '../plan/apportion.js';
import { mix } from '../plan/mixing.js';
import type { PlannedRequest } from './planned-request.js';

const IDENTITY_ATTEMPTS = 0x5201;

/** Facts of a request, without drawing an instant: as many as `outlineOf` has steps. */
export function factsOf(request: PlannedRequest): number {
  const ordered = 5 + (request.isAdvanceAmended ? 2 : 0);
  if (request.balance === 'never_installed') return ordered;
  const isVerifiedTwice = request.isUnsignedFirst && request.decision !== 'never_signed';
  const installed = ordered + (isVerifiedTwice ? 3 : 2) + (request.obstacle === undefined ? 0 : 1);
  if (request.balance === 'never_deposited') return installed;
  const amended = (request.isBalanceIncomplete ? 1 : 0) + (request.isBalanceAmended ? 2 : 0);
  return installed + amended + 1 + decisionFacts(request);
}

function decisionFacts({ balance, decision, isControlled, isRecovered }: PlannedRequest): number {
  if (balance === 'late') return 1;
  switch (decision) {
    case 'never_signed':
    case 'below_threshold':
    case 'left_validated':
      return 1;
    case 'left_deposited':
      return 0;
    case 'paid':
    case 'paid_below_threshold':
      if (!isControlled) return 2;
      return isRecovered ? 4 : 3;
  }
}

/** Documents that a request's units deposit, before, in and after their window. */
export function documentsOf({ documents }: PlannedRequest): number {
  return documents.reduce((sum, { before, inside, after }) => sum + before + inside + after, 0);
}

/** Deposits refused because the identity is not qualified, of one unit: only where that is the obstacle. */
export function identityAttemptsOf(request: PlannedRequest, unit: number): number {
  const isMet =
    request.obstacle === 'IDENTITY_NOT_QUALIFIED' &&
    request.balance !== 'never_installed' &&
    request.documents[unit]?.isBelow === true;
  return isMet ? 3 + (mix(request.key ^ IDENTITY_ATTEMPTS, unit) & 7) : 0;
}

/** Extras of each kind of a shard that come on top of so many documents. */
export function extrasOf(documents: number, rates: Float64Array): Uint32Array {
  return Uint32Array.from(rates, (rate) => wholeRate(documents, rate));
}

/** Entries of a shard's table of deposits: the documents and the attempts refused for their identity. */
export function depositsOf(requests: readonly PlannedRequest[]): {
  documents: number;
  refused: number;
} {
  let documents = 0;
  let refused = 0;
  for (const request of requests) {
    documents += documentsOf(request);
    for (let unit = 0; unit < request.documents.length; unit++) {
      refused += identityAttemptsOf(request, unit);
    }
  }
  return { documents, refused };
}
