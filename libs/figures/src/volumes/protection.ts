import type { Text } from '#libs/exports';
import type { Measure } from '#libs/indicators';
import type { VolumeData } from '../data/volume-data.js';
import { DEPARTMENT_BITS, TYPE_BITS, addPlane, type MonthCells } from '../data/volume-planes.js';
import { text } from '../texts.js';
import { DIMENSIONS, type VolumeDimension } from './dimensions.js';
import { groupsOf } from './groups.js';
import type { VolumeWindow } from './indicator.js';

/** Fewer documents than that cannot be of eleven patients. */
const DOCUMENTS_MIN = 11;

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

/** The protection of these volumes. */
export function protectionOf(data: VolumeData): Protection {
  return {
    isHidden: (measure, months, _window, by, positions) =>
      eventsOf(data, measure, months, by, positions) < DOCUMENTS_MIN,
    notesOf,
  };
}

function eventsOf(
  { cells }: VolumeData,
  measure: Measure,
  months: readonly number[],
  by: readonly VolumeDimension[],
  positions: readonly number[],
): number {
  const isByType = by.includes('type');
  const filters = Object.fromEntries(
    by.map((name, at) => [name, [DIMENSIONS[name].codes[positions[at] ?? -1] ?? '']]),
  );
  const solutions = groupsOf('solution', [], filters);
  const others = groupsOf(isByType ? 'type' : 'department', [], filters);
  const sums = new Float64Array(1);
  for (const month of months) {
    const planes: MonthCells['byType'] | undefined = isByType
      ? cells.get(month)?.byType
      : cells.get(month)?.byDepartment;
    const plane = planes?.get(measure.index);
    if (plane) addPlane(sums, plane, isByType ? TYPE_BITS : DEPARTMENT_BITS, solutions, others);
  }
  return sums[0] ?? 0;
}

function notesOf(isHidden: readonly boolean[]): Text[] {
  const hidden = isHidden.filter(Boolean).length;
  if (hidden === 0) return [];
  return [
    text(
      `${hidden} lignes sur ${isHidden.length} ne sont pas montrées (statut s) : moins de 11 documents, ou de quoi retrouver une telle cellule par différence. Les cellules tiennent des documents : de combien de patients n’est pas connu.`,
      `${hidden} of ${isHidden.length} rows are not shown (status s): fewer than 11 documents, or what would give such a cell by subtraction. Cells hold documents: of how many patients is not known.`,
    ),
  ];
}
