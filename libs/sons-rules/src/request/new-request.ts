import type { RequestState } from './request-state.js';

/** A request that no fact is known of. */
export function newRequest(client: string, solution: number): RequestState {
  return {
    client,
    solution,
    status: 'none',
    nextStep: 0,
    window: '',
    units: [],
    basis: 0,
    unitPriceCents: 0,
    unitCapCents: 0,
    vatPermille: 0,
    signedAtMs: null,
    orderDepositedAtMs: null,
    advanceUnits: [],
    advancePaidAtMs: null,
    advancePaidStep: null,
    installedAtMs: null,
    isVerificationSigned: false,
    unitInvoicedCents: null,
    balanceUnits: [],
    balanceFirstDepositedAtMs: null,
    balanceDepositedAtMs: null,
    balanceValidatedAtMs: null,
    balancePaidAtMs: null,
    balancePaidStep: null,
    paidUnits: [],
    refusal: null,
    controlOpenedAtMs: null,
    recoveredAtMs: null,
    obstacle: null,
  };
}
