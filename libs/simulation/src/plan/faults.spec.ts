import { admit, REFUSAL, REFUSAL_REASONS, refusalOfCode } from '#libs/admission';
import { REFUSAL_REASON_SYMBOLS } from '#libs/events';
import { monthStartMs, parseMonth } from '#libs/reference';
import { describe, expect, it } from '@jest/globals';
import {
  attemptToRefuse,
  EXTRA,
  extraRates,
  extrasOfMonth,
  FaultRatesError,
  isRefusal,
} from './faults.js';
import { testFaults } from './test-scenario.js';

const IN_2023_MS = monthStartMs(parseMonth('2023-01'));

describe('faults', () => {
  it.each(REFUSAL_REASONS.map(({ code }) => code))(
    'build attempts that admission refuses for reason %i and no other',
    (code) => {
      expect(admit(attemptToRefuse(code, IN_2023_MS))).toBe(code);
    },
  );

  it('name the refusals as the events do, one place lower', () => {
    expect(REFUSAL_REASONS.map(({ symbol }) => symbol)).toEqual([...REFUSAL_REASON_SYMBOLS]);
    REFUSAL_REASON_SYMBOLS.forEach((symbol, index) => {
      expect(refusalOfCode(index + 1).symbol).toBe(symbol);
    });
  });

  it('tell refusals from changes of documents', () => {
    expect(isRefusal(REFUSAL.emptyDocument - 1)).toBe(true);
    expect(isRefusal(EXTRA.replaced)).toBe(false);
    expect(isRefusal(EXTRA.deleted)).toBe(false);
  });

  it('are whole numbers of the accepted documents, by kind', () => {
    const rates = extraRates(
      testFaults({ refusedDeposit: { SIM_DMP_OPPOSED: 0.02 }, replacedDocument: { rate: 0.015 } }),
    );
    const extras = extrasOfMonth(1000, rates, IN_2023_MS);
    expect(extras[REFUSAL.dmpOpposed - 1]).toBe(20);
    expect(extras[EXTRA.replaced]).toBe(15);
  });

  it('refuse nobody for an unqualified identity in a month when that is tolerated', () => {
    const rates = extraRates(testFaults({ refusedDeposit: { INS_NOT_QUALIFIED: 0.02 } }));
    const december = monthStartMs(parseMonth('2022-12'));
    expect(extrasOfMonth(1000, rates, december)[REFUSAL.insNotQualified - 1]).toBe(0);
    expect(extrasOfMonth(1000, rates, IN_2023_MS)[REFUSAL.insNotQualified - 1]).toBe(20);
  });

  it('are limited to less than half of the documents', () => {
    const faults = (rate: number) =>
      testFaults({
        refusedDeposit: {},
        replacedDocument: { rate },
        changedVisibility: { rate: 0 },
        deletedDocument: { rate: 0.25 },
      });
    expect(() => extraRates(faults(0.25))).toThrow(FaultRatesError);
    expect(() => extraRates(faults(0.25))).toThrow('got 0.5');
    expect(() => extraRates(faults(0.24))).not.toThrow();
  });

  it('with an unknown reason are refused by name', () => {
    expect(() => extraRates(testFaults({ refusedDeposit: { NOPE: 0.1 } }))).toThrow('NOPE');
  });
});
