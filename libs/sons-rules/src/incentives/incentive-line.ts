import type { IncentiveClaimed, IncentiveSchemeSymbol } from '#libs/events';
import { isPsIdNat, isStructIdNat, masked, parseStructIdNat } from '#libs/identifiers';
import { roundHalfUp } from '../money/rounding.js';
import {
  INCENTIVE_SCHEMES,
  type IncentiveScheme,
  type IncentiveWorth,
} from './incentive-schemes.js';

/** One line of another payer's ledger. It shares no total with the editors' payout. */
export interface IncentiveLine {
  /** `SCHEME/BENEFICIARY/PERIOD/SOURCE/SEQUENCE`: one line for each claim. */
  readonly line: string;
  readonly scheme: IncentiveSchemeSymbol;
  readonly payer: string;
  readonly beneficiary: string;
  readonly period: string;
  /** In the unit of the scheme; see INCENTIVE_SCHEMES. */
  readonly quantity: number;
  /** From 0: a target that was missed is a line of zero. */
  readonly amountCents: number;
  /** registeredAt of the claim, milliseconds since 1970 in UTC. */
  readonly claimedAtMs: number;
}

/** Why a claim is refused. Dead letters carry it: a published code never changes its meaning. */
export type IncentiveRefusalReason =
  /** A half-year or year that the scheme does not pay for. */
  | 'UNKNOWN_PERIOD'
  | 'QUANTITY_OUT_OF_RANGE'
  /** No FINESS of a hospital or pharmacy as StructIdNat, no PSIdNat of a doctor. */
  | 'BAD_BENEFICIARY';

export interface IncentiveRefusal {
  readonly reason: IncentiveRefusalReason;
  /** What was expected and what came. */
  readonly detail: string;
}

export type IncentiveOutcome =
  { readonly line: IncentiveLine } | { readonly refusal: IncentiveRefusal };

/**
 * The line of a claim, or why there is none. Claims of one beneficiary and period add up: that each
 * is sent once is the payer's to check (assumed), a redelivery is known by its source and sequence.
 */
export function incentiveLineOf(claim: IncentiveClaimed): IncentiveOutcome {
  const scheme = INCENTIVE_SCHEMES[claim.scheme];
  const refusal = refusalOf(claim, scheme);
  if (refusal !== undefined) return { refusal };
  const { beneficiary, period, quantity, source, sequence } = claim;
  return {
    line: {
      line: `${claim.scheme}/${beneficiary}/${period}/${source}/${sequence}`,
      scheme: claim.scheme,
      payer: scheme.payer,
      beneficiary,
      period,
      quantity,
      amountCents: amountCentsOf(scheme.worth, quantity),
      claimedAtMs: claim.registeredAt,
    },
  };
}

function amountCentsOf(worth: IncentiveWorth, quantity: number): number {
  switch (worth.kind) {
    case 'share_of_envelope':
      return roundHalfUp(worth.envelopeCents * quantity, 1_000_000);
    case 'per_point':
      return worth.pointCents * quantity;
    case 'from_target':
      return quantity >= worth.atLeast ? worth.amountCents : 0;
  }
}

function refusalOf(
  { beneficiary, period, quantity }: IncentiveClaimed,
  scheme: IncentiveScheme,
): IncentiveRefusal | undefined {
  if (!isBeneficiary(beneficiary, scheme)) {
    const expected =
      scheme.beneficiary === 'doctor' ? 'a PSIdNat' : 'a StructIdNat that holds a FINESS number';
    return refused(
      'BAD_BENEFICIARY',
      `${expected} of a ${scheme.beneficiary}`,
      masked(beneficiary),
    );
  }
  if (!scheme.periods.includes(period)) {
    return refused('UNKNOWN_PERIOD', scheme.periods.join(', '), JSON.stringify(period));
  }
  if (!Number.isInteger(quantity) || quantity < 0 || quantity > scheme.quantityMax) {
    const expected = `0 to ${scheme.quantityMax} ${scheme.unit}`;
    return refused('QUANTITY_OUT_OF_RANGE', expected, String(quantity));
  }
  return undefined;
}

function isBeneficiary(text: string, scheme: IncentiveScheme): boolean {
  if (scheme.beneficiary === 'doctor') return isPsIdNat(text);
  return isStructIdNat(text) && parseStructIdNat(text).kind === 'finess';
}

function refused(reason: IncentiveRefusalReason, expected: string, came: string): IncentiveRefusal {
  return { reason, detail: `expected ${expected}; came ${came}` };
}
