import { protectedYear, type ProtectedVolumes, type VolumeRows } from '#libs/indicators';
import { DEPARTMENT_BITS, TYPE_BITS, type Plane } from '../data/volume-planes.js';

/** The cells of one measure in one month; undefined: there are none. */
export interface MonthPlanes {
  readonly byDepartment: Plane | undefined;
  readonly byType: Plane | undefined;
}

/**
 * Names of the nodes that must not be shown, such as `couloir-department/pharmacy/75`, of each month
 * and of their sum: plain data, which can be sent between threads.
 */
export interface HiddenYear {
  readonly months: readonly ReadonlySet<string>[];
  readonly year: ReadonlySet<string>;
}

/** Decides the months of one year and measure together with their sum, because both are published. */
export type YearProtector = (months: readonly MonthPlanes[]) => Promise<HiddenYear>;

/** The same at once: a second or more for a national year, during which nothing else runs here. */
export function hiddenYearOf(months: readonly MonthPlanes[]): HiddenYear {
  const decided = protectedYear(months.map(rowsOf));
  return { months: decided.months.map(hiddenOf), year: hiddenOf(decided.year) };
}

function hiddenOf(nodes: ProtectedVolumes): Set<string> {
  const hidden = new Set<string>();
  for (const [name, { status }] of nodes.nodes()) if (status !== 'shown') hidden.add(name);
  return hidden;
}

function rowsOf({ byDepartment, byType }: MonthPlanes): VolumeRows {
  return {
    byDepartment: cellsOf(byDepartment, DEPARTMENT_BITS).map(([solution, department, events]) => ({
      solution,
      department,
      events,
    })),
    byType: cellsOf(byType, TYPE_BITS).map(([solution, type, events]) => ({
      solution,
      type,
      events,
    })),
  };
}

function cellsOf(
  plane: Plane | undefined,
  bits: number,
): (readonly [solution: number, other: number, events: number])[] {
  const mask = (1 << bits) - 1;
  return Array.from(plane?.keys ?? [], (key, cell) => [
    key >> bits,
    key & mask,
    plane?.events[cell] ?? 0,
  ]);
}
