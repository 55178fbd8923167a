import type { RequestFact } from '#libs/events';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseEuros } from '../money/euros.js';
import type { PayoutLine } from '../ledger/payout-line.js';
import { evolveRequest, RequestFactMisplacedError } from './evolve-request.js';
import type { FactRefusal } from './fact-refusal.js';
import { newRequest } from './new-request.js';
import type { RequestState } from './request-state.js';
import {
  CLIENT,
  CLOSING_MS,
  DEPARTMENT,
  DOCTORS,
  history,
  LGC,
  untilValidated,
  type FactBody,
} from './test-history.js';

interface Told {
  readonly state: RequestState;
  readonly lines: readonly PayoutLine[];
  readonly refusals: readonly FactRefusal[];
}

/** Applies facts in the order of their steps, whatever the order in which they come; repeats are dropped by step. */
function tell(facts: readonly RequestFact[]): Told {
  let state = newRequest(CLIENT, LGC);
  const lines: PayoutLine[] = [];
  const refusals: FactRefusal[] = [];
  const held = new Map<number, RequestFact>();
  for (const fact of facts) {
    if (fact.step >= state.nextStep) held.set(fact.step, fact);
    for (let due = held.get(state.nextStep); due !== undefined; due = held.get(state.nextStep)) {
      held.delete(due.step);
      const evolution = evolveRequest(state, due, DEPARTMENT);
      state = evolution.state;
      lines.push(...evolution.lines);
      if (evolution.refusal) refusals.push(evolution.refusal);
    }
  }
  return { state, lines, refusals };
}

const sumOf = (lines: readonly PayoutLine[]): number =>
  lines.reduce((sum, { inclTaxCents }) => sum + inclTaxCents, 0);

const paidToBoth: FactBody = { record: 'BalancePaid', units: DOCTORS, amount: '477.12' };
const paidHistory = (): RequestFact[] => history([...untilValidated({}), paidToBoth]);

describe('a request', () => {
  it('is paid 284 € and tax for each doctor, in two parts', () => {
    const { state, lines, refusals } = tell(paidHistory());
    expect(refusals).toEqual([]);
    expect(state.status).toBe('balance_paid');
    expect(lines.map(({ kind, exclTaxCents, vatCents }) => [kind, exclTaxCents, vatCents])).toEqual(
      [
        ['advance', 8520, 1704],
        ['advance', 8520, 1704],
        ['balance', 19_880, 3976],
        ['balance', 19_880, 3976],
      ],
    );
    expect(sumOf(lines)).toBe(parseEuros('204.48') + parseEuros('477.12'));
  });

  it('comes out the same however its facts are shuffled and repeated', () => {
    const expected = tell(paidHistory());
    const twice = [...paidHistory(), ...paidHistory()];
    fc.assert(
      fc.property(fc.shuffledSubarray(twice, { minLength: twice.length }), (facts) => {
        expect(tell(facts)).toEqual(expected);
      }),
    );
  });

  it('refuses a balance before its advance is paid, and goes on with the next step', () => {
    const early = history([
      ...untilValidated({}).slice(0, 4),
      { record: 'BalanceIncomplete' },
      { record: 'AdvancePaid', amount: '204.48' },
    ]);
    const { state, refusals } = tell(early);
    expect(refusals.map(({ reason }) => reason)).toEqual(['ADVANCE_NOT_PAID']);
    expect(state).toMatchObject({ status: 'advance_paid', nextStep: 6 });
  });

  it('refuses a payment that is a cent off its lines, and adds no line', () => {
    const off = history([
      ...untilValidated({}).slice(0, 4),
      { record: 'AdvancePaid', amount: '204.49' },
    ]);
    const { lines, refusals } = tell(off);
    expect(refusals[0]?.reason).toBe('AMOUNT_MISMATCH');
    expect(refusals[0]?.detail).toMatch(/204\.48/);
    expect(lines).toEqual([]);
  });

  it('refuses a balance for a doctor that the advance did not name', () => {
    const added = untilValidated({ balanceUnits: [...DOCTORS, '898000000009'] });
    expect(tell(history(added)).refusals[0]?.reason).toBe('PERIMETER_MISMATCH');
  });

  it('takes back the advance of a doctor who left the perimeter', () => {
    const [first = ''] = DOCTORS;
    const facts = history([
      ...untilValidated({ balanceUnits: [first] }),
      { record: 'BalancePaid', units: [first], amount: '136.32' },
    ]);
    const { lines, refusals } = tell(facts);
    expect(refusals).toEqual([]);
    expect(lines.map(({ kind }) => kind)).toEqual(['advance', 'advance', 'balance', 'offset']);
    expect(sumOf(lines)).toBe(34_080);
  });

  it.each([
    [-1000, []],
    [-1, []],
    [0, ['AFTER_DEADLINE']],
    [1000, ['AFTER_DEADLINE']],
  ])('deposited %i ms from the closing is paid unless %j', (offsetMs, reasons) => {
    const depositedAtMs = CLOSING_MS + offsetMs;
    const facts = history([
      ...untilValidated({ depositedAtMs }),
      { ...paidToBoth, registeredAt: depositedAtMs + 2 * 86_400_000 },
    ]);
    expect(tell(facts).refusals.map(({ reason }) => reason)).toEqual(reasons);
  });

  it('is not paid its balance without a signed verification', () => {
    const facts = history([...untilValidated({ isSigned: false }), paidToBoth]);
    expect(tell(facts).refusals.map(({ reason }) => reason)).toEqual(['VERIFICATION_UNSIGNED']);
  });

  it('comes to nothing for a doctor whose payments are recovered', () => {
    const [first = ''] = DOCTORS;
    const facts = history([
      ...untilValidated({}),
      paidToBoth,
      { record: 'ControlOpened' },
      { record: 'PaymentRecovered', units: [first], amount: '340.80' },
    ]);
    const { state, lines, refusals } = tell(facts);
    expect(refusals).toEqual([]);
    expect(state.status).toBe('recovered');
    expect(sumOf(lines.filter(({ unit }) => unit === first))).toBe(0);
    expect(sumOf(lines)).toBe(34_080);
    expect(lines.filter(({ reverses }) => reverses !== null)).toHaveLength(2);
  });

  it('names what would have been allowed when a fact is not', () => {
    const [refusal] = tell(history([{ record: 'OrderDeposited' }])).refusals;
    expect(refusal).toMatchObject({ reason: 'ILLEGAL_TRANSITION' });
    expect(refusal?.detail).toMatch(/OrderSigned/);
  });

  it('never applies a fact whose turn has not come', () => {
    const [, second] = paidHistory();
    if (second === undefined) throw new Error('the history has one fact only');
    expect(() => evolveRequest(newRequest(CLIENT, LGC), second, DEPARTMENT)).toThrow(
      RequestFactMisplacedError,
    );
  });
});
