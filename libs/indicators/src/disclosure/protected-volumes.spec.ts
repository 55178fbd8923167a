import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COULOIRS, DEPARTMENTS, DOCUMENT_TYPES, SOLUTIONS } from '#libs/reference';
import { NO_DOCUMENT_TYPE } from '../volume-cells.js';
import { auditProtection } from './audit.js';
import { protectLayers } from './protect.js';
import { UnknownNodeError } from './protected-nodes.js';
import {
  protectedVolumes,
  protectedYear,
  yearTable,
  type ProtectedVolumes,
} from './protected-volumes.js';
import { confidentialityOf, DEFAULT_DISCLOSURE } from './rules.js';
import { flatTable, type SumLink } from './tables.js';
import { Reader } from './test-reader.js';
import { randomVolumes } from './test-volumes.js';
import {
  UnknownVolumeRowError,
  volumeCells,
  volumeLattice,
  VolumesDisagreeError,
  type VolumeRows,
} from './volume-lattice.js';

/** From a national month down to a run at a ten-thousandth of it. */
const SIZES = [18_800_000, 1_000_000, 37_600, 2_000, 200];
const SLOW_MS = 60_000;

const indexOf = (code: string): number => SOLUTIONS.findIndex((solution) => solution.code === code);

/** Solutions of the city, each of another editor. */
const CITY = SOLUTIONS.filter(
  ({ couloir, editor }, index) =>
    couloir === 'city' && SOLUTIONS.findIndex((other) => other.editor === editor) === index,
).map(({ code }) => code);
const [FIRST = '', SECOND = '', THIRD = '', FOURTH = ''] = CITY;

/** So many documents of each of some solutions in one department, all of the first type. */
function volumes(events: Readonly<Record<string, number>>, department = 0): VolumeRows {
  const rows = Object.entries(events).map(([code, count]) => ({
    solution: indexOf(code),
    events: count,
  }));
  return {
    byDepartment: rows.map((row) => ({ ...row, department })),
    byType: rows.map((row) => ({ ...row, type: 0 })),
  };
}

/** Every sum of the closed set, those left out of the links too, by the names of the nodes. */
function everySum(nodes: ReadonlyMap<string, number>): SumLink[] {
  const index = (name: string): number => {
    const found = nodes.get(name);
    if (found === undefined) throw new Error(`no node ${name}`);
    return found;
  };
  const named = (pattern: RegExp): number[] =>
    [...nodes].flatMap(([name, node]) => (pattern.test(name) ? [node] : []));
  const sum = (total: string, pattern: RegExp): SumLink => ({
    total: index(total),
    parts: named(pattern),
  });
  const regions = [...nodes.keys()].filter((name) => name.startsWith('region/'));
  const editors = [...nodes.keys()].filter((name) => name.startsWith('editor/'));
  const last = (name: string): string => name.split('/').at(-1) ?? '';
  return [
    ...['couloir', 'region', 'department', 'couloir-region', 'couloir-department'].map(
      (breakdown) => sum('national', new RegExp(`^${breakdown}/`)),
    ),
    ...['solution', 'editor', 'couloir-editor', 'type'].map((breakdown) =>
      sum('national', new RegExp(`^${breakdown}/`)),
    ),
    ...regions.map((name) => sum(name, new RegExp(`^couloir-region/[^/]+/${last(name)}$`))),
    ...DEPARTMENTS.map(({ code }) =>
      sum(`department/${code}`, new RegExp(`^couloir-department/[^/]+/${code}$`)),
    ),
    ...editors.map((name) => sum(name, new RegExp(`^couloir-editor/[^/]+/${last(name)}$`))),
    ...COULOIRS.flatMap(({ code }) =>
      ['couloir-region', 'couloir-department', 'couloir-editor'].map((breakdown) =>
        sum(`couloir/${code}`, new RegExp(`^${breakdown}/${code}/`)),
      ),
    ),
  ];
}

