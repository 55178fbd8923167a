import type { Sourced } from '../sourced.js';
import type { DsrCode } from './couloirs.js';

const ASSUMED: Sourced = { source: 'assumed: Zipf, share inverse to the rank', assumed: true };

/** Where the market shares of each DSR come from. */
export const SHARE_SOURCES: Readonly<Record<DsrCode, Sourced>> = {
  DPI: ASSUMED,
  RI: ASSUMED,
  PFI: ASSUMED,
  LGC: {
    source: 'assumed: Zipf, fitted so that the 15 financed solutions hold about 80 % (press)',
    assumed: true,
  },
  LGO: {
    source:
      'leader about 40 % of the pharmacies (geer.fr, lepharmaciendefrance.fr); others assumed',
    assumed: false,
  },
  RIS: ASSUMED,
  SGL: {
    source: 'leader about 80 % of the private laboratories (mind Health, geer.fr); others assumed',
    assumed: false,
  },
  LOINC: ASSUMED,
};

/** Share of the leader, where it is sourced. */
const LEADER_SHARE: Readonly<Partial<Record<DsrCode, number>>> = { SGL: 0.8, LGO: 0.4 };

/** Offset of the rank: below 1 it favours the leader. 0.6 gives the 15 financed LGC 80 %. */
const RANK_OFFSET: Readonly<Partial<Record<DsrCode, number>>> = { LGC: 0.6 };

/**
 * Market shares of a DSR's solutions, falling with the rank, adding up to 1.
 * Below a sourced leader the share is inverse to the rank: few large editors, many small ones.
 */
export function marketSharesOf(dsr: DsrCode, solutions: number): number[] {
  const offset = RANK_OFFSET[dsr] ?? 1;
  const weights = Array.from({ length: solutions }, (_, rank) => 1 / (rank + offset));
  const leader = LEADER_SHARE[dsr];
  if (leader === undefined) return normalised(weights, 1);
  return [leader, ...normalised(weights.slice(1), 1 - leader)];
}

function normalised(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((running, weight) => running + weight, 0);
  return weights.map((weight) => (weight / sum) * total);
}
