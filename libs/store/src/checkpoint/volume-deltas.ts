import type { VolumeCells } from '#libs/indicators';
import type { ClientBase } from 'pg';
import { addPeople, personDeltasOf, type PersonDeltas } from '../people/person-rows.js';
import { numberArray } from './postgres-arrays.js';
import { markMonths } from './volume-marks.js';

/** Cells of one cube as two parallel arrays in the text form of PostgreSQL, ascending by key. */
export interface CubeDeltas {
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
  readonly people: PersonDeltas;
}

/** Takes the cells as deltas. */
export function volumeDeltasOf(cells: VolumeCells): VolumeDeltas {
  return {
    months: cells.months(),
    byDepartment: cubeDeltas(cells, 'department'),
    byType: cubeDeltas(cells, 'type'),
    people: personDeltasOf(cells.people),
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

/** A cube's table as it is stored. Names are constants of this file: they may stand in the text. */
interface CubeTable {
  readonly table: string;
  readonly dimension: string;
  /** Bits of the dimension's part of a key. */
  readonly bits: number;
}

const BY_DEPARTMENT: CubeTable = {
  table: 'volume_by_department',
  dimension: 'department',
  bits: 7,
};
const BY_TYPE: CubeTable = { table: 'volume_by_type', dimension: 'document_type', bits: 6 };

/**
 * One writer of cells at a time, until its transaction ends. Aggregators of one database add to the
 * same cells with every commit, so they would wait for each other at the first of them anyway; behind
 * this lock the order of rows does not matter, which leaves PostgreSQL its cheapest plan, and no cell
 * can be made twice.
 */
export const CELLS_LOCK_KEY = 5_418_211_902_302;

/**
 * Adds deltas to the stored cells, under the revision of each month, whose rows the caller has
 * locked. All but the first commits of a month find their cells there: an update costs PostgreSQL
 * about half of what `insert … on conflict` does, and half the log.
 */
export async function addVolumes(client: ClientBase, deltas: VolumeDeltas): Promise<void> {
  if (deltas.byDepartment.cells + deltas.byType.cells === 0) return;
  // A statement of its own: the next one sees what the last holder stored. PostgreSQL cannot guess how
  // many cells a delta meets; believing in few, it would compare each with each in a nested loop.
  await client.query(
    "select pg_advisory_xact_lock($1), set_config('enable_nestloop', 'off', true)",
    [CELLS_LOCK_KEY],
  );
  const months = numberArray(deltas.months);
  await addCube(client, BY_DEPARTMENT, deltas.byDepartment, months);
  await addCube(client, BY_TYPE, deltas.byType, months);
  await markMonths(client, months);
  await addPeople(client, 'person_sample', deltas.people);
}

async function addCube(
  client: ClientBase,
  cube: CubeTable,
  deltas: CubeDeltas,
  months: string,
): Promise<void> {
  if (deltas.cells === 0) return;
  const parameters = [deltas.keys, deltas.events, months];
  const { rowCount: updated } = await client.query(updateOf(cube), parameters);
  if (updated === deltas.cells) return;
  const { rowCount: inserted } = await client.query(insertOf(cube), parameters);
  const stored = (updated ?? 0) + (inserted ?? 0);
  // A month without a row would lose its cells in the join: a bug of the caller, never a silence.
  if (stored !== deltas.cells) {
    throw new Error(`volume deltas: expected ${deltas.cells} cells to be stored, came ${stored}`);
  }
}

/** The key's parts are cut out again by shifts; the revision is the one that the locked month has. */
function deltaOf({ dimension, bits }: CubeTable): string {
  return `
    select state.month, state.revision, ((key >> ${bits + 8}) & 15)::smallint as measure,
      ((key >> ${bits}) & 255)::smallint as solution,
      (key & ${(1 << bits) - 1})::smallint as ${dimension}, added.events
    from unnest($1::integer[], $2::bigint[]) as added (key, events)
    join month_state state on state.month = added.key >> ${bits + 12}`;
}

function updateOf(cube: CubeTable): string {
  return `
    update ${cube.table} stored set events = stored.events + delta.events
    from (${deltaOf(cube)}) delta where ${sameCell(cube)}`;
}

function insertOf(cube: CubeTable): string {
  const columns = `month, revision, measure, solution, ${cube.dimension}, events`;
  return `
    insert into ${cube.table} (${columns})
    select ${columns} from (${deltaOf(cube)}) delta
    where not exists (select from ${cube.table} stored where ${sameCell(cube)})`;
}

/** The months stand there once more as a list: so the cells of other months are not even looked at. */
function sameCell({ dimension }: CubeTable): string {
  return `stored.month = any($3::integer[]) and stored.month = delta.month and stored.revision = delta.revision
    and stored.measure = delta.measure and stored.solution = delta.solution
    and stored.${dimension} = delta.${dimension}`;
}
