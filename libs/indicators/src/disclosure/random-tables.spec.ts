import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditProtection } from './audit.js';
import { protectLayers } from './protect.js';
import { confidentialityOf, DEFAULT_DISCLOSURE, type CellStatus } from './rules.js';
import { flatTable, type SumTable } from './tables.js';
import { Reader } from './test-reader.js';
import { randomTable, TABLE_KINDS, type TableKind } from './test-tables.js';

/** Tables in all: the issue asks for 10,000. */
const TABLES = 10_000;
const TABLES_BY_KIND = TABLES / TABLE_KINDS.length;
const CAMPAIGN_MS = 120_000;

/** Hidden cells that the reader narrows down further than the rules allow, in words. */
function recovered(reader: Reader, table: SumTable, statuses: readonly CellStatus[]): string[] {
  const asked = statuses.flatMap((status, cell) => {
    const of = table.cells[cell];
    if (status === 'shown' || of === undefined) return [];
    return [{ cell, widthMin: Math.max(1, confidentialityOf(of, DEFAULT_DISCLOSURE).widthMin) }];
  });
  return reader
    .narrowed(table, statuses, asked)
    .map(
      ({ cell, least, most }) => `cell ${cell} of ${table.cells[cell]?.value}: ${least} to ${most}`,
    );
}

describe('random tables', () => {
  let reader: Reader;
  beforeAll(async () => {
    reader = await Reader.load();
  });
  afterAll(() => {
    reader[Symbol.dispose]();
  });

  it.each(TABLE_KINDS.map((kind, index) => [kind, index] as const))(
    'hide from a linear solver what they must: %s',
    (kind, index) => {
      const told: string[] = [];
      for (let at = 0; at < TABLES_BY_KIND; at++) {
        const seed = index * TABLES_BY_KIND + at;
        const { flat, statuses, gaps } = protectedRandom(kind, seed);
        const found = [...recovered(reader, flat, statuses), ...gaps];
        told.push(...found.map((fault) => `seed ${seed}: ${fault}`));
      }
      expect(told).toEqual([]);
    },
    CAMPAIGN_MS,
  );

  it.each([
    ['only the confidential cells are hidden', confidentialOnly, 10],
    ['every sum has two hidden cells, and no more is looked at', twoInEverySum, 1],
  ])('are told by the same solver when %s', (_, weak, tablesMin) => {
    const told = TABLE_KINDS.map((kind, index) => {
      let tables = 0;
      for (let at = 0; at < 200; at++) {
        const flat = flatTable(randomTable(kind, index * TABLES_BY_KIND + at));
        if (recovered(reader, flat, weak(flat)).length > 0) tables += 1;
      }
      return [kind, tables >= tablesMin];
    });
    expect(told).toEqual(TABLE_KINDS.map((kind) => [kind, true]));
  });
});

/** The first weak protection: no secondary suppression. */
function confidentialOnly({ cells }: SumTable): CellStatus[] {
  return cells.map((cell) => confidentialityOf(cell, DEFAULT_DISCLOSURE).rule ?? 'shown');
}

/** The second: the rule of thumb that two hidden cells in a sum protect each other. */
function twoInEverySum(table: SumTable): CellStatus[] {
  const statuses = confidentialOnly(table);
  const valueOf = (cell: number): number => table.cells[cell]?.value ?? 0;
  for (let hasChanged = true; hasChanged;) {
    hasChanged = false;
    for (const { total, parts } of table.links) {
      const members = [total, ...parts].filter((cell) => valueOf(cell) > 0);
      if (members.filter((cell) => statuses[cell] !== 'shown').length !== 1) continue;
      const [smallest] = members
        .filter((cell) => statuses[cell] === 'shown')
        .sort((a, b) => valueOf(a) - valueOf(b));
      if (smallest === undefined) continue;
      statuses[smallest] = 'secondary';
      hasChanged = true;
    }
  }
  return statuses;
}

function protectedRandom(
  kind: TableKind,
  seed: number,
): { flat: SumTable; statuses: CellStatus[]; gaps: string[] } {
  const table = randomTable(kind, seed);
  const flat = flatTable(table);
  const { layers, totals, exchanges } = protectLayers(table);
  const statuses = [...layers.flat(), ...totals];
  const gaps = auditProtection(flat, { statuses, exchanges });
  return { flat, statuses, gaps: gaps.map(({ cell, reason }) => `audit, cell ${cell}: ${reason}`) };
}
