import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FIGURES_LIMITS } from './figures-limits.js';
import { queryTextOf } from './query-text.js';

describe('the text of a query', () => {
  it('gives back whatever was encoded, in its order', () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: FIGURES_LIMITS.valueCharactersMax })
      .filter((value) => !/[\p{Cc}\p{Cs}]/u.test(value));
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 8 }), (pairs) => {
        const url = `/v1/x?${pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')}`;
        const { values, faults } = queryTextOf(url);
        expect(faults).toEqual([]);
        const came = [...values].flatMap(([name, ones]) => ones.map((one) => [name, one]));
        const expected = [...new Set(pairs.map(([name]) => name))].flatMap((name) =>
          pairs.filter(([other]) => other === name),
        );
        expect(came).toEqual(expected);
      }),
    );
  });

  it.each([
    ['a broken percent sign', 'month=%zz', 'month'],
    ['bytes that are no UTF-8', 'month=%ff%fe', 'month'],
    ['UTF-8 of half a surrogate pair', 'month=%ed%a0%80', 'month'],
    ['UTF-8 that is longer than needed', 'month=%c0%80', 'month'],
    ['NUL', 'month=2023-12%00', 'month'],
    ['a line feed', 'month=2023-12%0d%0aSet-Cookie:a', 'month'],
    ['a name that cannot be decoded', '%zz=1', 'query'],
    ['a name with NUL', '%00=1', 'query'],
    ['no name', '=1', 'query'],
  ])('refuses %s', (_, query, field) => {
    expect(queryTextOf(`/v1/x?${query}`).faults).toEqual([
      { field, reason: expect.stringMatching(/^expected .+; came /) },
    ]);
  });

  it('accepts the longest value of a list and refuses one character more', () => {
    const { valueCharactersMax } = FIGURES_LIMITS;
    const faultsOf = (length: number): number =>
      queryTextOf(`/v1/x?department=35,${'x'.repeat(length)}`).faults.length;
    expect(faultsOf(valueCharactersMax)).toBe(0);
    expect(faultsOf(valueCharactersMax + 1)).toBe(1);
  });
});
