import type { AdvancePaid, AdvanceRequested, PaymentRecovered } from '#libs/events';
import { advanceLines, recoveryLines, sumOfLines } from '../ledger/payment-lines.js';
import type { PayoutLine } from '../ledger/payout-line.js';
import { formatEuros, parseEuros } from '../money/euros.js';
import { refusal, type FactRefusal } from './fact-refusal.js';
import { rulesKnownOn, rulesUnknown } from './known-rules.js';
import type { Outcome } from './outcome.js';
import { perimeterRefusal } from './perimeter.js';
import type { RequestState } from './request-state.js';

/** The request of an advance, for units of the order: all or fewer (assumed). After an amendment the last one counts. */
export function requestAdvance(state: RequestState, fact: AdvanceRequested): Outcome {
  const outside = perimeterRefusal(fact.units, { units: state.units, of: 'the order' });
  if (outside !== undefined) return outside;
  return { changes: { status: 'advance_requested', advanceUnits: fact.units } };
}

/** The payment of an advance: exactly its lines. */
export function payAdvance(state: RequestState, fact: AdvancePaid): Outcome {
  const rules = rulesKnownOn(state.window, fact.registeredAt);
  if (rules === undefined) return rulesUnknown(state.window, fact.registeredAt);
  const paidAtMs = fact.registeredAt;
  const lines = advanceLines(state, { step: fact.step, paidAtMs, ruleVersion: rules.version });
  const changes = {
    status: 'advance_paid',
    advancePaidAtMs: paidAtMs,
    advancePaidStep: fact.step,
  } as const;
  return amountRefusal(fact.amount, sumOfLines(lines), lines) ?? { changes, lines };
}

/** The recovery: exactly what was paid for the units and not taken back before. It ends the request (assumed). */
export function recoverPayment(state: RequestState, fact: PaymentRecovered): Outcome {
  const outside = perimeterRefusal(fact.units, { units: state.balanceUnits, of: 'the balance' });
  if (outside !== undefined) return outside;
  const rules = rulesKnownOn(state.window, fact.registeredAt);
  if (rules === undefined) return rulesUnknown(state.window, fact.registeredAt);
  const paidAtMs = fact.registeredAt;
  const payment = { step: fact.step, paidAtMs, ruleVersion: rules.version };
  const lines = recoveryLines(state, fact.units, payment);
  const changes = { status: 'recovered', recoveredAtMs: paidAtMs } as const;
  return amountRefusal(fact.amount, -sumOfLines(lines), lines) ?? { changes, lines };
}

/** Why a payment is not the sum of its lines, cents; undefined when it is. */
export function amountRefusal(
  amount: string,
  sumCents: number,
  lines: readonly PayoutLine[],
): FactRefusal | undefined {
  if (parseEuros(amount) === sumCents) return undefined;
  const expected = `${formatEuros(sumCents)}, the sum of ${lines.length} lines`;
  return refusal('AMOUNT_MISMATCH', expected, amount);
}
