import { describe, expect, it } from '@jest/globals';
import { columnOf, tableOf } from '../../test-figures.js';
import { rowsOf } from '../shell/table-rows.js';
import { apartFrom, isComplete, reachedOf } from './people-rows.js';

const columns = [
  columnOf('month', 'month', 'dimension'),
  columnOf('perimeter', 'text', 'dimension'),
  columnOf('share', 'decimal', 'value'),
  columnOf('share_low', 'decimal', 'value'),
  columnOf('share_high', 'decimal', 'value'),
];
const table = tableOf('people', columns, [
  ['2023-12', '01', 0.3, 0.2, 0.4],
  ['2023-12', '02', 0.1, 0.05, 0.2],
  ['2023-12', '03', null, null, null],
]);

describe('people reached on a page', () => {
  it('leaves out the rows that are suppressed', () => {
    expect(reachedOf(rowsOf(table)).map(({ place }) => place)).toEqual(['01', '02']);
  });

  it.each([
    ['calendar_month', 1, true],
    ['calendar_year', 11, false],
    ['calendar_year', 12, true],
    ['rolling_12_months', 11, false],
    ['rolling_12_months', 12, true],
  ])('are of a whole window or of a part of it: %s with %d months: %s', (window, months, whole) => {
    const [reached] = reachedOf(rowsOf(table));
    if (reached === undefined) throw new Error('no row');
    expect(isComplete(window, { ...reached, monthsInWindow: months })).toBe(whole);
  });

  it.each([
    [0.19, ['01'], []],
    [0.2, [], []],
    [0.21, [], ['02']],
  ])(
    'tells a place from the share %d only where its interval leaves that out',
    (share, up, down) => {
      const { above, below } = apartFrom(share, reachedOf(rowsOf(table)));
      expect([above, below].map((places) => places.map(({ place }) => place))).toEqual([up, down]);
    },
  );
});
