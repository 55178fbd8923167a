import {
  COULOIRS,
  DEPARTMENTS,
  DOCUMENT_TYPES,
  EDITORS,
  SOLUTIONS,
  type Department,
  type Solution,
} from '#libs/reference';
import { NO_DOCUMENT_TYPE } from '../volume-cells.js';
import { nodeName } from './protected-nodes.js';
import type { GuardedCell } from './rules.js';
import type { SumLink } from './tables.js';

/**
 * What may be asked of volumes in public. A key holds codes: of the couloir, region, department or
 * solution, the editor's `ED-001`, the type's symbol or `NONE`; of two, in the order of the name.
 */
export type VolumeBreakdown =
  | 'national'
  | 'couloir'
  | 'region'
  | 'department'
  | 'couloir-region'
  | 'couloir-department'
  | 'solution'
  | 'editor'
  | 'couloir-editor'
  | 'type';

/** Events of one month and measure by solution and patient's department. */
export interface DepartmentRow {
  /** Index in SOLUTIONS. */
  readonly solution: number;
  /** Index in DEPARTMENTS. */
  readonly department: number;
  readonly events: number;
}

/** Events of one month and measure by solution and document type. */
export interface TypeRow {
  /** Index in SOLUTIONS. */
  readonly solution: number;
  /** Index in DOCUMENT_TYPES, or NO_DOCUMENT_TYPE. */
  readonly type: number;
  readonly events: number;
}

/** The finest cells of one month and measure. Both hold the same events: read them in one snapshot. */
export interface VolumeRows {
  readonly byDepartment: Iterable<DepartmentRow>;
  readonly byType: Iterable<TypeRow>;
}

/** The two cubes of a month and measure do not hold the same events: they were not read at one instant. */
export class VolumesDisagreeError extends Error {
  constructor(
    readonly byDepartment: number,
    readonly byType: number,
  ) {
    super(
      `disclosure: expected as many events by document type as by department; came ${byType} and ` +
        `${byDepartment}; read both in one snapshot`,
    );
    this.name = new.target.name;
  }
}

/** A row that names no solution, department or type of the reference: a bug of the caller. */
export class UnknownVolumeRowError extends Error {
  constructor(readonly row: DepartmentRow | TypeRow) {
    super(
      `disclosure: unknown solution, department or type in ${JSON.stringify(row)}; see libs/reference`,
    );
    this.name = new.target.name;
  }
}

/** What a reader loses with a node, beside a cell of the same volume of a couloir in a department. */
const WEIGHTS: Readonly<Record<VolumeBreakdown, number>> = {
  national: 100,
  couloir: 20,
  region: 6,
  department: 4,
  'couloir-region': 2,
  'couloir-department': 1,
  solution: 1,
  editor: 2,
  'couloir-editor': 1.5,
  type: 2,
};

/** Name of the events without a type, as in the views. */
const NONE = 'NONE';

/** The nodes and sums of every month and measure: they depend on the reference alone. */
export interface VolumeLattice {
  readonly indexes: ReadonlyMap<string, number>;
  /** As long as the nodes. */
  readonly breakdowns: readonly VolumeBreakdown[];
  /**
   * The sums that give all others. Regions by couloir also add up to the region, a couloir's editors
   * to the couloir, couloirs and editors to the nation; that follows from these. Leaving it out keeps
   * each node in two sums at most, which is what lets a cheapest exchange be found as a path.
   */
  readonly links: readonly SumLink[];
  /** Nodes that a row by department adds to: by solution, then by department. */
  readonly ofSolution: readonly (readonly number[])[];
  readonly ofPlace: readonly (readonly (readonly number[])[])[];
  readonly ofType: ReadonlyMap<number, number>;
  readonly national: number;
}

let known: VolumeLattice | undefined;

/** The lattice, made once. */
export function volumeLattice(): VolumeLattice {
  known ??= buildLattice();
  return known;
}

