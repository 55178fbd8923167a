import type { BalanceDeposited, BalancePaid } from '#libs/events';
import { needsMssDeployment } from '../calendar/windows.js';
import type { Deadlines } from '../calendar/deadlines.js';
import { balanceLines, sumOfLines } from '../ledger/payment-lines.js';
import { refusal, type FactRefusal } from './fact-refusal.js';
import { rulesKnownOn, rulesUnknown } from './known-rules.js';
import { amountRefusal } from './money-facts.js';
import type { Outcome } from './outcome.js';
import { perimeterRefusal } from './perimeter.js';
import type { RequestState } from './request-state.js';

/**
 * The deposit of a balance. A late one is recorded, the decision says that it is late. After an
 * amendment the last deposit counts, its instant too (assumed).
 */
export function depositBalance(state: RequestState, fact: BalanceDeposited): Outcome {
  const missing = missingOfBalance(state, fact);
  if (missing !== undefined) return missing;
  return {
    changes: {
      status: 'balance_deposited',
      balanceUnits: fact.units,
      balanceFirstDepositedAtMs: state.balanceFirstDepositedAtMs ?? fact.registeredAt,
      balanceDepositedAtMs: fact.registeredAt,
    },
  };
}

/** The payment of a balance: validated, verified with a signature, in time, for units of the balance, exactly its lines. */
export function payBalance(state: RequestState, fact: BalancePaid): Outcome {
  const rules = rulesKnownOn(state.window, fact.registeredAt);
  if (rules === undefined) return rulesUnknown(state.window, fact.registeredAt);
  const stopped =
    conditionRefusal(state, rules) ??
    perimeterRefusal(fact.units, { units: state.balanceUnits, of: 'the balance' });
  if (stopped !== undefined) return stopped;
  const paidAtMs = fact.registeredAt;
  const payment = { step: fact.step, paidAtMs, ruleVersion: rules.version };
  const lines = balanceLines(state, fact.units, payment);
  const changes = {
    status: 'balance_paid',
    balancePaidAtMs: paidAtMs,
    balancePaidStep: fact.step,
    paidUnits: fact.units,
  } as const;
  return amountRefusal(fact.amount, sumOfLines(lines), lines) ?? { changes, lines };
}

function missingOfBalance(state: RequestState, fact: BalanceDeposited): FactRefusal | undefined {
  if (state.installedAtMs === null) {
    return refusal('NOT_INSTALLED', 'a verified installation', 'none');
  }
  if (state.unitInvoicedCents === null) return refusal('INVOICE_MISSING', 'an invoice', 'none');
  if (fact.mssDeployment === null && needsMssDeployment(state.window, fact.registeredAt)) {
    return refusal('MSS_DEPLOYMENT_MISSING', 'CASE_1 or CASE_2', 'none');
  }
  return perimeterRefusal(fact.units, { units: state.advanceUnits, of: 'the advance' });
}

function conditionRefusal(state: RequestState, rules: Deadlines): FactRefusal | undefined {
  if (!state.isVerificationSigned) {
    return refusal('VERIFICATION_UNSIGNED', 'a verification signed by the client', 'none');
  }
  const deadlineMs = rules.balanceDepositedBeforeMs;
  const depositedAtMs = state.balanceDepositedAtMs ?? Infinity;
  if (deadlineMs !== null && depositedAtMs >= deadlineMs) {
    const expected = `a deposit before ${deadlineMs} ms (${rules.version})`;
    return refusal('AFTER_DEADLINE', expected, `${depositedAtMs} ms`);
  }
  return undefined;
}
