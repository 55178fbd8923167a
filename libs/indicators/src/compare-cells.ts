import { DEPARTMENTS, DOCUMENT_TYPES, SOLUTIONS, formatMonth } from '#libs/reference';
import { MEASURES } from './measures.js';
import { NO_DOCUMENT_TYPE, type Cube, type VolumeCells } from './volume-cells.js';

/** One cell whose two counts differ. */
export interface CellDifference {
  /** changed: both count it, differently. missing: only expected counts it. extra: only actual does. */
  readonly kind: 'changed' | 'missing' | 'extra';
  readonly cube: Cube;
  /** Months since 2000-01. */
  readonly month: number;
  readonly measure: number;
  readonly solution: number;
  /** Index of the department or of the document type, as `cube` says. */
  readonly dimension: number;
  /** Events; 0 when that side has no such cell. */
  readonly expected: number;
  readonly actual: number;
  /** The coordinates and the counts in the words of the field, for a person. */
  readonly description: string;
}

/**
 * Compares every cell of both cubes.
 *
 * @param expected the truth
 * @param actual what was counted
 * @returns the cells that differ: the department cube first, then by month, measure, solution and
 *   dimension; empty when the two agree on every cell
 */
export function compareCells(expected: VolumeCells, actual: VolumeCells): CellDifference[] {
  const differences: CellDifference[] = [];
  for (const cube of ['department', 'type'] as const) {
    expected.forEachDifference(
      actual,
      cube,
      (month, measure, solution, dimension, mine, theirs) => {
        const cell = { cube, month, measure, solution, dimension };
        const kind = kindOf(mine, theirs);
        const description = `${kind} cell ${describeCell(cell)}: expected ${mine}, came ${theirs}`;
        differences.push({ ...cell, kind, expected: mine, actual: theirs, description });
      },
    );
  }
  return differences;
}

type CellCoordinates = Pick<
  CellDifference,
  'cube' | 'month' | 'measure' | 'solution' | 'dimension'
>;

/** Coordinates of a cell for a person, such as `2023-12 documents_deposited DPI-01 department 75`. */
export function describeCell(cell: CellCoordinates): string {
  const { cube, month, measure, solution, dimension } = cell;
  return [
    formatMonth(month),
    MEASURES[measure]?.code ?? `unknown measure ${measure}`,
    SOLUTIONS[solution]?.code ?? `unknown solution ${solution}`,
    cube === 'department' ? describeDepartment(dimension) : describeType(dimension),
  ].join(' ');
}

function kindOf(expected: number, actual: number): CellDifference['kind'] {
  if (expected === 0) return 'extra';
  return actual === 0 ? 'missing' : 'changed';
}

function describeDepartment(index: number): string {
  const code = DEPARTMENTS[index]?.code;
  return code === undefined ? `unknown department ${index}` : `department ${code}`;
}

function describeType(index: number): string {
  if (index === NO_DOCUMENT_TYPE) return 'no document type';
  const symbol = DOCUMENT_TYPES[index]?.symbol;
  return symbol === undefined ? `unknown type ${index}` : `type ${symbol}`;
}