/** Cells of the lattice in the order of its nodes. Throws VolumesDisagreeError, UnknownVolumeRowError. */
export function volumeCells(lattice: VolumeLattice, rows: VolumeRows): GuardedCell[] {
  const { breakdowns, ofSolution, ofPlace, ofType, national } = lattice;
  const values = new Array<number>(breakdowns.length).fill(0);
  const byEditor = breakdowns.map((): number[] | undefined => undefined);
  const add = (node: number, editor: number, events: number): void => {
    values[node] = (values[node] ?? 0) + events;
    const contributions = (byEditor[node] ??= new Array<number>(EDITORS.length).fill(0));
    contributions[editor] = (contributions[editor] ?? 0) + events;
  };
  for (const row of rows.byDepartment) {
    const solution = SOLUTIONS[row.solution];
    const places = ofPlace[row.department]?.[couloirIndexOf(solution)];
    const sellers = ofSolution[row.solution];
    if (!solution || !places || !sellers) throw new UnknownVolumeRowError(row);
    for (const node of places) add(node, solution.editor, row.events);
    for (const node of sellers) add(node, solution.editor, row.events);
  }
  let typed = 0;
  for (const row of rows.byType) {
    const solution = SOLUTIONS[row.solution];
    const node = ofType.get(row.type);
    if (!solution || node === undefined) throw new UnknownVolumeRowError(row);
    add(node, solution.editor, row.events);
    typed += row.events;
  }
  const placed = values[national] ?? 0;
  if (placed !== typed) throw new VolumesDisagreeError(placed, typed);
  return breakdowns.map((breakdown, node) =>
    cellOf(breakdown, values[node] ?? 0, byEditor[node] ?? []),
  );
}

/** The rules of a node: an editor's or a solution's own row is an identity that is public anyway. */
function cellOf(
  breakdown: VolumeBreakdown,
  value: number,
  contributions: readonly number[],
): GuardedCell {
  const weight = WEIGHTS[breakdown];
  // Events, not patients, are counted: so many patients at most.
  const cell = { value, patientsMax: value, weight };
  const isNamed =
    breakdown === 'solution' || breakdown === 'editor' || breakdown === 'couloir-editor';
  return isNamed ? cell : { ...cell, contributions };
}

function couloirIndexOf(solution: Solution | undefined): number {
  return COULOIRS.findIndex(({ code }) => code === solution?.couloir);
}

function buildLattice(): VolumeLattice {
  const indexes = new Map<string, number>();
  const breakdowns: VolumeBreakdown[] = [];
  const parts = new Map<string, { total: number; parts: Set<number> }>();
  const node = (breakdown: VolumeBreakdown, ...key: readonly string[]): number => {
    const name = nodeName(breakdown, key);
    const found = indexes.get(name);
    if (found !== undefined) return found;
    indexes.set(name, breakdowns.length);
    return breakdowns.push(breakdown) - 1;
  };
  const link = (along: string, total: number, part: number): void => {
    const name = `${along}/${total}`;
    const sum = parts.get(name) ?? { total, parts: new Set<number>() };
    sum.parts.add(part);
    parts.set(name, sum);
  };

  const national = node('national');
  const place = ({ code, regionCode }: Department, couloir: string): number[] => {
    const cell = node('couloir-department', couloir, code);
    const department = node('department', code);
    const region = node('region', regionCode);
    const couloirRegion = node('couloir-region', couloir, regionCode);
    link('couloirs', department, cell);
    link('departments', region, department);
    link('regions', national, region);
    link('departments', couloirRegion, cell);
    link('regions', node('couloir', couloir), couloirRegion);
    return [cell, department, region, couloirRegion, node('couloir', couloir), national];
  };
  const ofPlace = DEPARTMENTS.map((department) =>
    COULOIRS.map(({ code }) => place(department, code)),
  );
  const ofSolution = SOLUTIONS.map((solution) => {
    const editorCode = EDITORS[solution.editor]?.code ?? '';
    const own = node('solution', solution.code);
    const editor = node('editor', editorCode);
    const couloirEditor = node('couloir-editor', solution.couloir, editorCode);
    link('solutions', couloirEditor, own);
    link('couloirs', editor, couloirEditor);
    link('solutions', node('couloir', solution.couloir), own);
    return [own, editor, couloirEditor];
  });
  const ofType = new Map<number, number>();
  for (const { index, symbol } of DOCUMENT_TYPES) ofType.set(index, node('type', symbol));
  ofType.set(NO_DOCUMENT_TYPE, node('type', NONE));
  for (const type of ofType.values()) link('types', national, type);

  const links = [...parts.values()].map((sum) => ({ total: sum.total, parts: [...sum.parts] }));
  return { indexes, breakdowns, links, ofSolution, ofPlace, ofType, national };
}
