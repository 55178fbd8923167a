/** A counted event outside the dimensions that the cells can hold. It is a bug of the caller: edges validate before. */
export class CellOutOfRangeError extends Error {
  constructor(month: number, measure: number, solution: number, department: number, type: number) {
    super(
      `volume cell out of range: month ${month} (0..${MONTHS - 1} since 2000-01), measure ${measure} (0..${MEASURE_SLOTS - 1}), ` +
        `solution ${solution} (0..${SOLUTION_SLOTS - 1}), department ${department} (0..${DEPARTMENT_SLOTS - 1}), type ${type} (0..${TYPE_SLOTS - 1})`,
    );
  }
}

export type CellVisitor = (
  month: number,
  measure: number,
  solution: number,
  dimension: number,
  events: number,
) => void;

/** Months since 2000-01 that a cell may carry: to the end of 2042, a bound and not a forecast. */
export const MONTHS = 512;
const MEASURE_SLOTS = 16;
const SOLUTION_SLOTS = 256;
const DEPARTMENT_SLOTS = 128;
const TYPE_SLOTS = 64;
/** Document type of an event that carries none. */
export const NO_DOCUMENT_TYPE = 63;

interface Plane {
  readonly month: number;
  readonly measure: number;
  /** Events by solution and patient's department. */
  readonly byDepartment: Uint32Array;
  /** Events by solution and document type. */
  readonly byType: Uint32Array;
  events: number;
}

/**
 * Counts of events by (month, measure, solution, patient's department) and by
 * (month, measure, solution, document type): the two cubes every figure is summed from.
 * Typed arrays of one plane per (month, measure), made when first needed: adding is two increments.
 */
export class VolumeCells {
  readonly #planes: (Plane | undefined)[] = [];
  #last: Plane | undefined;
  #lastKey = -1;

  /** Adds one event. Throws CellOutOfRangeError when a coordinate is outside its dimension. */
  add(month: number, measure: number, solution: number, department: number, type: number): void {
    const key = month * MEASURE_SLOTS + measure;
    const plane = key === this.#lastKey && this.#last ? this.#last : this.#select(month, measure);
    const departmentCell = solution * DEPARTMENT_SLOTS + department;
    const typeCell = solution * TYPE_SLOTS + type;
    if (
      solution >>> 0 >= SOLUTION_SLOTS ||
      department >>> 0 >= DEPARTMENT_SLOTS ||
      type >>> 0 >= TYPE_SLOTS
    ) {
      throw new CellOutOfRangeError(month, measure, solution, department, type);
    }
    plane.byDepartment[departmentCell] = (plane.byDepartment[departmentCell] ?? 0) + 1;
    plane.byType[typeCell] = (plane.byType[typeCell] ?? 0) + 1;
    plane.events += 1;
  }

  /** Number of events in one (month, measure). */
  total(month: number, measure: number): number {
    return this.#planes[month * MEASURE_SLOTS + measure]?.events ?? 0;
  }

  get isEmpty(): boolean {
    return this.#planes.every((plane) => plane === undefined || plane.events === 0);
  }

  /** Months that hold at least one event, ascending. */
  months(): number[] {
    const months = new Set<number>();
    for (const plane of this.#inOrder()) months.add(plane.month);
    return [...months];
  }

  /** Visits every non-zero cell of the department cube in ascending order of its key. */
  forEachByDepartment(visit: CellVisitor): void {
    for (const plane of this.#inOrder())
      visitCells(plane, plane.byDepartment, DEPARTMENT_SLOTS, visit);
  }

  /** Visits every non-zero cell of the document type cube in ascending order of its key. */
  forEachByType(visit: CellVisitor): void {
    for (const plane of this.#inOrder()) visitCells(plane, plane.byType, TYPE_SLOTS, visit);
  }

  /** Adds every cell of another set of cells to this one. */
  merge(other: VolumeCells): void {
    for (const plane of other.#inOrder()) {
      const mine = this.#select(plane.month, plane.measure);
      addInto(mine.byDepartment, plane.byDepartment);
      addInto(mine.byType, plane.byType);
      mine.events += plane.events;
    }
  }

  /** Sets every count to zero and keeps the memory. */
  clear(): void {
    for (const plane of this.#planes) {
      if (plane === undefined || plane.events === 0) continue;
      plane.byDepartment.fill(0);
      plane.byType.fill(0);
      plane.events = 0;
    }
  }

  #select(month: number, measure: number): Plane {
    if (month >>> 0 >= MONTHS || measure >>> 0 >= MEASURE_SLOTS) {
      throw new CellOutOfRangeError(month, measure, 0, 0, 0);
    }
    const key = month * MEASURE_SLOTS + measure;
    const plane = (this.#planes[key] ??= {
      month,
      measure,
      byDepartment: new Uint32Array(SOLUTION_SLOTS * DEPARTMENT_SLOTS),
      byType: new Uint32Array(SOLUTION_SLOTS * TYPE_SLOTS),
      events: 0,
    });
    this.#last = plane;
    this.#lastKey = key;
    return plane;
  }

  *#inOrder(): Generator<Plane> {
    for (const plane of this.#planes) {
      if (plane !== undefined && plane.events > 0) yield plane;
    }
  }
}

function visitCells(plane: Plane, counts: Uint32Array, width: number, visit: CellVisitor): void {
  for (let cell = 0; cell < counts.length; cell++) {
    const events = counts[cell] ?? 0;
    if (events === 0) continue;
    visit(plane.month, plane.measure, Math.floor(cell / width), cell % width, events);
  }
}

function addInto(target: Uint32Array, source: Uint32Array): void {
  for (let cell = 0; cell < source.length; cell++) {
    target[cell] = (target[cell] ?? 0) + (source[cell] ?? 0);
  }
}
