import type { BalanceRefusalSymbol, ObstacleSymbol } from '#libs/events';

/** Where a request stands. Deposited, validated and paid are different things. */
export type RequestStatus =
  | 'none'
  | 'order_signed'
  | 'order_deposited'
  | 'advance_requested'
  | 'advance_to_amend'
  | 'advance_validated'
  | 'advance_paid'
  | 'balance_incomplete'
  | 'balance_deposited'
  | 'balance_to_amend'
  | 'balance_validated'
  | 'balance_paid'
  | 'balance_refused'
  | 'control_opened'
  | 'recovered';

/**
 * One request: the update of one client to one solution, from the order to the control. Plain JSON;
 * amounts are integer cents, tax excluded unless said. Instants are milliseconds since 1970 in UTC,
 * each the `registeredAt` of its fact (deadlines look at it), but for `installedAtMs`. Made by
 * `newRequest`, changed by `evolveRequest` only.
 */
export interface RequestState {
  readonly client: string;
  /** Index in SONS_SOLUTIONS. */
  readonly solution: number;
  readonly status: RequestStatus;
  /** Step of the next fact to apply. */
  readonly nextStep: number;
  /** Code of the window; empty before the order. */
  readonly window: string;
  /** Perimeter of the order; see OrderSigned. */
  readonly units: readonly string[];
  readonly basis: number;
  readonly unitPriceCents: number;
  /** The most the State pays for one billing unit. */
  readonly unitCapCents: number;
  readonly vatPermille: number;
  readonly signedAtMs: number | null;
  readonly orderDepositedAtMs: number | null;
  /** Perimeter of the last advance request. */
  readonly advanceUnits: readonly string[];
  readonly advancePaidAtMs: number | null;
  /** Step of the payment: names the lines that a later line takes back. */
  readonly advancePaidStep: number | null;
  /** Mise en ordre de marche, as the last verification says. */
  readonly installedAtMs: number | null;
  readonly isVerificationSigned: boolean;
  readonly unitInvoicedCents: number | null;
  /** Perimeter of the last balance deposit. */
  readonly balanceUnits: readonly string[];
  readonly balanceFirstDepositedAtMs: number | null;
  /** The last deposit: after an amendment it is the one that counts. */
  readonly balanceDepositedAtMs: number | null;
  readonly balanceValidatedAtMs: number | null;
  readonly balancePaidAtMs: number | null;
  readonly balancePaidStep: number | null;
  /** Perimeter units that the balance was paid for. */
  readonly paidUnits: readonly string[];
  readonly refusal: BalanceRefusalSymbol | null;
  readonly controlOpenedAtMs: number | null;
  readonly recoveredAtMs: number | null;
  /** The latest obstacle reported. */
  readonly obstacle: ObstacleSymbol | null;
}
