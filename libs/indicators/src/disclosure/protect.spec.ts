import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { auditProtection } from './audit.js';
import { protect, protectLayers } from './protect.js';
import { confidentialityOf, DEFAULT_DISCLOSURE, type GuardedCell } from './rules.js';
import {
  BrokenLinkError,
  flatTable,
  UnequalLayersError,
  UnguardableCellError,
  type SumTable,
} from './tables.js';
import { randomTable, TABLE_KINDS } from './test-tables.js';

/** Documents, each perhaps of another patient. */
const documents = (values: readonly number[]): GuardedCell[] =>
  values.map((value) => ({ value, patientsMax: value }));

/** A total, then its parts. */
function list(...parts: readonly number[]): SumTable {
  const total = parts.reduce((sum, part) => sum + part, 0);
  return {
    cells: documents([total, ...parts]),
    links: [{ total: 0, parts: parts.map((_, index) => index + 1) }],
  };
}

/** Rows, then row sums, then column sums, then the total; every family of sums. */
function grid(rows: readonly (readonly number[])[]): SumTable {
  const columns = rows[0]?.length ?? 0;
  const base = rows.flat();
  const sum = (values: readonly number[]): number => values.reduce((all, of) => all + of, 0);
  const ofRows = rows.map(sum);
  const ofColumns = Array.from({ length: columns }, (_, column) =>
    sum(rows.map((row) => row[column] ?? 0)),
  );
  const firstRow = base.length;
  const firstColumn = firstRow + rows.length;
  const total = firstColumn + columns;
  const range = (from: number, length: number): number[] =>
    Array.from({ length }, (_, index) => from + index);
  return {
    cells: documents([...base, ...ofRows, ...ofColumns, sum(base)]),
    links: [
      ...ofRows.map((_, row) => ({ total: firstRow + row, parts: range(row * columns, columns) })),
      ...ofColumns.map((_, column) => ({
        total: firstColumn + column,
        parts: rows.map((_row, row) => row * columns + column),
      })),
      { total, parts: range(firstRow, rows.length) },
      { total, parts: range(firstColumn, columns) },
    ],
  };
}

