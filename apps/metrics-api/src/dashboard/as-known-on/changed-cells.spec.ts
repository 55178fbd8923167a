import { describe, expect, it } from '@jest/globals';
import { columnOf, tableOf } from '../../test-figures.js';
import { changedCells } from './changed-cells.js';

const columns = [
  columnOf('month', 'month', 'dimension'),
  columnOf('couloir', 'text', 'dimension'),
  columnOf('events', 'integer', 'value'),
];

describe('changedCells', () => {
  it('are those of months that were known then, the largest change of a month first', () => {
    const then = tableOf('volumes', columns, [
      ['2023-11', 'city', 50],
      ['2023-12', 'biology', 100],
      ['2023-12', 'city', 70],
      ['2023-12', 'radiology', 5],
    ]);
    const until = tableOf('volumes', columns, [
      ['2023-11', 'city', 50],
      ['2023-12', 'biology', 103],
      ['2023-12', 'city', 60],
      ['2023-12', 'pharmacy', 1],
      ['2024-01', 'city', 90],
    ]);
    expect(changedCells(then, until)).toEqual([
      { month: '2023-12', couloir: 'city', then: 70, until: 60 },
      { month: '2023-12', couloir: 'radiology', then: 5, until: 0 },
      { month: '2023-12', couloir: 'biology', then: 100, until: 103 },
      { month: '2023-12', couloir: 'pharmacy', then: 0, until: 1 },
    ]);
    expect(changedCells(then, then)).toEqual([]);
  });
});
