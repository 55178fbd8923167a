import type { Text } from '#libs/exports';
import {
  protectedYear,
  type Measure,
  type ProtectedVolumes,
  type ProtectedYear,
  type VolumeBreakdown,
  type VolumeRows,
} from '#libs/indicators';
import { EDITORS, yearMonthOf } from '#libs/reference';
import type { VolumeData } from '../data/volume-data.js';
import { DEPARTMENT_BITS, TYPE_BITS, type MonthCells, type Plane } from '../data/volume-planes.js';
import { text } from '../texts.js';
import { DIMENSIONS, type VolumeDimension } from './dimensions.js';
import type { VolumeWindow } from './indicator.js';

/** What the public view may show. */
export interface Protection {
  isHidden(
    measure: Measure,
    /** One month, or all of a year that hold events. */
    months: readonly number[],
    window: VolumeWindow,
    by: readonly VolumeDimension[],
    /** Position of each dimension's value. */
    positions: readonly number[],
  ): boolean;
  /** What a reader must know of the rows, by whether each is hidden. */
  notesOf(isHidden: readonly boolean[]): Text[];
}

/** The protection of these volumes: that of each year is decided when first asked for, and kept. */
export function protectionOf(data: VolumeData): Protection {
  return {
    isHidden(measure, months, window, by, positions) {
      const [first] = months;
      if (first === undefined) return false;
      const { months: held, decided } = yearOf(data, measure, first);
      const nodes =
        window === 'year'
          ? decided.year
          : decided.months[held.findIndex(({ month }) => month === first)];
      return nodes !== undefined && statusOf(nodes, by, positions) !== 'shown';
    },
    notesOf,
  };
}

/** A year of a measure after suppression; a year is published beside its months, so they are decided together. */
interface DecidedYear {
  readonly months: readonly MonthCells[];
  readonly decided: ProtectedYear;
}

/** By the cells of a year's first month, which are another object once they were read again. */
const decidedYears = new WeakMap<MonthCells, Map<number, DecidedYear>>();

function yearOf({ cells }: VolumeData, measure: Measure, month: number): DecidedYear {
  const { year } = yearMonthOf(month);
  const months = [...cells.values()].filter((held) => yearMonthOf(held.month).year === year);
  const [first] = months;
  if (first === undefined) throw new Error(`protection: no month of ${year} is held`);
  const byMeasure = decidedYears.get(first) ?? new Map<number, DecidedYear>();
  decidedYears.set(first, byMeasure);
  const known = byMeasure.get(measure.index);
  if (
    known?.months.length === months.length &&
    known.months.every((held, at) => held === months[at])
  ) {
    return known;
  }
  const decided = protectedYear(months.map((held) => rowsOf(held, measure.index)));
  const of = { months, decided };
  byMeasure.set(measure.index, of);
  return of;
}

function rowsOf({ byDepartment, byType }: MonthCells, measure: number): VolumeRows {
  return {
    byDepartment: cellsOf(byDepartment.get(measure), DEPARTMENT_BITS).map(
      ([solution, department, events]) => ({ solution, department, events }),
    ),
    byType: cellsOf(byType.get(measure), TYPE_BITS).map(([solution, type, events]) => ({
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

const editorCodes = new Map(EDITORS.map(({ name, code }) => [name, code]));

function statusOf(
  nodes: ProtectedVolumes,
  by: readonly VolumeDimension[],
  positions: readonly number[],
): string {
  // The public nodes are the lattice's: their names are the dimensions in the same order.
  const breakdown = (by.length === 0 ? 'national' : by.join('-')) as VolumeBreakdown;
  const key = by.map((name, at) => {
    const code = DIMENSIONS[name].codes[positions[at] ?? -1] ?? '';
    return name === 'editor' ? (editorCodes.get(code) ?? code) : code;
  });
  return nodes.at(breakdown, ...key).status;
}

function notesOf(isHidden: readonly boolean[]): Text[] {
  const hidden = isHidden.filter(Boolean).length;
  if (hidden === 0) return [];
  return [
    text(
      `${hidden} lignes sur ${isHidden.length} ne sont pas montrées (statut s) : moins de 11 documents, trop peu d’éditeurs ou un qui domine, ou de quoi retrouver une telle cellule par différence. Les cellules tiennent des documents : de combien de patients n’est pas connu.`,
      `${hidden} of ${isHidden.length} rows are not shown (status s): fewer than 11 documents, too few editors or one that dominates, or what would give such a cell by subtraction. Cells hold documents: of how many patients is not known.`,
    ),
  ];
}
