import { describe, expect, it } from '@jest/globals';
import { requestsUntil } from './requests-until.js';
import { CLIENT, UNTIL_INSTALLED, dayOfStep, storedFacts } from './test-request.js';

const known = { departmentOf: (client: string) => (client === CLIENT ? '75' : undefined) };
const facts = storedFacts(UNTIL_INSTALLED);

describe('requestsUntil', () => {
  it.each([
    ['one millisecond before a fact', dayOfStep(4) - 1, 'advance_validated', 4],
    ['at a fact', dayOfStep(4), 'advance_paid', 5],
    ['after all facts', Infinity, 'advance_paid', 6],
  ])('stands where it stood %s', (_, untilMs, status, nextStep) => {
    expect(requestsUntil(facts, untilMs, known)).toEqual([
      expect.objectContaining({ client: CLIENT, status, nextStep }),
    ]);
  });

  it('knows no request before its first fact', () => {
    expect(requestsUntil(facts, dayOfStep(0) - 1, known)).toEqual([]);
  });

  it('waits at a step that was registered later than the ones after it', () => {
    const late = facts.map((stored) =>
      'step' in stored.fact && stored.fact.step === 2
        ? { ...stored, fact: { ...stored.fact, registeredAt: dayOfStep(30) } }
        : stored,
    );
    expect(requestsUntil(late, dayOfStep(10), known)[0]).toMatchObject({
      status: 'order_deposited',
      nextStep: 2,
    });
  });

  it('lets a refused fact take its step and nothing else', () => {
    const refused = facts
      .slice(0, 2)
      .map((stored, step) =>
        step === 1 ? { ...stored, outcome: 'refused' as const, reason: 'UNKNOWN_WINDOW' } : stored,
      );
    expect(requestsUntil(refused, Infinity, known)[0]).toMatchObject({
      status: 'order_signed',
      nextStep: 2,
    });
  });

  it('names the client of an applied fact that no directory holds', () => {
    const nobody = { departmentOf: () => undefined };
    expect(() => requestsUntil(facts, Infinity, nobody)).toThrow(new RegExp(CLIENT));
  });
});
