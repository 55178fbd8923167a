import { MEASURES } from '#libs/indicators';

/** Departments and document types that a key has room for; see libs/indicators/src/volume-cells.ts. */
export const DEPARTMENT_BITS = 7;
export const TYPE_BITS = 6;

/** The cells of one month and measure that are not zero, by ascending key. */
export interface Plane {
  /** solution << bits | department or document type. */
  readonly keys: Uint16Array;
  readonly events: Float64Array;
}

/** Everything that is counted for one month. */
export interface MonthCells {
  /** Months since 2000-01. */
  readonly month: number;
  /** By measure, patients' departments. */
  readonly byDepartment: ReadonlyMap<number, Plane>;
  /** By measure, document types. */
  readonly byType: ReadonlyMap<number, Plane>;
  /** Events of every measure and channel booked after the last publication: a sign, not a volume. */
  readonly laterEvents: number;
}

/** Which group each index of a dimension belongs to; -1: none, it is filtered out. */
export interface Grouping {
  readonly groupOf: Int16Array;
  readonly groups: number;
}

/** Adds the cells of a plane to sums of `solutions.groups * others.groups` groups. */
export function addPlane(
  sums: Float64Array,
  plane: Plane,
  bits: number,
  solutions: Grouping,
  others: Grouping,
): void {
  const mask = (1 << bits) - 1;
  const { keys, events } = plane;
  for (let cell = 0; cell < keys.length; cell++) {
    const key = keys[cell] ?? 0;
    const solution = solutions.groupOf[key >> bits] ?? -1;
    const other = others.groupOf[key & mask] ?? -1;
    if (solution < 0 || other < 0) continue;
    const group = solution * others.groups + other;
    sums[group] = (sums[group] ?? 0) + (events[cell] ?? 0);
  }
}

/** Events of a whole plane. */
export function totalOf(plane: Plane | undefined): number {
  let total = 0;
  for (const events of plane?.events ?? []) total += events;
  return total;
}

/** The measure that is called documents. */
export const DOCUMENTS = MEASURES.findIndex(({ isVolume }) => isVolume);
