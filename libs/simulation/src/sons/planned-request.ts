import type { ObstacleSymbol } from '#libs/events';
import type { DsrCode } from '#libs/reference';
import type { SonsClient } from './clients.js';

/** What becomes of a request's balance. */
export type BalanceFate = 'in_time' | 'late' | 'never_deposited' | 'never_installed';

/** What becomes of a balance that was deposited in time. */
export type DecisionFate =
  | 'paid'
  | 'paid_below_threshold'
  | 'left_deposited'
  | 'left_validated'
  | 'below_threshold'
  | 'never_signed';

/** Documents of one billing unit, by where they lie: before the installation, in the window, after the balance. */
export interface UnitDocuments {
  readonly before: number;
  readonly inside: number;
  readonly after: number;
  /** Whether documents stand at both ends of the window, and a second outside each. */
  readonly isAtBounds: boolean;
  readonly isBelow: boolean;
}

/** One request, with everything that was decided for it before any instant is drawn. */
export interface PlannedRequest {
  /** Dense from 0 in the whole country. */
  readonly index: number;
  /** What is drawn for this request starts here. */
  readonly key: number;
  readonly client: SonsClient;
  /** Index in SONS_SOLUTIONS. */
  readonly solution: number;
  readonly dsr: DsrCode;
  /** Code of the ordering window. */
  readonly window: string;
  /** Place among the orders of its DSR, 0 to 1 exclusive: the first one signs first. */
  readonly eagerness: number;
  readonly isIncentivised: boolean;
  /** Part of its delays that an incentivised request saves. */
  readonly incentiveLead: number;
  /** One of each billing unit, in the order of the perimeter. Empty for a DSR that deposits nothing. */
  readonly documents: readonly UnitDocuments[];
  readonly balance: BalanceFate;
  readonly decision: DecisionFate;
  readonly isControlled: boolean;
  readonly isRecovered: boolean;
  /** Place among the late ones, for how late it is. */
  readonly lateness: number;
  readonly obstacle: ObstacleSymbol | undefined;
  readonly isAdvanceAmended: boolean;
  readonly isBalanceIncomplete: boolean;
  readonly isBalanceAmended: boolean;
  readonly isUnsignedFirst: boolean;
  /** Whether the last unit of the order is left out of the balance. */
  readonly isUnitRemoved: boolean;
  readonly isInvoiceLate: boolean;
  /** Price of a billing unit, per mille of its cap. */
  readonly pricePerMille: number;
  /** Place among the pharmacies, 0 to 1 exclusive, which its turnover follows. */
  readonly turnoverPlace: number;
  readonly migration: 'none' | 'leaves' | 'arrives';
  /** For one that leaves: the request of the other editor's solution. */
  readonly successor: PlannedRequest | undefined;
}