describe('protect', () => {
  it('hides nothing when nothing is confidential', () => {
    const { statuses, exchanges } = protect(list(11, 400, 0, 30));
    expect(statuses).toEqual(['shown', 'shown', 'shown', 'shown', 'shown']);
    expect(exchanges).toEqual([]);
  });

  it.each([
    [10, 'patients'],
    [11, 'shown'],
  ])('of a part of %i documents: %s', (part, status) => {
    expect(protect(list(part, 500, 40)).statuses[1]).toBe(status);
  });

  it('hides the smallest part beside a confidential one, and keeps the total', () => {
    expect(protect(list(3, 500, 40, 90)).statuses).toEqual([
      'shown',
      'patients',
      'shown',
      'secondary',
      'shown',
    ]);
  });

  it('does not take two hidden parts for protection when they share too little', () => {
    // 3 + 4 are known to be 7: a reader would say 0 to 7.
    expect(protect(list(3, 4, 60, 500)).statuses).toEqual([
      'shown',
      'patients',
      'patients',
      'secondary',
      'shown',
    ]);
    // 6 + 4 may be 0 to 10 each, which is what the rule itself says.
    expect(protect(list(6, 4, 60, 500)).statuses).toEqual([
      'shown',
      'patients',
      'patients',
      'shown',
      'shown',
    ]);
  });

  it('hides the total of a list that is all zero but one', () => {
    expect(protect(list(3, 0, 0)).statuses).toEqual(['patients', 'patients', 'shown', 'shown']);
  });

  it('never hides a zero: where nothing else is left, the total goes', () => {
    const cells: GuardedCell[] = [
      { value: 40, weight: 100 },
      { value: 40, contributions: [40] },
      { value: 0, contributions: [] },
      { value: 0, contributions: [] },
    ];
    const { statuses } = protect({ cells, links: [{ total: 0, parts: [1, 2, 3] }] });
    expect(statuses).toEqual(['secondary', 'enterprises', 'shown', 'shown']);
  });

  it('never hides a zero of any random table', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TABLE_KINDS), fc.nat(), (kind, seed) => {
        const table = randomTable(kind, seed);
        const { layers, totals } = protectLayers(table);
        const statuses = [...layers.flat(), ...totals];
        flatTable(table).cells.forEach(({ value }, index) => {
          if (value === 0) expect(statuses[index]).toBe('shown');
        });
      }),
    );
  });

  it('closes a rectangle in a table of two dimensions: the example of docs/disclosure.md', () => {
    const table = grid([
      [4, 300, 200],
      [250, 31, 300],
      [100, 22, 900],
    ]);
    const { statuses, exchanges } = protect(table);
    expect(statuses.slice(0, 9)).toEqual([
      ...['patients', 'secondary', 'shown'],
      ...['shown', 'shown', 'shown'],
      ...['secondary', 'secondary', 'shown'],
    ]);
    expect(statuses.slice(9).every((status) => status === 'shown')).toBe(true);
    expect(auditProtection(table, { statuses, exchanges })).toEqual([]);
  });

  it('lets no mirror of a large cell stand beside it', () => {
    // One client got nearly all of the second part: its amount may not be told to 15 %.
    const cells: GuardedCell[] = [
      { value: 1_000_200, contributions: [1_000_000, 100, 100], weight: 9 },
      { value: 200, contributions: [80, 60, 60] },
      { value: 1_000_000, contributions: [1_000_000] },
    ];
    const table = { cells, links: [{ total: 0, parts: [1, 2] }] };
    const { statuses, exchanges } = protect(table);
    expect(statuses[0]).toBe('dominance');
    expect(statuses[2]).toBe('enterprises');
    expect(auditProtection(table, { statuses, exchanges })).toEqual([]);
  });

  it('protects sums that may be negative', () => {
    const cells: GuardedCell[] = [
      { value: 100, contributions: [60, 30, 10] },
      { value: -50, contributions: [-50] },
      { value: 150, contributions: [60, 30, 60] },
    ];
    const table = { cells, links: [{ total: 0, parts: [1, 2] }] };
    const { statuses, exchanges } = protect(table);
    expect(statuses[1]).toBe('enterprises');
    expect(auditProtection(table, { statuses, exchanges })).toEqual([]);
  });

  it('does not let a cell be told that something else hides', () => {
    const table = list(100, 200, 300);
    const { statuses } = protect(table, DEFAULT_DISCLOSURE, new Set([2]));
    expect(statuses).toEqual(['shown', 'secondary', 'secondary', 'shown']);
  });

  it('leaves a cell alone that no sum names', () => {
    expect(protect({ cells: documents([4, 90]), links: [] }).statuses).toEqual([
      'patients',
      'shown',
    ]);
  });

  it('decides the same for the same table', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TABLE_KINDS), fc.nat(), (kind, seed) => {
        expect(protectLayers(randomTable(kind, seed))).toEqual(
          protectLayers(randomTable(kind, seed)),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('hides every confidential cell under the name of its rule, and calls no other so', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TABLE_KINDS), fc.nat(), (kind, seed) => {
        const table = randomTable(kind, seed);
        const { layers, totals } = protectLayers(table);
        const statuses = [...layers.flat(), ...totals];
        flatTable(table).cells.forEach((cell, index) => {
          const { rule } = confidentialityOf(cell, DEFAULT_DISCLOSURE);
          if (rule === undefined) expect(['shown', 'secondary']).toContain(statuses[index]);
          else expect(statuses[index]).toBe(rule);
        });
      }),
    );
  });

  it('refuses sums that do not hold, cells that are not there, and values that are not whole', () => {
    const { cells } = list(3, 20);
    expect(() => protect({ cells, links: [{ total: 0, parts: [1] }] })).toThrow(BrokenLinkError);
    expect(() => protect({ cells, links: [{ total: 0, parts: [1, 3] }] })).toThrow(BrokenLinkError);
    expect(() => protect({ cells, links: [{ total: 0, parts: [1, 0] }] })).toThrow(BrokenLinkError);
    expect(() => protect({ cells: [{ value: 1.5 }], links: [] })).toThrow(UnguardableCellError);
    expect(() => protectLayers({ layers: [cells, []], links: [] })).toThrow(UnequalLayersError);
  });
});

describe('protectLayers', () => {
  const month = (...parts: readonly number[]): GuardedCell[] => [...list(...parts).cells];
  const { links } = list(0, 0, 0);
  const totalsOf = (layers: readonly (readonly GuardedCell[])[]): GuardedCell[] =>
    documents(
      (layers[0] ?? []).map((_, cell) =>
        layers.reduce((sum, cells) => sum + (cells[cell]?.value ?? 0), 0),
      ),
    ).map((cell) => ({ ...cell, weight: 12 }));

  it('hides in another month what would give a hidden cell with the year', () => {
    const layers = [month(3, 50, 400), month(40, 60, 500)];
    const protection = protectLayers({ layers, totals: totalsOf(layers), links });
    expect(protection.layers).toEqual([
      ['shown', 'patients', 'secondary', 'shown'],
      ['shown', 'secondary', 'secondary', 'shown'],
    ]);
    expect(protection.totals).toEqual(['shown', 'shown', 'shown', 'shown']);
  });

  it('leaves the other month alone when no year is published', () => {
    const layers = [month(3, 50, 400), month(40, 60, 500)];
    expect(protectLayers({ layers, links }).layers[1]).toEqual([
      'shown',
      'shown',
      'shown',
      'shown',
    ]);
  });

  it('hides the year with the only month it has', () => {
    const layers = [month(3, 50, 400)];
    const protection = protectLayers({ layers, totals: totalsOf(layers), links });
    expect(protection.totals).toEqual(protection.layers[0]);
    expect(protection.totals).toContain('secondary');
  });
});
