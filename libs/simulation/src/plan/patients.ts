// Every index below is inside its table by construction: `?? 0` is for the compiler and costs nothing.
import { DEPARTMENTS } from '#libs/reference';
import { PERSON_TIERS } from './assumptions.js';
import { fraction, mix } from './mixing.js';

const HIGH_HALF = 0x51ed270b;
const LOW_HALF = 0x3c6ef372;

/** Upper end of each tier as a part of the documents, and what turns a place in it into a place among the persons. */
const TIERS = PERSON_TIERS.map((tier, index) => {
  const before = PERSON_TIERS.slice(0, index);
  const sum = (pick: (tier: { persons: number; documents: number }) => number): number =>
    before.reduce((total, other) => total + pick(other), 0);
  return {
    documentsBelow: sum(({ documents }) => documents),
    personsBelow: sum(({ persons }) => persons),
    personsPerDocument: tier.persons / tier.documents,
  };
});
/** One entry more than tiers: no share reaches it. */
const TIER_DOCUMENTS = Float64Array.of(...TIERS.map((tier) => tier.documentsBelow), Infinity);
const TIER_PERSONS = Float64Array.from(TIERS, ({ personsBelow }) => personsBelow);
const TIER_WIDTHS = Float64Array.from(TIERS, ({ personsPerDocument }) => personsPerDocument);
/** The tier that holds the lowest share of each 256th: where the search starts. */
const TIER_GUIDE = Uint8Array.from({ length: 256 }, (_, place) =>
  TIERS.findLastIndex(({ documentsBelow }) => documentsBelow <= place / 256),
);
const POPULATIONS = Uint32Array.from(DEPARTMENTS, ({ population }) => population);

/**
 * The status of a person's DMP never changes inside a simulated world: of every 128 persons by rank
 * two opposed it (published: under 2 %), one has it closed and one has none. Nobody can both have a
 * document accepted and be refused for one of these.
 */
const STATUS_CYCLE = 128;
const FIRST_ACTIVE = 4;

/** Place in the cycle of a person by the status of the DMP, for a value of DMP_STATUS; two persons for opposed. */
export const PLACES_OF_STATUS = { opposed: 0, closed: 2, absent: 3 } as const;

/**
 * The person that a document goes to: the quantile function of a distribution over the ranks of a
 * department's population, heaviest user first. Few persons receive much, a third of the population
 * hardly anything: never a Poisson around a mean.
 *
 * @param share place among the documents of the department, 0 inclusive to 1 exclusive
 * @returns a rank from 0 to 1 exclusive, as a part of the population
 */
export function personQuantile(share: number): number {
  let tier = TIER_GUIDE[(share * 256) | 0] ?? 0;
  while (share >= (TIER_DOCUMENTS[tier + 1] ?? 0)) tier += 1;
  return (
    (TIER_PERSONS[tier] ?? 0) + (share - (TIER_DOCUMENTS[tier] ?? 0)) * (TIER_WIDTHS[tier] ?? 0)
  );
}

/** Rank of a person with an active DMP in a department's population. */
export function activePerson(department: number, mixed: number): number {
  const rank = rankOf(department, mixed);
  return (rank & (STATUS_CYCLE - 1)) < FIRST_ACTIVE ? rank + FIRST_ACTIVE : rank;
}

/** Rank of a person whose DMP has another status; `place` is one of PLACES_OF_STATUS. */
export function personOfStatus(department: number, mixed: number, place: number): number {
  const rank = rankOf(department, mixed);
  return rank - (rank & (STATUS_CYCLE - 1)) + place;
}

/**
 * Half of a person's pseudonym, a 32-bit integer: keyed by the seed, so that two runs with different
 * seeds have no person in common. The persons are synthetic: no matricule stands behind them.
 */
export function pseudonymHigh(key: number, department: number, rank: number): number {
  return mix(mix(key ^ HIGH_HALF, department), rank);
}

/** The other half of the pseudonym. */
export function pseudonymLow(key: number, department: number, rank: number): number {
  return mix(mix(key ^ LOW_HALF, rank), department);
}

function rankOf(department: number, mixed: number): number {
  return (personQuantile(fraction(mixed)) * (POPULATIONS[department] ?? 0)) | 0;
}
