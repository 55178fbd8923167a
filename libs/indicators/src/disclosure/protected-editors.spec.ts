import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { protectColumns } from './protect-columns.js';
import { protectedEditors, type EditorRow } from './protected-editors.js';
import { confidentialityOf, DEFAULT_DISCLOSURE, type GuardedCell } from './rules.js';
import { Reader } from './test-reader.js';

/** So many clients, each with the same amounts. */
function clients(
  couloir: string,
  editor: string,
  count: number,
  amounts: readonly number[],
): EditorRow[] {
  return Array.from({ length: count }, (_, index) => ({
    couloir,
    editor,
    client: `${couloir}-${editor}-${index}`,
    amounts,
  }));
}

/** Two couloirs of three editors, with clients enough. */
const LARGE = [
  ...clients('city', 'A', 9, [100]),
  ...clients('city', 'B', 8, [110]),
  ...clients('city', 'C', 7, [120]),
  ...clients('biology', 'A', 6, [130]),
  ...clients('biology', 'B', 5, [140]),
];

describe('protectedEditors', () => {
  it('shows sums over clients enough', () => {
    const rows = protectedEditors(LARGE);
    expect(rows.suppressed).toBe(0);
    expect(rows.at('couloir-editor', 'city', 'B')).toEqual({ values: [880], status: 'shown' });
    expect(rows.at('editor', 'A')).toEqual({ values: [1680], status: 'shown' });
    expect(rows.at('total')).toEqual({ values: [900 + 880 + 840 + 780 + 700], status: 'shown' });
  });

  it('knows only what rows name', () => {
    expect(protectedEditors(LARGE).at('editor', 'Z')).toBeUndefined();
    expect(protectedEditors([]).at('total')).toBeUndefined();
  });

  it.each([
    [2, 'enterprises'],
    [3, 'shown'],
  ])('of %i clients: %s', (count, status) => {
    const rows = protectedEditors([...LARGE, ...clients('biology', 'D', count, [500])]);
    expect(rows.at('couloir-editor', 'biology', 'D')?.status).toBe(status);
    expect(rows.at('editor', 'D')?.status).toBe(status);
  });

  it.each([
    [850, 'shown'],
    [860, 'dominance'],
  ])('of one client with %i of 1000: %s', (largest, status) => {
    const rest = (1000 - largest) / 2;
    const rows = protectedEditors([
      ...LARGE,
      ...clients('city', 'D', 2, [rest]),
      { couloir: 'city', editor: 'D', client: 'large', amounts: [largest] },
    ]);
    expect(rows.at('couloir-editor', 'city', 'D')?.status).toBe(status);
  });

  it('counts a client once, however many rows it has', () => {
    const twice = [...clients('city', 'D', 2, [100]), ...clients('city', 'D', 2, [100])];
    expect(protectedEditors([...LARGE, ...twice]).at('editor', 'D')?.status).toBe('enterprises');
  });

  it('hides another editor, so that the couloir gives nothing away', () => {
    const rows = protectedEditors([...LARGE, ...clients('biology', 'D', 1, [500])]);
    const status = (editor: string): string | undefined =>
      rows.at('couloir-editor', 'biology', editor)?.status;
    expect([status('A'), status('B')]).toContain('secondary');
    expect(rows.at('total')?.status).toBe('shown');
  });

  it('hides a row as a whole when one of its columns is of two clients', () => {
    const met = clients('city', 'D', 20, [10, 0]);
    const below = clients('city', 'D', 2, [3, 2]);
    const others = LARGE.map((row) => ({ ...row, amounts: [...row.amounts, 5] }));
    const rows = protectedEditors([...others, ...met, ...below]);
    expect(rows.at('couloir-editor', 'city', 'D')).toEqual({ values: null, status: 'enterprises' });
  });

  it('takes money that was taken back', () => {
    const rows = protectedEditors([...LARGE, ...clients('city', 'D', 2, [-300])]);
    expect(rows.at('editor', 'D')?.status).toBe('enterprises');
  });
});

describe('a reader with a linear solver', () => {
  let reader: Reader;
  beforeAll(async () => {
    reader = await Reader.load();
  });
  afterAll(() => {
    reader[Symbol.dispose]();
  });

  it('tells nothing of rows that are hidden for any of their columns', () => {
    const cell = fc.record({
      clients: fc.array(fc.nat({ max: 40 }), { minLength: 6, maxLength: 6 }),
    });
    const columns = fc.array(fc.array(cell, { minLength: 6, maxLength: 6 }), {
      minLength: 2,
      maxLength: 2,
    });
    fc.assert(
      fc.property(columns, (made) => {
        const table = {
          columns: made.map((cells) => gridOf(cells.map(({ clients: held }) => held))),
          links: GRID_LINKS,
        };
        const statuses = protectColumns(table);
        for (const cells of table.columns) {
          const asked = cells.flatMap((of, index) => {
            const { rule, widthMin } = confidentialityOf(of, DEFAULT_DISCLOSURE);
            if (rule !== undefined) expect(statuses[index]).not.toBe('shown');
            const isHidden = statuses[index] !== 'shown' && of.value > 0;
            return isHidden ? [{ cell: index, widthMin: Math.max(1, widthMin) }] : [];
          });
          expect(reader.narrowed({ cells, links: GRID_LINKS }, statuses, asked)).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** Two rows of three cells, two sums of rows, three of columns, the total. */
const GRID_LINKS = [
  { total: 6, parts: [0, 1, 2] },
  { total: 7, parts: [3, 4, 5] },
  { total: 8, parts: [0, 3] },
  { total: 9, parts: [1, 4] },
  { total: 10, parts: [2, 5] },
  { total: 11, parts: [6, 7] },
];

/** Clients of different cells are different ones, three to five of them with something. */
function gridOf(held: readonly (readonly number[])[]): GuardedCell[] {
  const cells = held.map((amounts): GuardedCell => {
    const contributions = amounts.map((amount) => Math.max(0, amount - 12));
    return { value: contributions.reduce((sum, of) => sum + of, 0), contributions };
  });
  for (const { parts } of GRID_LINKS) {
    const summed = parts.map((part) => cells[part]);
    cells.push({
      value: summed.reduce((sum, of) => sum + (of?.value ?? 0), 0),
      contributions: summed.flatMap((of) => [...(of?.contributions ?? [])]),
      weight: 5,
    });
  }
  return cells;
}
