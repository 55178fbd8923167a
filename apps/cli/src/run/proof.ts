import type { VolumeCells } from '#libs/indicators';
import type { SonsComparison } from '#libs/sons-rules';
import type { ProvenPart } from '#libs/store';
import type { Verification } from '../verify/verification.js';
import type { SonsTruth } from './run-database.js';

/** The cubes of the volumes, as a person calls them. */
const CUBES = [
  ['department', 'volumes by department'],
  ['type', 'volumes by document type'],
] as const;

/**
 * What was compared, by dimension: cells of the truth, those that only the database holds, and of both
 * how many differ. The sums are those of the verification.
 */
export function proofOf(
  volumes: { readonly truth: VolumeCells; readonly verification: Verification },
  sons?: { readonly truth: SonsTruth; readonly verification: SonsComparison },
): ProvenPart[] {
  const cubes = CUBES.map(([cube, dimension]) => {
    const differences = volumes.verification.differences.filter(
      (each) => 'cube' in each && each.cube === cube,
    );
    let cells = differences.filter(({ kind }) => kind === 'extra').length;
    volumes.truth.forEach(cube, () => {
      cells += 1;
    });
    return { dimension, cells, wrong: differences.length };
  });
  const parts = [...cubes, peoplePart(volumes)];
  return sons === undefined ? parts : [...parts, ...sonsParts(sons)];
}

/** Documents of each sampled person, month and department. */
function peoplePart(volumes: {
  readonly truth: VolumeCells;
  readonly verification: Verification;
}): ProvenPart {
  const differences = volumes.verification.differences.filter((each) => !('cube' in each));
  const extra = differences.filter(({ kind }) => kind === 'extra').length;
  return {
    dimension: 'sampled persons',
    cells: volumes.truth.people.size + extra,
    wrong: differences.length,
  };
}

/** By the first word of a cell's key: request, line, usage, incentive, enrolment. */
function sonsParts(sons: {
  readonly truth: SonsTruth;
  readonly verification: SonsComparison;
}): ProvenPart[] {
  const { cells, differences } = sons.verification;
  if (cells === 0) return [];
  const kindOf = (key: string): string => key.slice(0, key.indexOf(' '));
  const parts = new Map<string, { cells: number; wrong: number }>();
  const add = (key: string, counts: { cells: number; wrong: number }): void => {
    const part = parts.get(kindOf(key)) ?? { cells: 0, wrong: 0 };
    parts.set(kindOf(key), {
      cells: part.cells + counts.cells,
      wrong: part.wrong + counts.wrong,
    });
  };
  for (const key of sons.truth.cells.keys()) add(key, { cells: 1, wrong: 0 });
  for (const { key, expected } of differences) {
    add(key, { cells: expected === undefined ? 1 : 0, wrong: 1 });
  }
  return [...parts].map(([kind, counts]) => ({ dimension: `SONS ${kind}`, ...counts }));
}
