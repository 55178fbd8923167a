/**
 * Instants kept for each unit and start of window: enough to decide every threshold up to this, exactly.
 * A larger count is told as "this many or more".
 */
export const INSTANTS_KEPT_MAX = 16;

/** Whose documents are counted together. `default` is the billing unit: the doctor for LGC, the client elsewhere. */
export type UsageGrain = 'default' | 'practice';

/** What a threshold is evaluated with; see USAGE_PARAMETERS for the defaults and their sources. */
export interface UsageParameters {
  /** Documents to reach, 1 to INSTANTS_KEPT_MAX. */
  readonly threshold: number;
  readonly grain: UsageGrain;
  /** The window begins, inclusive, with the installation or with the signature of the order. */
  readonly windowStart: 'installation' | 'order';
  /** The window ends, inclusive, with the last deposit of the balance, or, exclusive, at the window's closing. */
  readonly windowEnd: 'balance_deposited' | 'closing';
  /** Rules known by then, milliseconds since 1970; Infinity for today's. */
  readonly rulesKnownOnMs: number;
  /** Documents registered up to then, inclusive; Infinity for all. */
  readonly documentsUntilMs: number;
}

/** Documents of one unit of a request: the earliest INSTANTS_KEPT_MAX registrations from each start on, ascending, milliseconds. */
export interface UnitInstants {
  readonly unit: string;
  readonly fromOrder: readonly number[];
  readonly fromInstallation: readonly number[];
}

export type UsageVerdict =
  'met' | 'below' | 'not_applicable' | 'not_installed' | 'balance_not_deposited';

/**
 * What became of one billing unit's usage. Without a window (`not_applicable`, `not_installed`,
 * `balance_not_deposited`) nothing is counted: 0 documents, both ends null.
 */
export interface UsageAssessment {
  readonly client: string;
  /** Index in SONS_SOLUTIONS. */
  readonly solution: number;
  /** Billing unit. */
  readonly unit: string;
  /** Accepted, distinct documents inside the window, at most INSTANTS_KEPT_MAX. */
  readonly documents: number;
  /** True when there may be more than `documents`. */
  readonly isCapped: boolean;
  readonly threshold: number;
  /** First instant of the window, inclusive. */
  readonly windowFromMs: number | null;
  /** Last instant of the window, inclusive; null inside a window that has no end yet. */
  readonly windowToMs: number | null;
  /** documents − threshold: negative below. */
  readonly distance: number;
  readonly verdict: UsageVerdict;
  /** The obstacle reported for a unit that is below; `not reported` when none was; null otherwise. */
  readonly cause: string | null;
}