describe('protectedVolumes', () => {
  it('shows a month whose cells are all large', () => {
    const nodes = protectedVolumes(volumes({ [FIRST]: 400, [SECOND]: 300, [THIRD]: 500 }));
    expect(nodes.suppressed).toBe(0);
    expect(nodes.at('national')).toEqual({ value: 1200, status: 'shown' });
    expect(nodes.at('couloir-department', 'city', '01')).toEqual({ value: 1200, status: 'shown' });
    expect(nodes.at('solution', SECOND)).toEqual({ value: 300, status: 'shown' });
    expect(nodes.at('department', '75')).toEqual({ value: 0, status: 'shown' });
  });

  it.each([
    [10, 'patients'],
    [11, 'shown'],
  ])('of a solution with %i documents: %s', (events, status) => {
    const nodes = protectedVolumes(
      volumes({ [FIRST]: 400, [SECOND]: 300, [THIRD]: 500, [FOURTH]: events }),
    );
    expect(nodes.at('solution', FOURTH).status).toBe(status);
    expect(nodes.at('solution', FOURTH).value).toBe(status === 'shown' ? events : null);
  });

  it('holds places and types to the number of editors, and no named solution by itself', () => {
    const nodes = protectedVolumes(volumes({ [FIRST]: 4000 }));
    expect(nodes.at('national').status).toBe('enterprises');
    expect(nodes.at('type', DOCUMENT_TYPES[0]?.symbol ?? '').status).toBe('enterprises');
    // It is all that the nation holds, and would tell it.
    expect(nodes.at('solution', FIRST).status).toBe('secondary');
  });

  it('counts an editor once, however many solutions it has', () => {
    const [first] = SOLUTIONS;
    const ofOne = SOLUTIONS.filter(({ editor }) => editor === first?.editor);
    expect(ofOne.length).toBeGreaterThanOrEqual(3);
    const rows = ofOne.slice(0, 3).map(({ index }) => ({ solution: index, events: 100 }));
    const nodes = protectedVolumes({
      byDepartment: rows.map((row) => ({ ...row, department: 5 })),
      byType: rows.map((row) => ({ ...row, type: NO_DOCUMENT_TYPE })),
    });
    expect(nodes.at('department', '06').status).toBe('enterprises');
    expect(nodes.at('type', 'NONE').status).toBe('enterprises');
  });

  it('refuses cubes that differ, rows of nowhere and nodes that are none', () => {
    const rows = volumes({ [FIRST]: 40 });
    const other = { ...rows, byType: [{ solution: indexOf(FIRST), type: 0, events: 39 }] };
    expect(() => protectedVolumes(other)).toThrow(VolumesDisagreeError);
    expect(() => protectedVolumes(volumes({ [FIRST]: 40 }, 101))).toThrow(UnknownVolumeRowError);
    expect(() => protectedVolumes(volumes({ 'NOT-01': 40 }))).toThrow(UnknownVolumeRowError);
    expect(() => protectedVolumes(rows).at('department', '20')).toThrow(UnknownNodeError);
  });
});

