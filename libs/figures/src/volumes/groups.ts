import type { Grouping } from '../data/volume-planes.js';
import { DIMENSIONS, type Coordinate, type VolumeDimension } from './dimensions.js';

/** Values that a dimension may have; a dimension that is not named may have any. */
export type Filters = Readonly<Partial<Record<VolumeDimension, readonly string[]>>>;

/** Groups of a coordinate by the dimensions of a breakdown that belong to it. */
export interface Groups extends Grouping {
  /** By group, the position of each dimension's value, in the order of the dimensions. */
  readonly positions: readonly (readonly number[])[];
}

/** Indexes that a stored coordinate may have. */
const INDEXES: Readonly<Record<Coordinate, number>> = { solution: 256, department: 128, type: 64 };

/** Groups the indexes of a coordinate; those that a filter leaves out belong to none. */
export function groupsOf(
  coordinate: Coordinate,
  by: readonly VolumeDimension[],
  filters: Filters,
): Groups {
  const mine = by.filter((name) => DIMENSIONS[name].coordinate === coordinate);
  const allowed = allowedOf(coordinate, filters);
  const tuples = new Map<string, readonly number[]>();
  const keys: (string | undefined)[] = [];
  for (let index = 0; index < INDEXES[coordinate]; index++) {
    const positions = mine.map((name) => DIMENSIONS[name].positions[index] ?? -1);
    const isIn = allowed(index) && positions.every((position) => position >= 0);
    const key = isIn ? positions.join(' ') : undefined;
    keys.push(key);
    if (key !== undefined) tuples.set(key, positions);
  }
  const inOrder = [...tuples].sort(([, a], [, b]) => compare(a, b));
  const groupOfKey = new Map(inOrder.map(([key], group) => [key, group]));
  return {
    groupOf: Int16Array.from(keys, (key) => groupOfKey.get(key ?? '-') ?? -1),
    groups: inOrder.length,
    positions: inOrder.map(([, positions]) => positions),
  };
}

function allowedOf(coordinate: Coordinate, filters: Filters): (index: number) => boolean {
  const tests = Object.entries(filters)
    .map(([name, codes]) => ({ dimension: DIMENSIONS[name as VolumeDimension], codes }))
    .filter(({ dimension }) => dimension.coordinate === coordinate)
    .map(({ dimension, codes }) => {
      const chosen = new Set(codes.map((code) => dimension.codes.indexOf(code)));
      return (index: number) => chosen.has(dimension.positions[index] ?? -1);
    });
  return (index) => tests.every((test) => test(index));
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < a.length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
