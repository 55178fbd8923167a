import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  DEPARTMENTS,
  DOCUMENT_TYPES,
  SOLUTIONS,
  departmentOfCode,
  parseMonth,
} from '#libs/reference';
import { compareCells } from './compare-cells.js';
import { MEASURE } from './measures.js';
import { NO_DOCUMENT_TYPE, VolumeCells } from './volume-cells.js';

const month = parseMonth('2023-12');
const paris = departmentOfCode('75').index;
const ain = departmentOfCode('01').index;
const deposited = MEASURE.documentsDeposited;

describe('compareCells', () => {
  let expected: VolumeCells;
  let actual: VolumeCells;

  beforeEach(() => {
    expected = new VolumeCells();
    for (let solution = 0; solution < SOLUTIONS.length; solution++) {
      for (const { index } of DEPARTMENTS) expected.add(month, deposited, solution, index, 1);
    }
    actual = new VolumeCells();
    actual.merge(expected);
  });

  it('finds nothing where all cells agree', () => {
    expect(compareCells(expected, actual)).toEqual([]);
    expect(compareCells(new VolumeCells(), new VolumeCells())).toEqual([]);
  });

  it('finds and names the one cell that changed', () => {
    actual.addCount('department', month, deposited, 0, paris, 1);
    const code = SOLUTIONS[0]?.code ?? '';
    expect(compareCells(expected, actual)).toEqual([
      {
        kind: 'changed',
        cube: 'department',
        month,
        measure: deposited,
        solution: 0,
        dimension: paris,
        expected: 1,
        actual: 2,
        description: `changed cell 2023-12 documents_deposited ${code} department 75: expected 1, came 2`,
      },
    ]);
  });

  it('finds and names the one cell that is missing', () => {
    expected.addCount('type', month, MEASURE.documentsDeleted, 2, NO_DOCUMENT_TYPE, 3);
    const code = SOLUTIONS[2]?.code ?? '';
    const [difference, ...others] = compareCells(expected, actual);
    expect(others).toEqual([]);
    expect(difference).toMatchObject({ kind: 'missing', cube: 'type', expected: 3, actual: 0 });
    expect(difference?.description).toBe(
      `missing cell 2023-12 documents_deleted ${code} no document type: expected 3, came 0`,
    );
  });

  it('finds and names the one cell too many', () => {
    actual.addCount('type', month + 1, deposited, 1, 4, 7);
    const code = SOLUTIONS[1]?.code ?? '';
    const symbol = DOCUMENT_TYPES[4]?.symbol ?? '';
    const [difference, ...others] = compareCells(expected, actual);
    expect(others).toEqual([]);
    expect(difference).toMatchObject({ kind: 'extra', cube: 'type', expected: 0, actual: 7 });
    expect(difference?.description).toBe(
      `extra cell 2024-01 documents_deposited ${code} type ${symbol}: expected 0, came 7`,
    );
  });

  it('finds an event booked on the wrong department as two cells', () => {
    actual.addCount('department', month, deposited, 5, ain, 1);
    expected.addCount('department', month, deposited, 5, paris, 1);
    expect(compareCells(expected, actual).map(({ dimension }) => dimension)).toEqual([ain, paris]);
  });

  it('names coordinates that the reference does not know', () => {
    actual.addCount('department', month, 15, 255, 127, 1);
    actual.addCount('type', month, 15, 255, 62, 1);
    const descriptions = compareCells(expected, actual).map(({ description }) => description);
    expect(descriptions[0]).toContain(
      'unknown measure 15 unknown solution 255 unknown department 127',
    );
    expect(descriptions).toHaveLength(2);
  });
});
