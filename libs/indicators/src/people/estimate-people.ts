import { PERSONS_PER_SAMPLED } from './person-sample.js';

/** Sampled persons by their number of documents in a window and a place, ascending; none with zero. */
export type DocumentsHistogram = readonly {
  readonly documents: number;
  /** Sampled persons with exactly so many. */
  readonly persons: number;
}[];

/** Quantiles of documents per person; null where too few sampled persons lie beyond to say it. */
export interface DocumentQuantiles {
  readonly median: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
}

/** What a sample says of everybody. Counts of persons are estimates, and need not be whole. */
export interface PeopleEstimate {
  /** Persons of the sample with at least one document. */
  readonly sampledPersons: number;
  /** Persons with at least one document. */
  readonly personsReached: number;
  readonly personsReachedStandardError: number;
  /** Persons reached over the population; above 1 by chance where nearly everybody is reached. */
  readonly share: number;
  readonly shareStandardError: number;
  /** Ends of the 95 % interval of the share, within 0 and 1. */
  readonly shareLow: number;
  readonly shareHigh: number;
  /** Mean documents of those reached; null when nobody of the sample was. */
  readonly documentsPerPersonReached: number | null;
  /** Of those reached. */
  readonly reached: DocumentQuantiles;
  /** Of all inhabitants; those who were not reached have zero. */
  readonly inhabitants: DocumentQuantiles;
}

/** Two-sided 95 % of the normal distribution. */
const Z = 1.959964;
const RATE = 1 / PERSONS_PER_SAMPLED;
/**
 * Sampled persons that must have as many documents as a quantile says, or more: below, it would rest
 * on few persons, and would be as imprecise as it would be indiscreet. The number is that of the rule
 * of disclosure for patients.
 */
export const PERSONS_BEYOND_QUANTILE_MIN = 11;

/**
 * Estimates from the sample how many persons got a document, and how many documents.
 *
 * Each person is in the sample with a chance of 1 in PERSONS_PER_SAMPLED on its own, so each sampled
 * one stands for so many (Horvitz–Thompson): unbiased whatever the distribution. Who of the sample got
 * nothing is not known, because only documents tell of a person; the interval is therefore that of a
 * count (score interval of a Poisson count), which also holds at zero.
 *
 * @param population inhabitants of the place, above 0
 * @throws RangeError when there is nobody to divide by, or a count is not a whole number above 0
 */
export function estimatePeople(histogram: DocumentsHistogram, population: number): PeopleEstimate {
  if (!(population > 0)) {
    throw new RangeError(`people: expected a population above 0, came ${population}`);
  }
  let sampled = 0;
  let documents = 0;
  for (const step of histogram) {
    if (!isCount(step.documents) || !isCount(step.persons)) {
      throw new RangeError(`people: expected whole numbers above 0, came ${JSON.stringify(step)}`);
    }
    sampled += step.persons;
    documents += step.persons * step.documents;
  }
  const scale = PERSONS_PER_SAMPLED / population;
  const standardError = Math.sqrt(sampled * (1 - RATE));
  const [low, high] = intervalOfCount(sampled);
  const inhabitants = Math.max(sampled, population * RATE);
  return {
    sampledPersons: sampled,
    personsReached: sampled * PERSONS_PER_SAMPLED,
    personsReachedStandardError: standardError * PERSONS_PER_SAMPLED,
    share: sampled * scale,
    shareStandardError: standardError * scale,
    shareLow: Math.min(1, low * scale),
    shareHigh: Math.min(1, high * scale),
    documentsPerPersonReached: sampled === 0 ? null : documents / sampled,
    reached: quantilesOf(histogram, sampled, 0),
    inhabitants: quantilesOf(histogram, inhabitants, inhabitants - sampled),
  };
}

/** Ends of the interval of a Poisson mean whose score test accepts the count. */
function intervalOfCount(count: number): [low: number, high: number] {
  const half = Z * Math.sqrt(count + (Z * Z) / 4);
  const middle = count + (Z * Z) / 2;
  // Exactly zero at zero: the difference of two equal numbers need not be.
  return [count === 0 ? 0 : middle - half, middle + half];
}

/**
 * @param persons all of them, in units of the sample
 * @param without those of them who have no document
 */
function quantilesOf(
  histogram: DocumentsHistogram,
  persons: number,
  without: number,
): DocumentQuantiles {
  const at = (percent: number): number | null => {
    const beyond = (persons * (100 - percent)) / 100;
    return beyond < PERSONS_BEYOND_QUANTILE_MIN
      ? null
      : quantile(histogram, without, (persons * percent) / 100);
  };
  return { median: at(50), p90: at(90), p99: at(99) };
}

/** Smallest number of documents that at least `wanted` persons do not exceed. */
function quantile(histogram: DocumentsHistogram, without: number, wanted: number): number {
  let seen = without;
  if (seen >= wanted) return 0;
  let last = 0;
  for (const { documents, persons } of histogram) {
    seen += persons;
    last = documents;
    if (seen >= wanted) break;
  }
  return last;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}
