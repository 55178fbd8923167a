import type { VolumeCells } from '#libs/indicators';
import type { ClientBase } from 'pg';
import { numberArray } from './postgres-arrays.js';

/** Cells of one cube as two parallel arrays in the text form of PostgreSQL, ascending by key. */
interface CubeDeltas {
  readonly keys: string;
  readonly events: string;
  readonly cells: number;
}

/** What is to be added to the stored volumes: a copy, so that the cells can be filled again at once. */
export interface VolumeDeltas {
  /** Months touched, ascending, as months since 2000-01. */
  readonly months: readonly number[];
  readonly byDepartment: CubeDeltas;
  readonly byType: CubeDeltas;
}

/** Takes the cells as deltas. */
export function volumeDeltasOf(cells: VolumeCells): VolumeDeltas {
  return {
    months: cells.months(),
    byDepartment: cubeDeltas(cells, 'department'),
    byType: cubeDeltas(cells, 'type'),
  };
}

/**
 * A cell as one integer below 2^28: month, measure (16), solution (256) and department (128) or
 * document type (64), in this order. One array of integers crosses the wire instead of four.
 */
function cubeDeltas(cells: VolumeCells, cube: 'department' | 'type'): CubeDeltas {
  const width = cube === 'department' ? 128 : 64;
  const keys: number[] = [];
  const counts: number[] = [];
  cells.forEach(cube, (month, measure, solution, dimension, events) => {
    keys.push(((month * 16 + measure) * 256 + solution) * width + dimension);
    counts.push(events);
  });
  return { keys: numberArray(keys), events: numberArray(counts), cells: keys.length };
}

/** The key's parts are cut out again by shifts; the revision is the one that the locked month has. */
const ADD_BY_DEPARTMENT = `
  insert into volume_by_department as stored (month, revision, measure, solution, department, events)
  select key >> 19, state.revision, (key >> 15) & 15, (key >> 7) & 255, key & 127, delta.events
  from unnest($1::integer[], $2::bigint[]) as delta (key, events)
  join month_state state on state.month = delta.key >> 19
  order by delta.key
  on conflict (month, revision, measure, solution, department)
  do update set events = stored.events + excluded.events`;

const ADD_BY_TYPE = `
  insert into volume_by_type as stored (month, revision, measure, solution, document_type, events)
  select key >> 18, state.revision, (key >> 14) & 15, (key >> 6) & 255, key & 63, delta.events
  from unnest($1::integer[], $2::bigint[]) as delta (key, events)
  join month_state state on state.month = delta.key >> 18
  order by delta.key
  on conflict (month, revision, measure, solution, document_type)
  do update set events = stored.events + excluded.events`;

/**
 * Adds deltas to the stored cells, under the revision of each month, whose rows the caller has
 * locked. Rows are taken in the order of their keys, so that two aggregators never wait for each other.
 */
export async function addVolumes(client: ClientBase, deltas: VolumeDeltas): Promise<void> {
  await addCube(client, ADD_BY_DEPARTMENT, deltas.byDepartment);
  await addCube(client, ADD_BY_TYPE, deltas.byType);
}

async function addCube(client: ClientBase, sql: string, deltas: CubeDeltas): Promise<void> {
  if (deltas.cells === 0) return;
  const { rowCount } = await client.query(sql, [deltas.keys, deltas.events]);
  // A month without a row would lose its cells in the join: a bug of the caller, never a silence.
  if (rowCount !== deltas.cells) {
    throw new Error(
      `volume deltas: expected ${deltas.cells} cells to be stored, came ${rowCount ?? 0}`,
    );
  }
}
