import type { EditorEnrolled, IncentiveClaimed, RequestFact, SonsFact } from '#libs/events';
import { isIban, isPsIdNat, isSiret, isStructIdNat } from '#libs/identifiers';
import { EDITORS, SONS_SOLUTIONS, type SonsDsrCode } from '#libs/reference';
import { SONS_WINDOWS } from '../calendar/windows.js';
import { incentiveLineOf } from '../incentives/incentive-line.js';
import { AmountError, parseEuros } from '../money/euros.js';
import { isBilledPerDoctor } from './billing-units.js';
import { refusal, type FactRefusal } from './fact-refusal.js';

/** Who the clients are. */
export interface KnownClients {
  /** Code of a client's department; undefined for nobody's identifier. */
  departmentOf(client: string): string | undefined;
}

/**
 * What is wrong with a fact whatever its request's state: identifiers, amounts, the client, the
 * solution, the window, the editor. Undefined when nothing is. Facts come decoded, their shape is right.
 */
export function checkFact(fact: SonsFact, known: KnownClients): FactRefusal | undefined {
  if (fact.record === 'EditorEnrolled') return checkEnrolment(fact);
  if (fact.record === 'IncentiveClaimed') return checkIncentive(fact, known);
  return checkRequestFact(fact, known);
}

const windowCodes: ReadonlySet<string> = new Set(SONS_WINDOWS.map(({ code }) => code));
const editorCodes: ReadonlySet<string> = new Set(EDITORS.map(({ code }) => code));

function checkRequestFact(fact: RequestFact, known: KnownClients): FactRefusal | undefined {
  const stopped = checkClient(fact.client, known);
  if (stopped !== undefined) return stopped;
  const solution = SONS_SOLUTIONS[fact.solution];
  if (solution === undefined) {
    return refusal('UNKNOWN_SOLUTION', `0 to ${SONS_SOLUTIONS.length - 1}`, fact.solution);
  }
  return (
    ('units' in fact ? checkUnits(fact.units, solution.dsr) : undefined) ??
    checkAmountOf(fact) ??
    (fact.record === 'OrderSigned'
      ? (checkWindow(fact.window) ?? checkBasis(fact.basis))
      : undefined)
  );
}

/** Nothing is ordered, invoiced or recovered for nothing; a payment of zero is left to the sum of its lines. */
function checkAmountOf(fact: RequestFact): FactRefusal | undefined {
  if (fact.record === 'OrderSigned') return checkAmount(fact.unitPrice, 'above zero');
  if (fact.record === 'InvoiceIssued') return checkAmount(fact.unitAmount, 'above zero');
  if (fact.record === 'PaymentRecovered') return checkAmount(fact.amount, 'above zero');
  return 'amount' in fact ? checkAmount(fact.amount, 'or zero') : undefined;
}

function checkClient(client: string, known: KnownClients): FactRefusal | undefined {
  // The directory holds valid identifiers only, so that most clients need one look-up.
  if (known.departmentOf(client) !== undefined) return undefined;
  if (!isStructIdNat(client)) return refusal('BAD_CLIENT', 'a StructIdNat', quoted(client));
  return refusal('UNKNOWN_CLIENT', 'a client of the directory', quoted(client));
}

function checkWindow(window: string): FactRefusal | undefined {
  if (windowCodes.has(window)) return undefined;
  return refusal('UNKNOWN_WINDOW', [...windowCodes].join(', '), quoted(window));
}

function checkUnits(units: readonly string[], dsr: SonsDsrCode): FactRefusal | undefined {
  if (units.length === 0) return refusal('EMPTY_PERIMETER', 'one unit at least', 'none');
  const isUnit = isBilledPerDoctor(dsr) ? isPsIdNat : isStructIdNat;
  const seen = new Set<string>();
  for (const unit of units) {
    if (!isUnit(unit)) {
      const expected = isUnit === isPsIdNat ? 'a PSIdNat' : 'a StructIdNat';
      return refusal('BAD_UNIT', `${expected} (${dsr})`, quoted(unit));
    }
    if (seen.has(unit)) return refusal('DUPLICATE_UNIT', 'each unit once', quoted(unit));
    seen.add(unit);
  }
  return undefined;
}

function checkAmount(text: string, least: 'or zero' | 'above zero'): FactRefusal | undefined {
  try {
    const cents = parseEuros(text);
    if (cents > 0 || least === 'or zero') return undefined;
    return refusal('AMOUNT_ZERO', 'an amount above zero', quoted(text));
  } catch (error) {
    if (!(error instanceof AmountError)) throw error;
    return refusal(error.reason, 'euros with exactly two decimals, not negative', quoted(text));
  }
}

function checkBasis(basis: number): FactRefusal | undefined {
  if (Number.isSafeInteger(basis) && basis >= 0) return undefined;
  return refusal('BAD_BASIS', 'a whole number from 0', basis);
}

function checkEnrolment(fact: EditorEnrolled): FactRefusal | undefined {
  if (!editorCodes.has(fact.editor)) {
    return refusal('UNKNOWN_EDITOR', `one of ${editorCodes.size} codes`, quoted(fact.editor));
  }
  if (!isSiret(fact.siret)) return refusal('SIRET_INVALID', 'a SIRET', quoted(fact.siret));
  if (!isIban(fact.iban)) return refusal('IBAN_INVALID', 'an IBAN', quoted(fact.iban));
  return undefined;
}

function checkIncentive(fact: IncentiveClaimed, known: KnownClients): FactRefusal | undefined {
  const claimed = incentiveLineOf(fact);
  if ('refusal' in claimed) return claimed.refusal;
  return fact.scheme === 'AVENANT_9' ? undefined : checkClient(fact.beneficiary, known);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
