import type { Sourced } from '../sourced.js';
import { DEPARTMENTS, POPULATION_VINTAGE } from './departments.js';

export type DenominatorId =
  | 'legal-population'
  | 'profiles-2023-02'
  | 'profiles-2023-09'
  | 'profiles-2024-01'
  | 'article-implied';

/** A number of persons that a rate per inhabitant can be divided by. A rate always says which. */
export interface Denominator extends Sourced {
  readonly id: DenominatorId;
  readonly label: string;
  /** Who is counted. */
  readonly perimeter: string;
  readonly persons: number;
  /** When they were counted or published. */
  readonly vintage: string;
}

/**
 * Persons by zone in @etalab/decoupage-administratif 4.1.0. The rates use the first two; the
 * overseas collectivities are kept to show what another perimeter would change.
 */
export const POPULATION_BY_ZONE = {
  metropolitan: 65_846_255,
  overseasDepartments: 2_170_836,
  overseasCollectivities: 607_986,
} as const;

/** Documents of December 2023: mind Health, 27 Feb 2024. */
const ARTICLE_MONTH_DOCUMENTS = 18_800_000;
/** Documents per person and year of the same article. */
const ARTICLE_RATE = 3.5;

/**
 * The persons that the article's own figures imply: 12 × 18,800,000 / 3.5 = 64,457,143.
 *
 * The article prints 226 million a year and 3.5 per person. Its 226 is 225.6 rounded, and is a
 * December multiplied by 12, not a year. Dividing the rounded 226 million by 3.5 gives 64.57
 * million persons, on which the exact 225.6 million would print as 3.49; so the unrounded product
 * is used, on which it prints as 3.50. It is nobody's count: it lies below the legal population
 * and below the profiles of the time, and serves to reproduce the article only.
 */
const ARTICLE_IMPLIED_PERSONS = Math.round((12 * ARTICLE_MONTH_DOCUMENTS) / ARTICLE_RATE);

/** The denominators of the rates, the legal population first. */
export const DENOMINATORS: readonly Denominator[] = [
  {
    id: 'legal-population',
    label: 'Legal population',
    perimeter: 'metropolitan France and the five overseas departments (DROM)',
    persons: DEPARTMENTS.reduce((sum, { population }) => sum + population, 0),
    vintage: POPULATION_VINTAGE,
    source: '@etalab/decoupage-administratif 4.1.0, communes of type commune-actuelle',
    assumed: false,
  },
  {
    id: 'profiles-2023-02',
    label: 'Mon espace santé profiles, February 2023',
    perimeter: 'profiles, activated or not',
    persons: 65_700_000,
    vintage: '2023-02',
    source: 'press; rounded to 0.1 million',
    assumed: false,
  },
  {
    id: 'profiles-2023-09',
    label: 'Mon espace santé profiles, September 2023',
    perimeter: 'profiles, activated or not',
    persons: 66_300_000,
    vintage: '2023-09',
    source: 'dsih.fr, article 5252; rounded to 0.1 million',
    assumed: false,
  },
  {
    id: 'profiles-2024-01',
    label: 'Mon espace santé profiles, 10 January 2024',
    perimeter: 'profiles, activated or not',
    persons: 68_406_684,
    vintage: '2024-01-10',
    source: 'press; 10,567,231 of them activated',
    assumed: false,
  },
  {
    id: 'article-implied',
    label: 'Implied by the article of February 2024',
    perimeter: 'not stated by the article',
    persons: ARTICLE_IMPLIED_PERSONS,
    vintage: '2024-02-27',
    source: 'derived: 12 × 18,800,000 / 3.5 from mind Health, 27 Feb 2024',
    assumed: false,
  },
];
