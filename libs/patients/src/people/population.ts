import { DEPARTMENTS } from '#libs/reference';

/** First ordinal of each department's people, and after the last one the number of all people. */
const FIRST_ORDINALS: readonly number[] = DEPARTMENTS.reduce<number[]>(
  (firsts, { population }) => [...firsts, (firsts.at(-1) ?? 0) + population],
  [0],
);

/** Synthetic people: one for each inhabitant of the legal population, 68,017,091. */
export const PEOPLE_COUNT = FIRST_ORDINALS.at(-1) ?? 0;

/** Where a person lives. */
export interface Residence {
  /** Code of the Code officiel géographique. */
  readonly department: string;
  /** Place among the people of the department, from 0: the rank that the simulation counts by as well. */
  readonly rank: number;
}

/** Where the person of an ordinal lives; `ordinal` is a whole number from 0 to PEOPLE_COUNT − 1. */
export function residenceOf(ordinal: number): Residence {
  let low = 0;
  let high = DEPARTMENTS.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((FIRST_ORDINALS[middle] ?? 0) <= ordinal) low = middle;
    else high = middle - 1;
  }
  return {
    department: DEPARTMENTS[low]?.code ?? '',
    rank: ordinal - (FIRST_ORDINALS[low] ?? 0),
  };
}
