import { describe, expect, it } from '@jest/globals';
import { newRequest } from '../request/new-request.js';
import { compareSonsCells } from './compare-sons-cells.js';
import { decodeSonsCells, encodeSonsCells, requestCell, SonsCellsError } from './sons-cells.js';

describe('cells of the SONS', () => {
  const cells = new Map([
    ['usage b', 'nine; à peine'],
    ['line a', '8520 + 1704'],
  ]);

  it('come back from their bytes, and the order they were made in leaves no trace', () => {
    const reordered = new Map([...cells].reverse());
    expect(decodeSonsCells(encodeSonsCells(cells))).toEqual(cells);
    expect(encodeSonsCells(reordered)).toEqual(encodeSonsCells(cells));
    expect(decodeSonsCells(encodeSonsCells(new Map()))).toEqual(new Map());
  });

  it('are refused when they were cut or are something else', () => {
    const bytes = encodeSonsCells(cells);
    expect(() => decodeSonsCells(bytes.subarray(0, bytes.length - 1))).toThrow(SonsCellsError);
    expect(() => decodeSonsCells(new TextEncoder().encode('no tab\n'))).toThrow(SonsCellsError);
  });

  it('name what is changed, missing and extra', () => {
    const actual = new Map([
      ['usage b', 'ten'],
      ['line c', '1'],
    ]);
    expect(compareSonsCells(cells, actual)).toEqual({
      cells: 3,
      differences: [
        { key: 'line a', expected: '8520 + 1704', actual: undefined },
        { key: 'line c', expected: undefined, actual: '1' },
        { key: 'usage b', expected: 'nine; à peine', actual: 'ten' },
      ],
    });
    expect(compareSonsCells(cells, cells).differences).toEqual([]);
  });

  it('tell two states of a request apart, whatever the order of their fields', () => {
    const state = newRequest('3081234567', 87);
    const reordered = Object.fromEntries(
      Object.entries(state).reverse(),
    ) as unknown as typeof state; // Same fields.
    expect(requestCell(reordered)).toEqual(requestCell(state));
    expect(requestCell({ ...state, nextStep: 1 })[1]).not.toBe(requestCell(state)[1]);
  });
});
