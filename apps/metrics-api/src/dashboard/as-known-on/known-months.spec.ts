import { describe, expect, it } from '@jest/globals';
import { columnOf, tableOf } from '../../test-figures.js';
import { knownMonths, publicationInstants } from './known-months.js';

const columns = [
  columnOf('month', 'month', 'dimension'),
  columnOf('revision', 'integer', 'dimension'),
  columnOf('documents', 'integer', 'value'),
  columnOf('published_at', 'instant', 'attribute'),
];
const FIRST = '2024-01-10T09:00:00Z';
const SECOND = '2024-02-10T09:00:00Z';

const now = tableOf('months', columns, [
  ['2023-12', 1, 100, FIRST],
  ['2023-12', 2, 120, SECOND],
  ['2023-11', 1, 80, FIRST],
  ['2024-01', 1, 90, null],
]);
const then = tableOf('months', columns, [
  ['2023-11', 1, 80, FIRST],
  ['2023-12', 1, 100, FIRST],
]);

describe('knownMonths', () => {
  it('sets what was known beside what is known, month by month', () => {
    expect(knownMonths(then, now)).toEqual([
      {
        month: '2023-11',
        then: { revision: 1, documents: 80, publishedAt: FIRST },
        now: { revision: 1, documents: 80, publishedAt: FIRST },
        isRevised: false,
      },
      {
        month: '2023-12',
        then: { revision: 1, documents: 100, publishedAt: FIRST },
        now: { revision: 2, documents: 120, publishedAt: SECOND },
        isRevised: true,
      },
      {
        month: '2024-01',
        then: null,
        now: { revision: 1, documents: 90, publishedAt: null },
        isRevised: false,
      },
    ]);
  });

  it('tells a revision also where its figures are suppressed', () => {
    const before = tableOf('months', columns, [['2023-12', 1, null, FIRST]]);
    const after = tableOf('months', columns, [['2023-12', 2, null, null]]);
    expect(knownMonths(before, after).map(({ isRevised }) => isRevised)).toEqual([true]);
    expect(knownMonths(before, before).map(({ isRevised }) => isRevised)).toEqual([false]);
  });

  it('knows nothing of any month before the first publication', () => {
    const nothing = tableOf('months', columns, []);
    expect(knownMonths(nothing, now).map((month) => month.then)).toEqual([null, null, null]);
    expect(knownMonths(nothing, nothing)).toEqual([]);
  });

  it('tells when something was published, once each', () => {
    expect(publicationInstants(now)).toEqual([FIRST, SECOND]);
  });
});
