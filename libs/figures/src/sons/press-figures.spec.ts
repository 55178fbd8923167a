import { deadlinesOf, newRequest, type RequestState, type UsageAssessment } from '#libs/sons-rules';
import { describe, expect, it } from '@jest/globals';
import { pressFiguresOf } from './press-figures.js';

const CLOSING_MS = deadlinesOf('V1-CITY', Infinity).balanceDepositedBeforeMs ?? 0;

const request = (given: Partial<RequestState>): RequestState => ({
  ...newRequest('2080010572', 91),
  window: 'V1-CITY',
  signedAtMs: 1,
  ...given,
});

const assessment = (verdict: UsageAssessment['verdict']): UsageAssessment => ({
  client: '2080010572',
  solution: 91,
  unit: '898000312334',
  documents: 0,
  isCapped: false,
  threshold: 10,
  windowFromMs: null,
  windowToMs: null,
  distance: -10,
  verdict,
  cause: null,
});

describe('pressFiguresOf', () => {
  it('counts a balance that was deposited one millisecond before the closing, and not one at it', () => {
    const { balances } = pressFiguresOf(
      [
        request({ balanceFirstDepositedAtMs: CLOSING_MS - 1 }),
        request({ balanceFirstDepositedAtMs: CLOSING_MS }),
        request({ balanceFirstDepositedAtMs: null }),
      ],
      [],
    );
    expect(CLOSING_MS).toBe(Date.UTC(2023, 11, 14, 13));
    expect(balances).toMatchObject({ depositedAtClosing: 1, share: 1 / 3 });
  });

  it('tells deposited, validated and paid apart', () => {
    const deposited = { balanceFirstDepositedAtMs: 5 };
    const validated = { ...deposited, balanceValidatedAtMs: 6 };
    const { balances } = pressFiguresOf(
      [request(deposited), request(validated), request({ ...validated, balancePaidAtMs: 7 })],
      [],
    );
    expect(balances).toMatchObject({ depositedAtClosing: 3, validated: 2, paid: 1 });
  });

  it('leaves units without a decision out of the share below the threshold', () => {
    const verdicts = ['below', 'met', 'met', 'met', 'not_applicable', 'not_installed'] as const;
    expect(pressFiguresOf([], verdicts.map(assessment))).toMatchObject({
      billingUnits: 6,
      belowThreshold: { count: 1, decided: 4, share: 0.25 },
      balances: { share: 0 },
    });
  });

  it('leaves out a request whose order was refused', () => {
    expect(pressFiguresOf([newRequest('2080010572', 91)], []).requests).toBe(0);
  });
});
