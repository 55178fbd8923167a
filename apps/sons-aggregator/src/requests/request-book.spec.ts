import type { RequestFact } from '#libs/events';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { catalogueClients } from '../known-clients.js';
import { historyOf, practices } from '../test-facts.js';
import { RequestBook, type RequestChanges } from './request-book.js';

const known = catalogueClients();
const [given] = practices(1, 3);
if (given === undefined) throw new Error('no practices');
const history = historyOf(given, 'sons/test/1/0');

const bookOf = (facts: readonly RequestFact[]): RequestBook => {
  const book = new RequestBook(0, known, () => undefined);
  for (const [offset, fact] of facts.entries()) book.add(fact, BigInt(offset));
  return book;
};
/** What was said of each fact last, and the state, as they would be stored. */
const storedOf = ({ facts, requests, lines }: RequestChanges): unknown => ({
  outcomes: facts
    .map(({ fact, outcome, reason }) => JSON.stringify({ fact, outcome, reason }))
    .sort(),
  requests,
  lines: lines.map((line) => JSON.stringify(line)).sort(),
});

describe('RequestBook', () => {
  it('says the same of facts in any order', () => {
    const whole = storedOf(bookOf(history).takeChanges());
    fc.assert(
      fc.property(
        fc.shuffledSubarray(history, { minLength: history.length }),
        fc.nat(history.length),
        (facts, commit) => {
          const book = bookOf(facts.slice(0, commit));
          const first = book.takeChanges();
          for (const [index, fact] of facts.slice(commit).entries()) {
            book.add(fact, BigInt(commit + index));
          }
          const second = book.takeChanges();
          const last = new Map([...first.facts, ...second.facts].map((row) => [row.offset, row]));
          const requests = second.requests.length > 0 ? second.requests : first.requests;
          const lines = [...first.lines, ...second.lines];
          const all = { facts: [...last.values()], requests, lines, incentives: [] };
          expect(storedOf(all)).toEqual(whole);
        },
      ),
    );
  });

  it('stores a fact once, as applied, when its turn comes before the commit', () => {
    const { facts } = bookOf(history.toReversed()).takeChanges();
    expect(facts).toHaveLength(history.length);
    expect(new Set(facts.map(({ outcome }) => outcome))).toEqual(new Set(['applied']));
  });

  it('keeps one list of units for a request whose facts all name the same', () => {
    const copies = structuredClone(history);
    const state = bookOf(copies).stateOf(given.client, given.solution);
    expect(state?.units).toEqual(given.units);
    expect(state?.advanceUnits).toBe(state?.units);
    expect(state?.balanceUnits).toBe(state?.units);
    expect(state?.paidUnits).toBe(state?.units);
  });

  it('keeps other units, or another order of them, as the facts name them', () => {
    const balanceUnits = given.units.slice(1);
    const advanceUnits = given.units.toReversed();
    const changed = history.map((fact) => {
      if (fact.record === 'AdvanceRequested') return { ...fact, units: advanceUnits };
      return fact.record === 'BalanceDeposited' ? { ...fact, units: balanceUnits } : fact;
    });
    const state = bookOf(changed).stateOf(given.client, given.solution);
    expect(state).toMatchObject({ units: given.units, advanceUnits, balanceUnits });
  });
});
