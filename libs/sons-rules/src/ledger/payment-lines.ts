import type { TaxedAmount } from '../money/taxed.js';
import { billingUnitsOf } from '../request/billing-units.js';
import type { RequestState } from '../request/request-state.js';
import { advanceAmount, balanceAmount, reversed } from './line-amounts.js';
import type { LineKind, PayoutLine } from './payout-line.js';

/** The payment that lines belong to. */
export interface Payment {
  readonly step: number;
  /** Milliseconds since 1970 in UTC. */
  readonly paidAtMs: number;
  /** Version of the rules that was known then. */
  readonly ruleVersion: string;
}

/** The advance: a line for each billing unit of its perimeter. */
export function advanceLines(state: RequestState, payment: Payment): PayoutLine[] {
  const amount = advanceAmount(state);
  return billingUnitsOf(state, state.advanceUnits).map((unit) =>
    lineOf(state, payment, { unit, kind: 'advance', amount }),
  );
}

/**
 * The balance: a line for each billing unit that is paid, then one that takes the advance back from
 * each that left the perimeter. A unit that stays without being paid keeps its advance.
 *
 * @param units perimeter units that are paid
 */
export function balanceLines(
  state: RequestState,
  units: readonly string[],
  payment: Payment,
): PayoutLine[] {
  const amount = balanceAmount(state);
  const paid = billingUnitsOf(state, units).map((unit) =>
    lineOf(state, payment, { unit, kind: 'balance', amount }),
  );
  const stayed = new Set(billingUnitsOf(state, state.balanceUnits));
  const left = billingUnitsOf(state, state.advanceUnits).filter((unit) => !stayed.has(unit));
  return [...paid, ...left.map((unit) => reversalOf(state, payment, unit, 'offset', 'advance'))];
}

/**
 * The recovery: takes back each line of the units that was not taken back before.
 *
 * @param units perimeter units of the balance; an offset has settled every other unit
 */
export function recoveryLines(
  state: RequestState,
  units: readonly string[],
  payment: Payment,
): PayoutLine[] {
  const withBalance = new Set(billingUnitsOf(state, state.paidUnits));
  return billingUnitsOf(state, units).flatMap((unit) => {
    const advance = reversalOf(state, payment, unit, 'recovery', 'advance');
    if (!withBalance.has(unit)) return [advance];
    return [advance, reversalOf(state, payment, unit, 'recovery', 'balance')];
  });
}

/** Sum of lines, cents, tax included. */
export function sumOfLines(lines: readonly PayoutLine[]): number {
  return lines.reduce((sum, { inclTaxCents }) => sum + inclTaxCents, 0);
}

function reversalOf(
  state: RequestState,
  payment: Payment,
  unit: string,
  kind: 'offset' | 'recovery',
  takesBack: 'advance' | 'balance',
): PayoutLine {
  const isAdvance = takesBack === 'advance';
  const step = isAdvance ? state.advancePaidStep : state.balancePaidStep;
  if (step === null) {
    throw new Error(`ledger: expected a paid ${takesBack} to take back, came ${lineId(state)}`);
  }
  return lineOf(state, payment, {
    unit,
    kind,
    amount: reversed(isAdvance ? advanceAmount(state) : balanceAmount(state)),
    suffix: kind === 'recovery' ? `-${takesBack}` : '',
    reverses: lineId(state, step, unit, takesBack),
  });
}

interface LineParts {
  readonly unit: string;
  readonly kind: LineKind;
  readonly amount: TaxedAmount;
  readonly suffix?: string;
  readonly reverses?: string;
}

function lineOf(
  state: RequestState,
  { step, paidAtMs, ruleVersion }: Payment,
  { unit, kind, amount, suffix = '', reverses }: LineParts,
): PayoutLine {
  return {
    line: lineId(state, step, unit, `${kind}${suffix}`),
    client: state.client,
    solution: state.solution,
    unit,
    kind,
    paidAtMs,
    exclTaxCents: amount.exclTaxCents,
    vatPermille: amount.vatPermille,
    vatCents: amount.vatCents,
    inclTaxCents: amount.inclTaxCents,
    ruleVersion,
    reverses: reverses ?? null,
  };
}

function lineId({ client, solution }: RequestState, ...rest: readonly (string | number)[]): string {
  return [client, solution, ...rest].join('/');
}
