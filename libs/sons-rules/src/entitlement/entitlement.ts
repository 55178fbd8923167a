import type { Deadlines } from '../calendar/deadlines.js';
import { advanceAmount, balanceAmount } from '../ledger/line-amounts.js';
import { billingUnitsOf, solutionOfRequest } from '../request/billing-units.js';
import { rulesKnownOn } from '../request/known-rules.js';
import type { RequestState } from '../request/request-state.js';
import type { UsageAssessment } from '../usage/usage-types.js';

/** Why something is not due. */
export type EntitlementReason =
  /** No rules of the window were known on that date: nothing can be decided. */
  | 'RULES_UNKNOWN'
  | 'NOT_FINANCED'
  | 'ORDER_SIGNED_LATE'
  | 'ORDER_NOT_DEPOSITED'
  | 'ORDER_DEPOSITED_LATE'
  | 'ADVANCE_NOT_VALIDATED'
  /** The unit is not in the last perimeter asked for. */
  | 'REMOVED_FROM_PERIMETER'
  | 'ADVANCE_NOT_PAID'
  | 'NOT_INSTALLED'
  | 'INSTALLED_LATE'
  | 'VERIFICATION_UNSIGNED'
  | 'INVOICE_MISSING'
  | 'BALANCE_NOT_DEPOSITED'
  | 'BALANCE_DEPOSITED_LATE'
  | 'USAGE_BELOW_THRESHOLD';

/** What is due to the editor for one billing unit, whatever was paid. */
export interface UnitEntitlement {
  readonly unit: string;
  /** Cents, tax included. */
  readonly advanceInclTaxCents: number;
  readonly balanceInclTaxCents: number;
  /** Everything that stands in the way, the advance's conditions first; empty when all is due. */
  readonly reasons: readonly EntitlementReason[];
  /** Version of the rules that decided; empty when none was known. */
  readonly ruleVersion: string;
}

/**
 * What is due for each billing unit of the order by the rules known on a date and by its usage. The
 * balance is never due without the advance. What the agency decided (paid, refused, recovered) plays
 * no part: paid and due are compared in reports.
 *
 * @param assessments of the same state, one per billing unit
 * @param rulesKnownOnMs milliseconds since 1970; Infinity for today's rules
 */
export function entitlementOf(
  state: RequestState,
  assessments: readonly UsageAssessment[],
  rulesKnownOnMs: number,
): UnitEntitlement[] {
  const units = billingUnitsOf(state, state.units);
  const rules = rulesKnownOn(state.window, rulesKnownOnMs);
  if (rules === undefined) return units.map(undecided);
  const usage = new Map(assessments.map((assessment) => [assessment.unit, assessment]));
  const ofAdvance = [...orderReasons(state, rules), ...validationReasons(state)];
  const ofBalance = balanceReasons(state, rules);
  const advanceCents = advanceAmount(state).inclTaxCents;
  const balanceCents = balanceAmount(state).inclTaxCents;
  const perimeter = new Set(billingUnitsOf(state, lastPerimeter(state)));
  return units.map((unit) => {
    const advance = perimeter.has(unit)
      ? ofAdvance
      : [...ofAdvance, 'REMOVED_FROM_PERIMETER' as const];
    const balance = [...ofBalance, ...usageReasons(state, unit, usage.get(unit))];
    return {
      unit,
      advanceInclTaxCents: advance.length === 0 ? advanceCents : 0,
      balanceInclTaxCents: advance.length + balance.length === 0 ? balanceCents : 0,
      reasons: [...advance, ...balance],
      ruleVersion: rules.version,
    };
  });
}

function orderReasons(state: RequestState, rules: Deadlines): EntitlementReason[] {
  const reasons: EntitlementReason[] = [];
  if (!solutionOfRequest(state).isFinanced) reasons.push('NOT_FINANCED');
  if (isLate(state.signedAtMs, rules.orderSignedBeforeMs)) reasons.push('ORDER_SIGNED_LATE');
  if (state.orderDepositedAtMs === null) reasons.push('ORDER_NOT_DEPOSITED');
  if (isLate(state.orderDepositedAtMs, rules.orderDepositedBeforeMs)) {
    reasons.push('ORDER_DEPOSITED_LATE');
  }
  return reasons;
}

function validationReasons(state: RequestState): EntitlementReason[] {
  switch (state.status) {
    case 'none':
    case 'order_signed':
    case 'order_deposited':
    case 'advance_requested':
    case 'advance_to_amend':
      return ['ADVANCE_NOT_VALIDATED'];
    case 'advance_validated':
    case 'advance_paid':
    case 'balance_incomplete':
    case 'balance_deposited':
    case 'balance_to_amend':
    case 'balance_validated':
    case 'balance_paid':
    case 'balance_refused':
    case 'control_opened':
    case 'recovered':
      return [];
  }
}

function balanceReasons(state: RequestState, rules: Deadlines): EntitlementReason[] {
  const reasons: EntitlementReason[] = [];
  if (state.advancePaidAtMs === null) reasons.push('ADVANCE_NOT_PAID');
  if (state.installedAtMs === null) reasons.push('NOT_INSTALLED');
  if (isLate(state.installedAtMs, rules.installedBeforeMs)) reasons.push('INSTALLED_LATE');
  if (!state.isVerificationSigned) reasons.push('VERIFICATION_UNSIGNED');
  if (state.unitInvoicedCents === null) reasons.push('INVOICE_MISSING');
  if (state.balanceDepositedAtMs === null) reasons.push('BALANCE_NOT_DEPOSITED');
  if (isLate(state.balanceDepositedAtMs, rules.balanceDepositedBeforeMs)) {
    reasons.push('BALANCE_DEPOSITED_LATE');
  }
  return reasons;
}

function usageReasons(
  state: RequestState,
  unit: string,
  usage: UsageAssessment | undefined,
): EntitlementReason[] {
  if (usage === undefined) {
    throw new Error(
      `entitlement of ${state.client}/${state.solution}: expected the usage of each of its billing units, that of ${unit} is missing`,
    );
  }
  return usage.verdict === 'below' ? ['USAGE_BELOW_THRESHOLD'] : [];
}

/** Perimeter of the last request: of the balance, else of the advance, else of the order. */
function lastPerimeter(state: RequestState): readonly string[] {
  if (state.balanceDepositedAtMs !== null) return state.balanceUnits;
  return state.advanceUnits.length > 0 ? state.advanceUnits : state.units;
}

function isLate(atMs: number | null, beforeMs: number | null): boolean {
  return atMs !== null && beforeMs !== null && atMs >= beforeMs;
}

function undecided(unit: string): UnitEntitlement {
  return {
    unit,
    advanceInclTaxCents: 0,
    balanceInclTaxCents: 0,
    reasons: ['RULES_UNKNOWN'],
    ruleVersion: '',
  };
}
