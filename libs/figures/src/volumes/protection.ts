import type { Measure } from '#libs/indicators';
import { EDITORS, yearMonthOf } from '#libs/reference';
import type { VolumeData } from '../data/volume-data.js';
import type { MonthCells } from '../data/volume-planes.js';
import { DIMENSIONS, type VolumeDimension } from './dimensions.js';
import type { HiddenYear, YearProtector } from './hidden-year.js';
import type { VolumeWindow } from './indicator.js';

/** A year of a measure, to be published with its months. */
export interface YearOfMeasure {
  readonly year: number;
  /** Index in MEASURES. */
  readonly measure: number;
}

/** Volumes with what the public view may show of them. */
export interface PublicVolumeData extends VolumeData {
  readonly protection: Protection;
}

/** What the public view may show. */
export interface Protection {
  /** @throws Error when the year of the measure was not decided: a bug of the caller */
  isHidden(
    measure: Measure,
    /** One month, or all of a year that hold events. */
    months: readonly number[],
    window: VolumeWindow,
    by: readonly VolumeDimension[],
    /** Position of each dimension's value. */
    positions: readonly number[],
  ): boolean;
}

/** The years that are held, by themselves. */
export function yearsOf({ cells }: VolumeData): number[] {
  return [...new Set([...cells.keys()].map((month) => yearMonthOf(month).year))];
}

interface DecidedYear {
  readonly months: readonly MonthCells[];
  readonly hidden: HiddenYear;
}

/** Decides years when they are first asked for and after one of their months was written. */
export class VolumeProtections {
  /** By the cells of a year's first month, which are another object once they were read again. */
  readonly #decided = new WeakMap<MonthCells, Map<number, DecidedYear>>();

  constructor(private readonly protect: YearProtector) {}

  /** The volumes with everything decided that is wanted of them. */
  async decide(data: VolumeData, wanted: readonly YearOfMeasure[]): Promise<PublicVolumeData> {
    const decided = new Map<string, DecidedYear>();
    for (const of of wanted) decided.set(keyOf(of), await this.#decideYear(data, of));
    return { ...data, protection: { isHidden: (...cell) => isHiddenIn(decided, ...cell) } };
  }

  async #decideYear({ cells }: VolumeData, { year, measure }: YearOfMeasure): Promise<DecidedYear> {
    const months = [...cells.values()].filter(({ month }) => yearMonthOf(month).year === year);
    const [first] = months;
    if (first === undefined) return { months, hidden: { months: [], year: new Set() } };
    const byMeasure = this.#decided.get(first) ?? new Map<number, DecidedYear>();
    this.#decided.set(first, byMeasure);
    const known = byMeasure.get(measure);
    if (known !== undefined && isOf(known, months)) return known;
    const hidden = await this.protect(
      months.map(({ byDepartment, byType }) => ({
        byDepartment: byDepartment.get(measure),
        byType: byType.get(measure),
      })),
    );
    const decided = { months, hidden };
    byMeasure.set(measure, decided);
    return decided;
  }
}

function isOf(known: DecidedYear, months: readonly MonthCells[]): boolean {
  return (
    known.months.length === months.length && months.every((month, at) => month === known.months[at])
  );
}

function keyOf({ year, measure }: YearOfMeasure): string {
  return `${year} ${measure}`;
}

function isHiddenIn(
  decided: ReadonlyMap<string, DecidedYear>,
  ...[measure, months, window, by, positions]: Parameters<Protection['isHidden']>
): boolean {
  const [first] = months;
  if (first === undefined) return false;
  const { year } = yearMonthOf(first);
  const found = decided.get(keyOf({ year, measure: measure.index }));
  if (found === undefined) throw new Error(`protection: ${measure.code} of ${year} is not decided`);
  const month = found.months.findIndex((held) => held.month === first);
  const hidden = window === 'year' ? found.hidden.year : found.hidden.months[month];
  return hidden?.has(nodeName(by, positions)) ?? false;
}

const editorCodes = new Map(EDITORS.map(({ name, code }) => [name, code]));

/** The public nodes are the lattice's: their names are the dimensions in the same order, then the codes. */
function nodeName(by: readonly VolumeDimension[], positions: readonly number[]): string {
  const codes = by.map((name, at) => {
    const code = DIMENSIONS[name].codes[positions[at] ?? -1] ?? '';
    return name === 'editor' ? (editorCodes.get(code) ?? code) : code;
  });
  return [by.length === 0 ? 'national' : by.join('-'), ...codes].join('/');
}