describe('the lattice of volumes', () => {
  it('holds every node that may be asked, each once', () => {
    const { indexes, breakdowns } = volumeLattice();
    expect(breakdowns.length).toBe(indexes.size);
    const count = (breakdown: string): number =>
      breakdowns.filter((name) => name === breakdown).length;
    expect(['national', 'couloir', 'region', 'department'].map(count)).toEqual([1, 5, 18, 101]);
    expect(count('couloir-department')).toBe(505);
    expect(count('couloir-region')).toBe(90);
    expect(count('solution')).toBe(167);
    expect(count('type')).toBe(DOCUMENT_TYPES.length + 1);
  });

  it('keeps each node in two sums at most, so that exchanges are paths', () => {
    const { links, breakdowns } = volumeLattice();
    const sums = breakdowns.map(() => 0);
    for (const { total, parts } of links) {
      for (const node of [total, ...parts]) sums[node] = (sums[node] ?? 0) + 1;
    }
    expect(Math.max(...sums)).toBe(2);
    expect(Math.min(...sums)).toBe(1);
  });

  it.each(SIZES)('has proofs that every sum of the closed set keeps, at %i documents', (size) => {
    const { links, indexes } = volumeLattice();
    const cells = volumeCells(volumeLattice(), randomVolumes(size, size));
    const { layers, exchanges } = protectLayers({ layers: [cells], links });
    const [statuses = []] = layers;
    expect(statuses).not.toContain(undefined);
    const known = { cells, links: [...links, ...everySum(indexes)] };
    expect(auditProtection(known, { statuses, exchanges })).toEqual([]);
  });

  it('hides few cells of a national month beside the confidential ones', () => {
    const cells = volumeCells(volumeLattice(), randomVolumes(18_800_000, 1));
    const nodes = protectedVolumes(randomVolumes(18_800_000, 1));
    const confidential = cells.filter(
      (cell) => confidentialityOf(cell, DEFAULT_DISCLOSURE).rule !== undefined,
    ).length;
    expect(confidential).toBeGreaterThan(0);
    expect(nodes.suppressed).toBeLessThanOrEqual(3 * confidential);
    expect(nodes.at('national').status).toBe('shown');
  });
});

describe('protectedYear', () => {
  const sumOf = (months: readonly ProtectedVolumes[]): number | null =>
    months.reduce<number | null>((sum, month) => {
      const { value } = month.at('national');
      return sum === null || value === null ? null : sum + value;
    }, 0);

  it('adds the months up', () => {
    const months = [1, 2, 3].map((seed) => randomVolumes(2_000_000, seed));
    const { months: shown, year } = protectedYear(months);
    expect(year.at('national').value).toBe(sumOf(shown));
    expect(year.at('national').value).not.toBeNull();
  });

  it.each(SIZES)(
    'has proofs over the months and the year together, at %i documents a month',
    (size) => {
      const table = yearTable([1, 2, 3].map((seed) => randomVolumes(size, seed)));
      const { layers, totals, exchanges } = protectLayers(table);
      const statuses = [...layers.flat(), ...totals];
      expect(auditProtection(flatTable(table), { statuses, exchanges })).toEqual([]);
    },
    SLOW_MS,
  );

  it('holds the year to its editors, as the months', () => {
    const month = (code: string): VolumeRows => volumes({ [code]: 4000 });
    const { months, year } = protectedYear([month(FIRST), month(SECOND)]);
    expect(months.map((of) => of.at('national').status)).toEqual(['enterprises', 'enterprises']);
    expect(year.at('national').status).toBe('enterprises');
    const three = protectedYear([month(FIRST), month(SECOND), month(THIRD)]).year;
    // Three editors, of which none holds more than 85 %: hidden all the same, to protect the months.
    expect(three.at('national').status).not.toBe('enterprises');
  });

  it('hides the year with its only month', () => {
    const { months, year } = protectedYear([randomVolumes(3_000, 1)]);
    expect(year.suppressed).toBe(months[0]?.suppressed);
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

  it.each([37_600, 2_000, 200])(
    'tells no hidden node of a month of %i documents',
    (size) => {
      const { links, indexes } = volumeLattice();
      const cells = volumeCells(volumeLattice(), randomVolumes(size, 7));
      const [statuses = []] = protectLayers({ layers: [cells], links }).layers;
      const asked = cells.flatMap((cell, index) =>
        statuses[index] === 'shown'
          ? []
          : [
              {
                cell: index,
                widthMin: Math.max(1, confidentialityOf(cell, DEFAULT_DISCLOSURE).widthMin),
              },
            ],
      );
      const known = { cells, links: [...links, ...everySum(indexes)] };
      expect(asked.length).toBeGreaterThan(20);
      expect(reader.narrowed(known, statuses, asked)).toEqual([]);
    },
    SLOW_MS,
  );
});
