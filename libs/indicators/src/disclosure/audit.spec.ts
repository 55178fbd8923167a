import { describe, expect, it } from '@jest/globals';
import { auditProtection } from './audit.js';
import { protect } from './protect.js';
import type { Protection, SumTable } from './tables.js';

const table: SumTable = {
  cells: [43, 3, 40].map((value) => ({ value, patientsMax: value })),
  links: [{ total: 0, parts: [1, 2] }],
};
const exchange = { cells: [1, 2], deltas: [10, -10] };
const good: Protection = { statuses: ['shown', 'patients', 'secondary'], exchanges: [exchange] };

const reasons = (protection: Protection): string[] =>
  auditProtection(table, protection).map(({ reason }) => reason);

describe('auditProtection', () => {
  it('finds no gap in a protection that holds', () => {
    expect(reasons(good)).toEqual([]);
    expect(reasons(protect(table))).toEqual([]);
  });

  it('finds a confidential cell that is shown', () => {
    expect(reasons({ ...good, statuses: ['shown', 'shown', 'secondary'] })).toContain(
      'expected suppressed by patients, came shown',
    );
  });

  it('finds a hidden cell that nothing moves', () => {
    expect(reasons({ ...good, exchanges: [] })).toEqual([
      'expected a width of 10, proven 0',
      'expected a width of 1, proven 0',
    ]);
  });

  it.each([
    ['too little', { cells: [1, 2], deltas: [9, -9] }, 'expected a width of 10, proven 9'],
    ['a shown cell', { cells: [0, 1], deltas: [10, 10] }, 'cell 0 is shown, and changes by 10'],
    ['a cell below zero', { cells: [1, 2], deltas: [-4, 4] }, 'cell 1 of 3 changes by -4'],
    [
      'by no whole number',
      { cells: [1, 2], deltas: [0.5, -0.5] },
      'cell 1 changes by 0.5, no whole number',
    ],
    [
      'out of balance',
      { cells: [1, 2], deltas: [10, -9] },
      'the parts of 0 change by 1, and it by 0',
    ],
  ])('finds an exchange that moves %s', (_, wrong, reason) => {
    expect(reasons({ ...good, exchanges: [wrong] })).toContain(reason);
  });
});
