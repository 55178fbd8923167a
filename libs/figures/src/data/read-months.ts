import type { ClientBase } from 'pg';
import { DEPARTMENT_BITS, TYPE_BITS, type MonthCells, type Plane } from './volume-planes.js';

/** Months read by one statement: bounds what the driver holds as text at once. */
const MONTHS_AT_ONCE = 3;

/** A plane as it crosses the wire: two lists instead of a row for each cell. */
interface PlaneRow {
  month: number;
  measure: number;
  keys: string;
  events: string;
  /** Of a revision that is not published yet. */
  later: string;
}

/** The cells of months over all their revisions. */
export async function readMonths(
  client: ClientBase,
  months: readonly number[],
): Promise<MonthCells[]> {
  const read: MonthCells[] = [];
  for (let first = 0; first < months.length; first += MONTHS_AT_ONCE) {
    const some = months.slice(first, first + MONTHS_AT_ONCE);
    const byDepartment = await readCube(client, DEPARTMENTS, some);
    const byType = await readCube(client, TYPES, some);
    read.push(...some.map((month) => monthCells(month, byDepartment, byType)));
  }
  return read;
}

/** The cells of a month up to one of its revisions: as they were when that was published. */
export async function readMonthUpTo(
  client: ClientBase,
  { month, revision }: { readonly month: number; readonly revision: number },
): Promise<MonthCells> {
  const byDepartment = await readCube(client, DEPARTMENTS, [month], revision);
  const byType = await readCube(client, TYPES, [month], revision);
  return monthCells(month, byDepartment, byType);
}

/** Names of tables and columns are constants of this file: they may stand in the text. */
const DEPARTMENTS = planesSql('volume_by_department', 'department', DEPARTMENT_BITS);
const TYPES = planesSql('volume_by_type', 'document_type', TYPE_BITS);

/** Parameters: months, and the last revision or null for all of them. */
function planesSql(table: string, dimension: string, bits: number): string {
  return `
    with cell as (
      select cell.month, cell.measure, cell.solution::integer << ${bits} | cell.${dimension} as key,
        sum(cell.events) as events,
        sum(cell.events) filter (where cell.revision > coalesce(state.published_revision, 0)) as later
      from ${table} cell join month_state state on state.month = cell.month
      where cell.month = any($1::integer[]) and ($2::integer is null or cell.revision <= $2)
      group by cell.month, cell.measure, key
    )
    select month, measure, string_agg(key::text, ',' order by key) as keys,
      string_agg(events::text, ',' order by key) as events, coalesce(sum(later), 0) as later
    from cell group by month, measure`;
}

async function readCube(
  client: ClientBase,
  sql: string,
  months: readonly number[],
  revision: number | null = null,
): Promise<PlaneRow[]> {
  const { rows } = await client.query<PlaneRow>(sql, [months, revision]);
  return rows;
}

function monthCells(
  month: number,
  byDepartment: readonly PlaneRow[],
  byType: readonly PlaneRow[],
): MonthCells {
  const isOfMonth = (row: PlaneRow): boolean => row.month === month;
  const rows = byDepartment.filter(isOfMonth);
  return {
    month,
    byDepartment: planesOf(rows),
    byType: planesOf(byType.filter(isOfMonth)),
    laterEvents: rows.reduce((sum, { later }) => sum + Number(later), 0),
  };
}

function planesOf(rows: readonly PlaneRow[]): Map<number, Plane> {
  return new Map(
    rows.map(({ measure, keys, events }) => [
      measure,
      {
        keys: Uint16Array.from(keys.split(','), Number),
        events: Float64Array.from(events.split(','), Number),
      },
    ]),
  );
}
