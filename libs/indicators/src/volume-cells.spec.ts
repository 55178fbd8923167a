import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  CELL_EVENTS_MAX,
  CellCountError,
  CellOutOfRangeError,
  MONTHS,
  VolumeCells,
  type Cube,
} from './volume-cells.js';

type Coordinates = [
  month: number,
  measure: number,
  solution: number,
  department: number,
  type: number,
];

const coordinates = fc.tuple(
  fc.integer({ min: 286, max: 288 }),
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 255 }),
  fc.integer({ min: 0, max: 127 }),
  fc.integer({ min: 0, max: 63 }),
);
const events = fc.array(coordinates, { maxLength: 60 });

const cellsOf = (list: readonly Coordinates[]): VolumeCells => {
  const cells = new VolumeCells();
  for (const [month, measure, solution, department, type] of list)
    cells.add(month, measure, solution, department, type);
  return cells;
};

const listOf = (cells: VolumeCells, cube: Cube): number[][] => {
  const list: number[][] = [];
  cells.forEach(cube, (...cell) => list.push(cell));
  return list;
};

const snapshot = (cells: VolumeCells): unknown => [
  listOf(cells, 'department'),
  listOf(cells, 'type'),
];

describe('VolumeCells', () => {
  it('counts an event once in each cube', () => {
    const cells = cellsOf([[287, 0, 3, 75, 9]]);
    expect(listOf(cells, 'department')).toEqual([[287, 0, 3, 75, 1]]);
    expect(listOf(cells, 'type')).toEqual([[287, 0, 3, 9, 1]]);
    expect(cells.total(287, 0)).toBe(1);
    expect(cells.countCells()).toBe(2);
    expect(cells.months()).toEqual([287]);
    expect(cells.planeCount).toBe(1);
  });

  it('agrees with a plain map of joined keys', () => {
    fc.assert(
      fc.property(events, (list) => {
        const plain = new Map<string, number>();
        for (const [month, measure, solution, department] of list) {
          const key = [month, measure, solution, department].join();
          plain.set(key, (plain.get(key) ?? 0) + 1);
        }
        const counted = listOf(cellsOf(list), 'department').map(
          (cell) => [cell.slice(0, 4).join(), cell[4]] as const,
        );
        expect(new Map(counted)).toEqual(plain);
      }),
    );
  });

  it('conserves the sum of the events in both cubes', () => {
    fc.assert(
      fc.property(events, (list) => {
        const cells = cellsOf(list);
        for (const cube of ['department', 'type'] as const) {
          const sum = listOf(cells, cube).reduce((total, cell) => total + (cell[4] ?? 0), 0);
          expect(sum).toBe(list.length);
        }
      }),
    );
  });

  it('gives the same cells in any order of events', () => {
    fc.assert(
      fc.property(events, (list) => {
        expect(snapshot(cellsOf([...list].reverse()))).toEqual(snapshot(cellsOf(list)));
      }),
    );
  });

  it('merges to what counting everything at once gives', () => {
    fc.assert(
      fc.property(events, events, (some, others) => {
        const merged = cellsOf(some);
        merged.merge(cellsOf(others));
        expect(snapshot(merged)).toEqual(snapshot(cellsOf([...some, ...others])));
      }),
    );
  });

  it('visits cells in ascending order of their key', () => {
    fc.assert(
      fc.property(events, (list) => {
        const visited = listOf(cellsOf(list), 'department').map((cell) => cell.slice(0, 4));
        const sorted = [...visited].sort((one, other) => {
          const at = one.findIndex((part, position) => part !== other[position]);
          return (one[at] ?? 0) - (other[at] ?? 0);
        });
        expect(visited).toEqual(sorted);
      }),
    );
  });

  it('is empty before the first event and after clear, and counts again from zero', () => {
    const cells = new VolumeCells();
    expect(cells.isEmpty).toBe(true);
    cells.add(287, 0, 3, 75, 9);
    expect(cells.isEmpty).toBe(false);
    cells.clear();
    expect(cells.isEmpty).toBe(true);
    cells.add(287, 0, 3, 75, 9);
    expect(listOf(cells, 'department')).toEqual([[287, 0, 3, 75, 1]]);
  });

  it('carries the sampled persons: merges them, forgets them, and is not empty with them alone', () => {
    const [cells, other] = [new VolumeCells(), new VolumeCells()];
    other.people.add(1, 1024, 287, 75);
    expect(other.isEmpty).toBe(false);
    cells.people.add(1, 1024, 287, 75);
    cells.merge(other);
    expect(cells.people.rows()).toMatchObject([{ documents: 2 }]);
    cells.clear();
    expect(cells.isEmpty).toBe(true);
    expect(cells.people.size).toBe(0);
  });

  it('gives memory back after a stream over more months than it keeps', () => {
    const cells = new VolumeCells();
    for (let month = 0; month < 65; month++)
      for (let measure = 0; measure < 8; measure++) cells.add(month, measure, 0, 0, 0);
    expect(cells.planeCount).toBe(520);
    cells.clear();
    expect(cells.planeCount).toBe(0);
    cells.add(64, 7, 1, 1, 1);
    expect(listOf(cells, 'type')).toEqual([[64, 7, 1, 1, 1]]);
  });

  it.each<Coordinates>([
    [-1, 0, 0, 0, 0],
    [MONTHS, 0, 0, 0, 0],
    [0, -1, 0, 0, 0],
    [0, 16, 0, 0, 0],
    [0, 0, -1, 0, 0],
    [0, 0, 256, 0, 0],
    [0, 0, 0, -1, 0],
    [0, 0, 0, 128, 0],
    [0, 0, 0, 0, -1],
    [0, 0, 0, 0, 64],
  ])('refuses coordinates outside the dimensions: %j', (...outside) => {
    const cells = cellsOf([[0, 0, 0, 0, 0]]);
    expect(() => {
      cells.add(...outside);
    }).toThrow(CellOutOfRangeError);
    expect(cells.countCells()).toBe(2);
  });

  it('takes the outermost coordinates of each dimension', () => {
    const outermost: Coordinates = [MONTHS - 1, 15, 255, 127, 63];
    expect(listOf(cellsOf([outermost]), 'department')).toEqual([[MONTHS - 1, 15, 255, 127, 1]]);
    expect(listOf(cellsOf([outermost]), 'type')).toEqual([[MONTHS - 1, 15, 255, 63, 1]]);
  });

  it('adds a stored count to one cube alone and still sees the cell', () => {
    const cells = new VolumeCells();
    cells.addCount('type', 287, 0, 3, 9, 4);
    expect(cells.isEmpty).toBe(false);
    expect(cells.total(287, 0)).toBe(0);
    expect(listOf(cells, 'type')).toEqual([[287, 0, 3, 9, 4]]);
  });

  it('fills a cell to its bound and refuses one more', () => {
    const cells = new VolumeCells();
    cells.addCount('department', 0, 0, 0, 0, CELL_EVENTS_MAX);
    expect(() => {
      cells.addCount('department', 0, 0, 0, 0, 1);
    }).toThrow(CellCountError);
    expect(() => {
      cells.addCount('department', 0, 0, 1, 0, 0);
    }).toThrow(CellCountError);
    expect(() => {
      cells.addCount('department', 0, 0, 0, 128, 1);
    }).toThrow(CellOutOfRangeError);
    expect(cells.total(0, 0)).toBe(CELL_EVENTS_MAX);
  });
});
