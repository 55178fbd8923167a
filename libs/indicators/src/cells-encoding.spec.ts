import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MalformedCellsError, decodeCells, encodeCells } from './cells-encoding.js';
import { PERSONS_PER_SAMPLED } from './people/person-sample.js';
import { CELL_EVENTS_MAX, VolumeCells, type CellVisitor } from './volume-cells.js';

const cellsArbitrary = fc
  .array(
    fc.tuple(
      fc.constantFrom('department' as const, 'type' as const),
      fc.integer({ min: 0, max: 511 }),
      fc.integer({ min: 0, max: 15 }),
      fc.integer({ min: 0, max: 255 }),
      fc.integer({ min: 0, max: 63 }),
      fc.integer({ min: 1, max: 100_000_000 }),
    ),
    { maxLength: 12 },
  )
  .map((list) => {
    const cells = new VolumeCells();
    for (const cell of list) cells.addCount(...cell);
    return cells;
  });

const peopleArbitrary = fc.array(
  fc.tuple(
    fc.nat(0xffff_ffff),
    fc.nat(2 ** 22 - 1).map((place) => place * PERSONS_PER_SAMPLED),
    fc.nat(511),
    fc.nat(127),
    fc.integer({ min: 1, max: 100_000_000 }),
  ),
  { maxLength: 12 },
);

const snapshot = (cells: VolumeCells): number[][][] => {
  const lists: number[][][] = [[], []];
  const into =
    (cube: number): CellVisitor =>
    (...cell) =>
      lists[cube]?.push(cell);
  cells.forEachByDepartment(into(0));
  cells.forEachByType(into(1));
  return lists;
};

describe('encodeCells', () => {
  it('comes back unchanged', () => {
    fc.assert(
      fc.property(cellsArbitrary, peopleArbitrary, (cells, people) => {
        for (const row of people) cells.people.add(...row);
        const decoded = decodeCells(encodeCells(cells));
        expect(snapshot(decoded)).toEqual(snapshot(cells));
        expect(decoded.people.rows()).toEqual(cells.people.rows());
      }),
    );
  });

  it('writes the layout documented, byte for byte', () => {
    const cells = new VolumeCells();
    expect([...encodeCells(cells)]).toEqual([2, 0, 0, 0]);
    cells.add(0, 0, 1, 2, 3);
    cells.add(0, 0, 1, 2, 3);
    // Keys: solution 1 × 128 + department 2 = 130; solution 1 × 64 + type 3 = 67.
    expect([...encodeCells(cells)]).toEqual([2, 1, 0x82, 0x01, 2, 1, 67, 2, 0]);
    cells.people.add(5, 3 * 1024, 1, 2, 4);
    cells.people.add(5, 3 * 1024, 1, 3);
    cells.people.add(7, 0, 0, 1);
    expect([...encodeCells(cells)].slice(8)).toEqual([
      ...[3, 5, 3, 0x82, 0x01, 4],
      ...[0, 3, 0x83, 0x01, 1],
      ...[2, 0, 1, 1],
    ]);
  });

  it('holds the largest key and the largest count', () => {
    const cells = new VolumeCells();
    cells.addCount('department', 511, 15, 255, 127, CELL_EVENTS_MAX);
    expect(snapshot(decodeCells(encodeCells(cells)))).toEqual([
      [[511, 15, 255, 127, CELL_EVENTS_MAX]],
      [],
    ]);
  });
});

describe('decodeCells', () => {
  const bytes = (): Uint8Array => {
    const cells = new VolumeCells();
    for (let solution = 0; solution < 20; solution++) cells.add(287, 0, solution, 75, 9);
    for (let person = 0; person < 5; person++) cells.people.add(person * 7e8, 1024, 287, 75);
    return encodeCells(cells);
  };

  it('reads the layout of before there was a sample', () => {
    const decoded = decodeCells(Uint8Array.of(1, 1, 0x82, 0x01, 2, 1, 67, 2));
    expect(snapshot(decoded)).toEqual([[[0, 0, 1, 2, 2]], [[0, 0, 1, 3, 2]]]);
    expect(decoded.people.size).toBe(0);
  });

  it('refuses every cut of the bytes', () => {
    const whole = bytes();
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeCells(whole.subarray(0, length))).toThrow(MalformedCellsError);
    }
  });

  it('refuses another layout, bytes behind the end, a number too long and a key out of range', () => {
    expect(() => decodeCells(Uint8Array.of(3, 0, 0))).toThrow(/layout 1 or 2/);
    expect(() => decodeCells(Uint8Array.of(0, 0, 0))).toThrow(/layout 1 or 2/);
    expect(() => decodeCells(Uint8Array.of(2, 0, 0, 1, 1, 1, 1, 0))).toThrow(/a person within/);
    expect(() => decodeCells(Uint8Array.of(...bytes(), 0))).toThrow(/the end/);
    expect(() => decodeCells(Uint8Array.of(1, 0xff, 0xff, 0xff, 0xff, 0xff, 1))).toThrow(
      /number of cells/,
    );
    expect(() => decodeCells(Uint8Array.of(1, 1, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 0))).toThrow(
      /a cell within its bounds/,
    );
  });

  it('reads any bytes or refuses them by name', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => {
        try {
          decodeCells(noise);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedCellsError);
        }
      }),
    );
  });
});
