import type { SonsCells } from './sons-cells.js';

/** A cell that is not what the generator made: changed, missing (no actual) or extra (no expected). */
export interface SonsCellDifference {
  readonly key: string;
  readonly expected: string | undefined;
  readonly actual: string | undefined;
}

/** What a comparison found; `cells` are all keys of both sides. */
export interface SonsComparison {
  readonly cells: number;
  readonly differences: readonly SonsCellDifference[];
}

/** Compares every cell of both sides, ascending by key. */
export function compareSonsCells(expected: SonsCells, actual: SonsCells): SonsComparison {
  const keys = [...new Set([...expected.keys(), ...actual.keys()])].sort();
  const differences = keys.flatMap((key) => {
    const pair = { key, expected: expected.get(key), actual: actual.get(key) };
    return pair.expected === pair.actual ? [] : [pair];
  });
  return { cells: keys.length, differences };
}
