/** What a line of the ledger is for. An offset takes back the advance of a unit that left the perimeter. */
export type LineKind = 'advance' | 'balance' | 'offset' | 'recovery';

/** One line of the editors' payout. Lines are only ever added; a reversal is a line with negative amounts. */
export interface PayoutLine {
  /**
   * `CLIENT/SOLUTION/STEP/UNIT/KIND`, such as `0081234567/87/6/810002422979/advance`: the same in
   * every run. A recovery, which may take back two lines of a unit at one step, says which:
   * `…/recovery-advance`, `…/recovery-balance`.
   */
  readonly line: string;
  readonly client: string;
  /** Index in SONS_SOLUTIONS. */
  readonly solution: number;
  /** Billing unit: a doctor's PSIdNat for LGC, the client elsewhere. */
  readonly unit: string;
  readonly kind: LineKind;
  /** registeredAt of the payment, milliseconds since 1970 in UTC. */
  readonly paidAtMs: number;
  readonly exclTaxCents: number;
  readonly vatPermille: number;
  readonly vatCents: number;
  readonly inclTaxCents: number;
  /** Version of the rules that was known at the payment. */
  readonly ruleVersion: string;
  /** The line that this one takes back; null for a payment. */
  readonly reverses: string | null;
}
