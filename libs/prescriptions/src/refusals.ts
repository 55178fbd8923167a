/** What a caller can do about a refusal. */
export type RefusalKind =
  /** There is no such prescription. */
  | 'unknown'
  /** The command itself cannot be right. */
  | 'invalid'
  /** It would have been right in another state of the prescription. */
  | 'conflict'
  /** Somebody else may ask for it. */
  | 'forbidden';

/** Why the base refuses a command. */
export interface RefusalReason {
  readonly symbol: RefusalSymbol;
  readonly kind: RefusalKind;
  readonly label: string;
  /** The published rule, or the reasoning behind an assumption. */
  readonly source: string;
  /** True when no published source gives the rule. */
  readonly assumed: boolean;
}

export type RefusalSymbol =
  | 'PRESCRIPTION_UNKNOWN'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'DISPENSATION_REUSED'
  | 'PRESCRIPTION_DISPENSED'
  | 'PRESCRIPTION_CANCELLED'
  | 'PRESCRIPTION_EXPIRED'
  | 'LINE_UNKNOWN'
  | 'LINE_REPEATED'
  | 'LINE_EXECUTED'
  | 'QUANTITY_EXCEEDED'
  | 'TOO_MANY_DISPENSATIONS'
  | 'NOT_THE_PRESCRIBER'
  | 'ALREADY_DISPENSED'
  | 'OCCURRED_IN_FUTURE'
  | 'OCCURRED_BEFORE_ISSUE'
  | 'ISSUED_TOO_LATE';

const INVARIANTS =
  'invariants of the base (Le Quotidien du pharmacien): number unique, each line executable once, never more than prescribed';
const OWN_STATES = 'no official list of statuses was found; the closed ones are final';
const OWN_IDENTITY = 'a retry must not act twice, and a name must not stand for two acts';
const OWN_TIME = 'no published rule; an act happens neither in the future nor before its cause';

type Row = readonly [kind: RefusalKind, label: string, source: string, isSourced?: 'sourced'];

const ROWS: Readonly<Record<RefusalSymbol, Row>> = {
  PRESCRIPTION_UNKNOWN: [
    'unknown',
    'The base has no prescription of this number',
    INVARIANTS,
    'sourced',
  ],
  IDEMPOTENCY_KEY_REUSED: [
    'conflict',
    'The prescriber has used this idempotency key for another prescription',
    OWN_IDENTITY,
  ],
  DISPENSATION_REUSED: [
    'conflict',
    'The pharmacy has used this dispensation’s name for another act',
    OWN_IDENTITY,
  ],
  PRESCRIPTION_DISPENSED: [
    'conflict',
    'The prescription is wholly dispensed',
    INVARIANTS,
    'sourced',
  ],
  PRESCRIPTION_CANCELLED: ['conflict', 'The prescription is cancelled', OWN_STATES],
  PRESCRIPTION_EXPIRED: [
    'conflict',
    'The validity of the prescription is over',
    'Code de la santé publique, R. 5132-22, taken for every dispensation',
  ],
  LINE_UNKNOWN: ['invalid', 'The prescription has no such line', INVARIANTS, 'sourced'],
  LINE_REPEATED: ['invalid', 'A line is named twice in one dispensation', OWN_IDENTITY],
  LINE_EXECUTED: ['conflict', 'The line is executed already', INVARIANTS, 'sourced'],
  QUANTITY_EXCEEDED: [
    'conflict',
    'More would be dispensed than was prescribed',
    INVARIANTS,
    'sourced',
  ],
  TOO_MANY_DISPENSATIONS: [
    'conflict',
    'The prescription has as many dispensations as it may have',
    'a bound of ours',
  ],
  NOT_THE_PRESCRIBER: [
    'forbidden',
    'Only the prescriber may cancel a prescription',
    'no published rule; whoever signs may withdraw',
  ],
  ALREADY_DISPENSED: [
    'conflict',
    'Something was dispensed: the prescription can no longer be cancelled',
    'no published rule; what was handed out cannot be undone by the prescriber',
  ],
  OCCURRED_IN_FUTURE: ['invalid', 'The act lies in the future', OWN_TIME],
  OCCURRED_BEFORE_ISSUE: ['invalid', 'The dispensation lies before the prescription', OWN_TIME],
  ISSUED_TOO_LATE: [
    'invalid',
    'The prescription is so old that its validity is over',
    'Code de la santé publique, R. 5132-22, taken for every dispensation',
  ],
};

/** Every refusal of the base, by symbol. */
export const REFUSAL_REASONS: Readonly<Record<RefusalSymbol, RefusalReason>> = Object.fromEntries(
  Object.entries(ROWS).map(([symbol, [kind, label, source, isSourced]]) => [
    symbol,
    { symbol, kind, label, source, assumed: isSourced === undefined },
  ]),
  // The keys are those of ROWS, which its type makes complete.
) as Record<RefusalSymbol, RefusalReason>;

/** One line that cannot be dispensed as asked. */
export interface LineFault {
  /** Index in the lines of the dispensation. */
  readonly index: number;
  readonly symbol: RefusalSymbol;
  readonly expected: string;
  readonly came: string;
}

/** A command that the base refuses: nothing has changed. */
export interface Refusal {
  readonly symbol: RefusalSymbol;
  readonly expected: string;
  readonly came: string;
  /** Every line at fault; empty when the refusal is about the whole. */
  readonly lines: readonly LineFault[];
}
