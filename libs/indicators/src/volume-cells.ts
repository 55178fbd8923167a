import { PersonSample } from './people/person-sample.js';

/** A counted event outside the dimensions that the cells can hold. It is a bug of the caller: edges validate before. */
export class CellOutOfRangeError extends Error {
  constructor(month: number, measure: number, solution: number, department: number, type: number) {
    super(
      `volume cell out of range: month ${month} (0..${MONTHS - 1} since 2000-01), measure ${measure} (0..${MEASURE_SLOTS - 1}), ` +
        `solution ${solution} (0..${SOLUTION_SLOTS - 1}), department ${department} (0..${DEPARTMENT_SLOTS - 1}), type ${type} (0..${TYPE_SLOTS - 1})`,
    );
    this.name = new.target.name;
  }
}

/** A count that no cell can hold: below 1, fractional, or a sum above `CELL_EVENTS_MAX`. */
export class CellCountError extends Error {
  constructor(events: number, already: number) {
    super(
      `volume cell count: expected a whole number from 1 to ${CELL_EVENTS_MAX} in all, came ${events} on top of ${already}`,
    );
    this.name = new.target.name;
  }
}

/** Which of the two cubes: events by patient's department, or events by document type. */
export type Cube = 'department' | 'type';

export type CellVisitor = (
  month: number,
  measure: number,
  solution: number,
  dimension: number,
  events: number,
) => void;

export type DifferenceVisitor = (
  month: number,
  measure: number,
  solution: number,
  dimension: number,
  mine: number,
  theirs: number,
) => void;

/** Months since 2000-01 that a cell may carry: to August 2042, a bound and not a forecast. */
export const MONTHS = 512;
/** Measures, solutions, departments and types that a cell may carry. */
export const MEASURE_SLOTS = 16;
export const SOLUTION_SLOTS = 256;
const DEPARTMENT_SLOTS = 128;
const TYPE_SLOTS = 64;
/** Document type of an event that carries none. */
export const NO_DOCUMENT_TYPE = 63;
/** Events that one cell can hold. */
export const CELL_EVENTS_MAX = 0xffff_ffff;
/** Planes whose memory `clear` keeps, 192 KiB each; a stream over more months pays for new memory instead. */
const PLANES_KEPT_MAX = 512;

interface Plane {
  readonly month: number;
  readonly measure: number;
  /** Events by solution and patient's department. */
  readonly byDepartment: Uint32Array;
  /** Events by solution and document type. */
  readonly byType: Uint32Array;
  /** Sum of each cube. They differ only in cells read from elsewhere, which a check must be able to hold. */
  departmentEvents: number;
  typeEvents: number;
}

/**
 * Counts of events by (month, measure, solution, patient's department) and by
 * (month, measure, solution, document type): the two cubes every figure is summed from.
 * Typed arrays of one plane per (month, measure), made when first needed: adding is two increments.
 * Beside them the documents of the sampled persons, which travel with the cells everywhere.
 */
export class VolumeCells {
  /** Deposited documents of the sampled persons; the caller adds to it, see `isSampled`. */
  readonly people = new PersonSample();
  #planes: (Plane | undefined)[] = [];
  #planeCount = 0;
  #last: Plane | undefined;
  #lastKey = -1;

  /** Adds one event. Throws CellOutOfRangeError when a coordinate is outside its dimension. */
  add(month: number, measure: number, solution: number, department: number, type: number): void {
    if (
      solution >>> 0 >= SOLUTION_SLOTS ||
      department >>> 0 >= DEPARTMENT_SLOTS ||
      type >>> 0 >= TYPE_SLOTS
    ) {
      throw new CellOutOfRangeError(month, measure, solution, department, type);
    }
    const key = month * MEASURE_SLOTS + measure;
    const plane = key === this.#lastKey && this.#last ? this.#last : this.#select(month, measure);
    const departmentCell = solution * DEPARTMENT_SLOTS + department;
    const typeCell = solution * TYPE_SLOTS + type;
    plane.byDepartment[departmentCell] = (plane.byDepartment[departmentCell] ?? 0) + 1;
    plane.byType[typeCell] = (plane.byType[typeCell] ?? 0) + 1;
    plane.departmentEvents += 1;
    plane.typeEvents += 1;
  }

  /**
   * Adds a count to one cell of one cube: the way in for cells that were stored or sent.
   *
   * @param dimension the department's or the document type's index, as `cube` says
   * @throws CellOutOfRangeError, CellCountError
   */
  addCount(
    cube: Cube,
    month: number,
    measure: number,
    solution: number,
    dimension: number,
    events: number,
  ): void {
    const isDepartment = cube === 'department';
    const width = widthOf(cube);
    if (solution >>> 0 >= SOLUTION_SLOTS || dimension >>> 0 >= width) {
      const [department, type] = isDepartment ? [dimension, 0] : [0, dimension];
      throw new CellOutOfRangeError(month, measure, solution, department, type);
    }
    const plane = this.#select(month, measure);
    addTo(countsOf(plane, cube), solution * width + dimension, events);
    if (isDepartment) plane.departmentEvents += events;
    else plane.typeEvents += events;
  }

  /** Number of events in one (month, measure). */
  total(month: number, measure: number): number {
    return this.#planes[month * MEASURE_SLOTS + measure]?.departmentEvents ?? 0;
  }

  get isEmpty(): boolean {
    if (this.people.size > 0) return false;
    return this.#planes.every((plane) => plane === undefined || isEmptyPlane(plane));
  }

  /** (month, measure) pairs that memory is held for. */
  get planeCount(): number {
    return this.#planeCount;
  }

