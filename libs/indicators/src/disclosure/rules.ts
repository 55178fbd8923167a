import type { Sourced } from '#libs/reference';

/** When a cell is confidential, and how well it must stay hidden. */
export interface DisclosureRules {
  /** A cell of fewer patients is suppressed. Standard: 11. */
  readonly patientsMin: number;
  /** A cell of fewer enterprises is suppressed. Standard: 3. */
  readonly enterprisesMin: number;
  /** A cell of which one enterprise holds more is suppressed; exactly as much is shown. Standard: 85. */
  readonly dominancePercentMax: number;
  /**
   * Whole numbers between the smallest and the largest value that a reader can find for a cell
   * suppressed for its patients. Standard: 10, which is 0 to 10: what the rule itself says of the cell.
   */
  readonly patientsWidthMin: number;
  /**
   * The same width for a cell suppressed for its enterprises, in percent of its value, rounded up.
   * Standard: 15, what the dominance rule leaves to the others.
   */
  readonly enterprisesWidthPercentMin: number;
}

/** The rules used when none are given. `DISCLOSURE_SOURCES` says where each comes from. */
export const DEFAULT_DISCLOSURE: DisclosureRules = {
  patientsMin: 11,
  enterprisesMin: 3,
  dominancePercentMax: 85,
  patientsWidthMin: 10,
  enterprisesWidthPercentMin: 15,
};

const ASSUMED_FOR_THESE = 'no publication gives the rule for these figures';

/** Where each rule comes from. */
export const DISCLOSURE_SOURCES: Readonly<Record<keyof DisclosureRules, Sourced>> = {
  patientsMin: {
    source: `custom of French health data (fewer than 11 is not published); ${ASSUMED_FOR_THESE}`,
    assumed: true,
  },
  enterprisesMin: {
    source: `custom of French business statistics (statistical secrecy, fewer than 3); ${ASSUMED_FOR_THESE}`,
    assumed: true,
  },
  dominancePercentMax: {
    source: `custom of French business statistics (statistical secrecy, one above 85 %); ${ASSUMED_FOR_THESE}`,
    assumed: true,
  },
  patientsWidthMin: {
    source: 'our choice: published sums say no more of a cell than that it holds 0 to 10',
    assumed: true,
  },
  enterprisesWidthPercentMin: {
    source: 'our choice: 100 % less the 85 % of the dominance rule',
    assumed: true,
  },
};

/** Why a cell is confidential by itself. */
export type PrimaryRule = 'patients' | 'enterprises' | 'dominance';

/**
 * shown: published. The name of a rule: suppressed by it. secondary: suppressed because published
 * sums would otherwise give another suppressed cell.
 */
export type CellStatus = 'shown' | PrimaryRule | 'secondary';

/** A cell of a table that is to be published. */
export interface GuardedCell {
  /** A safe integer: events, units or cents. */
  readonly value: number;
  /** No more patients than that can be in the cell. Omitted: the rule of patients does not apply. */
  readonly patientsMax?: number;
  /** What each enterprise holds of the cell, in the unit of `value`. Omitted: the rules of enterprises do not apply. */
  readonly contributions?: readonly number[];
  /** How much is lost when the cell is hidden, beside that of a cell of the same value. Standard: 1. */
  readonly weight?: number;
}

/** The rules that a cell breaks, and the width that hides it. */
export interface Confidentiality {
  /** The first rule it breaks, in the order of `PrimaryRule`; undefined: none. */
  readonly rule: PrimaryRule | undefined;
  /** Whole numbers between the smallest and the largest value that a reader may find; 0 without a rule. */
  readonly widthMin: number;
}

const OPEN: Confidentiality = { rule: undefined, widthMin: 0 };

/**
 * Which rule a cell breaks by itself. A zero breaks none: that nothing was deposited somewhere is told
 * of no patient and no enterprise.
 */
export function confidentialityOf(cell: GuardedCell, rules: DisclosureRules): Confidentiality {
  const { value, patientsMax, contributions } = cell;
  if (value === 0) return OPEN;
  const isSmall = patientsMax !== undefined && patientsMax < rules.patientsMin;
  const ofEnterprises = contributions && enterpriseRule(contributions, rules);
  const rule = isSmall ? 'patients' : ofEnterprises;
  if (rule === undefined) return OPEN;
  const percentMin = ofEnterprises === undefined ? 0 : rules.enterprisesWidthPercentMin;
  return {
    rule,
    widthMin: Math.max(
      1,
      isSmall ? rules.patientsWidthMin : 0,
      Math.ceil((Math.abs(value) * percentMin) / 100),
    ),
  };
}

function enterpriseRule(
  contributions: readonly number[],
  rules: DisclosureRules,
): PrimaryRule | undefined {
  let enterprises = 0;
  let largest = 0;
  let all = 0;
  for (const contribution of contributions) {
    // Money taken back counts as money: what matters is who is behind the cell.
    const size = Math.abs(contribution);
    if (size > 0) enterprises += 1;
    largest = Math.max(largest, size);
    all += size;
  }
  if (enterprises < rules.enterprisesMin) return 'enterprises';
  return largest * 100 > all * rules.dominancePercentMax ? 'dominance' : undefined;
}
