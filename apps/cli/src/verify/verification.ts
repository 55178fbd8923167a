import {
  compareCells,
  comparePeople,
  VolumeCells,
  type CellDifference,
  type PersonDifference,
} from '#libs/indicators';
import { readPeople, type Queries } from '#libs/store';

/** What a comparison of two sets of cells found. */
export interface Verification {
  /** Cells compared, over both cubes and the rows of the sampled persons. */
  readonly cells: number;
  readonly differences: readonly (CellDifference | PersonDifference)[];
  /** Events in the expected cells. */
  readonly expectedEvents: number;
  readonly actualEvents: number;
}

/** Reads every cell and every sampled person that the aggregator has written, over all revisions. */
export async function readDatabaseCells(pool: Queries): Promise<VolumeCells> {
  const cells = new VolumeCells();
  const read = async (
    table: string,
    dimension: string,
    cube: 'department' | 'type',
  ): Promise<void> => {
    const { rows } = await pool.query<{ m: number; k: number; s: number; d: number; n: string }>(
      `select month m, measure k, solution s, ${dimension} d, sum(events) n from ${table} group by 1, 2, 3, 4`,
    );
    for (const row of rows) cells.addCount(cube, row.m, row.k, row.s, row.d, Number(row.n));
  };
  await read('volume_by_department', 'department', 'department');
  await read('volume_by_type', 'document_type', 'type');
  await readPeople(pool, cells.people);
  return cells;
}

/** Compares every cell of both cubes and every sampled person: changed, missing and extra ones are each named. */
export function verifyCells(expected: VolumeCells, actual: VolumeCells): Verification {
  const differences = [
    ...compareCells(expected, actual),
    ...comparePeople(expected.people, actual.people),
  ];
  return {
    // Every expected cell, and those that only the other side holds.
    cells:
      expected.countCells() +
      expected.people.size +
      differences.filter(({ kind }) => kind === 'extra').length,
    differences,
    expectedEvents: eventsOf(expected),
    actualEvents: eventsOf(actual),
  };
}

function eventsOf(cells: VolumeCells): number {
  let events = 0;
  cells.forEachByDepartment((_month, _measure, _solution, _department, count) => {
    events += count;
  });
  return events;
}