  /** Months that hold at least one event, ascending. */
  months(): number[] {
    const months = new Set<number>();
    for (const plane of this.#inOrder()) months.add(plane.month);
    return [...months];
  }

  /** Visits every non-zero cell of the department cube in ascending order of its key. */
  forEachByDepartment(visit: CellVisitor): void {
    this.forEach('department', visit);
  }

  /** Visits every non-zero cell of the document type cube in ascending order of its key. */
  forEachByType(visit: CellVisitor): void {
    this.forEach('type', visit);
  }

  /** Visits every non-zero cell of one cube in ascending order of its key. */
  forEach(cube: Cube, visit: CellVisitor): void {
    const width = widthOf(cube);
    for (const plane of this.#inOrder()) {
      const counts = countsOf(plane, cube);
      for (let cell = 0; cell < counts.length; cell++) {
        const events = counts[cell] ?? 0;
        if (events === 0) continue;
        visit(plane.month, plane.measure, Math.floor(cell / width), cell % width, events);
      }
    }
  }

  /** Visits every cell of one cube whose count is not the other's, in ascending order of its key. */
  forEachDifference(other: VolumeCells, cube: Cube, visit: DifferenceVisitor): void {
    const width = widthOf(cube);
    const planes = Math.max(this.#planes.length, other.#planes.length);
    for (let key = 0; key < planes; key++) {
      const plane = this.#planes[key] ?? other.#planes[key];
      if (plane === undefined) continue;
      const mine = countsOf(this.#planes[key], cube);
      const theirs = countsOf(other.#planes[key], cube);
      for (let cell = 0; cell < SOLUTION_SLOTS * width; cell++) {
        const [here, there] = [mine[cell] ?? 0, theirs[cell] ?? 0];
        if (here === there) continue;
        visit(plane.month, plane.measure, Math.floor(cell / width), cell % width, here, there);
      }
    }
  }

  /** Number of non-zero cells over both cubes. */
  countCells(): number {
    let cells = 0;
    for (const plane of this.#inOrder()) {
      cells += countNonZero(plane.byDepartment) + countNonZero(plane.byType);
    }
    return cells;
  }

  /** Adds every cell and every sampled person of another set of cells to this one. */
  merge(other: VolumeCells): void {
    this.people.merge(other.people);
    for (const plane of other.#inOrder()) {
      const mine = this.#select(plane.month, plane.measure);
      addInto(mine.byDepartment, plane.byDepartment);
      addInto(mine.byType, plane.byType);
      mine.departmentEvents += plane.departmentEvents;
      mine.typeEvents += plane.typeEvents;
    }
  }

  /** Sets every count to zero and keeps the memory, up to a bound. */
  clear(): void {
    this.people.clear();
    if (this.#planeCount > PLANES_KEPT_MAX) {
      this.#planes = [];
      this.#planeCount = 0;
      this.#last = undefined;
      this.#lastKey = -1;
      return;
    }
    for (const plane of this.#planes) {
      if (plane === undefined || isEmptyPlane(plane)) continue;
      plane.byDepartment.fill(0);
      plane.byType.fill(0);
      plane.departmentEvents = 0;
      plane.typeEvents = 0;
    }
  }

  #select(month: number, measure: number): Plane {
    if (month >>> 0 >= MONTHS || measure >>> 0 >= MEASURE_SLOTS) {
      throw new CellOutOfRangeError(month, measure, 0, 0, 0);
    }
    const key = month * MEASURE_SLOTS + measure;
    const plane = this.#planes[key] ?? this.#makePlane(month, measure);
    this.#last = plane;
    this.#lastKey = key;
    return plane;
  }

  #makePlane(month: number, measure: number): Plane {
    const plane = {
      month,
      measure,
      byDepartment: new Uint32Array(SOLUTION_SLOTS * DEPARTMENT_SLOTS),
      byType: new Uint32Array(SOLUTION_SLOTS * TYPE_SLOTS),
      departmentEvents: 0,
      typeEvents: 0,
    };
    this.#planes[month * MEASURE_SLOTS + measure] = plane;
    this.#planeCount += 1;
    return plane;
  }

  *#inOrder(): Generator<Plane> {
    for (const plane of this.#planes) {
      if (plane !== undefined && !isEmptyPlane(plane)) yield plane;
    }
  }
}

function isEmptyPlane(plane: Plane): boolean {
  return plane.departmentEvents === 0 && plane.typeEvents === 0;
}

/** Dimensions of a cube beside the solution. */
export function widthOf(cube: Cube): number {
  return cube === 'department' ? DEPARTMENT_SLOTS : TYPE_SLOTS;
}

const NO_COUNTS = new Uint32Array(0);

function countsOf(plane: Plane | undefined, cube: Cube): Uint32Array {
  if (plane === undefined) return NO_COUNTS;
  return cube === 'department' ? plane.byDepartment : plane.byType;
}

function addInto(target: Uint32Array, source: Uint32Array): void {
  for (let cell = 0; cell < source.length; cell++) {
    const events = source[cell] ?? 0;
    if (events !== 0) addTo(target, cell, events);
  }
}

function addTo(counts: Uint32Array, cell: number, events: number): void {
  const already = counts[cell] ?? 0;
  // A sum above the bound would wrap to a small, wrong figure in silence.
  if (!Number.isInteger(events) || events < 1 || already + events > CELL_EVENTS_MAX) {
    throw new CellCountError(events, already);
  }
  counts[cell] = already + events;
}

function countNonZero(counts: Uint32Array): number {
  let cells = 0;
  for (const events of counts) if (events !== 0) cells += 1;
  return cells;
}
