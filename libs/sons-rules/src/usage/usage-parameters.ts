import type { Sourced } from '#libs/reference';
import { INSTANTS_KEPT_MAX, type UsageParameters } from './usage-types.js';
import { DEFAULT_COUNTING } from './counting.js';

/** The reading of the usage condition that results are shown with. */
export const DEFAULT_USAGE: UsageParameters = {
  threshold: 10,
  grain: 'default',
  windowStart: 'installation',
  windowEnd: 'balance_deposited',
  rulesKnownOnMs: Infinity,
  documentsUntilMs: Infinity,
};

/** A parameter of the usage condition, for a result to show. */
export interface UsageParameter extends Sourced {
  /** Name in UsageParameters or CountingParameters, or of a rule that has no other value yet. */
  readonly name: string;
  /** The default. */
  readonly value: string;
  /** What the parameter decides and what else it may be. */
  readonly note: string;
}

/** The one sentence that the press has on the condition. */
const EDITORIAL_NOTE =
  'mind Health, 27 Feb 2024, editorial note: the balance depends on ten documents sent to the DMP';
const NOT_PUBLISHED = 'the calls for funding that would say it were not found';

/** Every parameter of the usage condition: only the threshold is sourced. */
export const USAGE_PARAMETERS: readonly UsageParameter[] = [
  {
    name: 'threshold',
    value: String(DEFAULT_USAGE.threshold),
    note: `documents to reach, 1 to ${INSTANTS_KEPT_MAX}`,
    source: EDITORIAL_NOTE,
    assumed: false,
  },
  assumption(
    'grain',
    DEFAULT_USAGE.grain,
    'whose documents count together: the billing unit (default), or all doctors of the order (practice)',
    'the cap is per doctor for LGC and per client elsewhere, so that the condition is taken at the same grain',
  ),
  assumption(
    'windowStart',
    DEFAULT_USAGE.windowStart,
    'from the installation, or from the signature of the order; inclusive',
    'a use of the update can only begin once it is installed',
  ),
  assumption(
    'windowEnd',
    DEFAULT_USAGE.windowEnd,
    'to the last deposit of the balance, inclusive, or to the closing of the window, exclusive',
    'the balance can only show what was sent before it was deposited',
  ),
  assumption(
    'instant',
    'registeredAt',
    'the instant of a document that lies in the window or not',
    'the registry’s clock is the one that a payer can check',
  ),
  assumption(
    'eligibleTypes',
    eligibleTypesText(),
    'documents that professionals deposit, or a list of typeCodes',
    'patients’ own documents and those of the CNAM say nothing of the software',
  ),
  assumption(
    'countReplacements',
    String(DEFAULT_COUNTING.countReplacements),
    'whether a new version of a document counts again',
    'a superseded entry stays one document, as in the published volumes',
  ),
  assumption(
    'deletions',
    'not deducted',
    'what a document that was deleted later does',
    'the condition speaks of sending',
  ),
  assumption(
    'perimeter',
    'the sites or doctors of the order',
    'the units whose documents count for a billing unit',
    'the order names who is equipped',
  ),
  assumption(
    'notApplicable',
    'RI, LOINC',
    'kinds of solution without the condition',
    'an identity referential and a transcoder deposit nothing themselves',
  ),
];

function eligibleTypesText(): string {
  const { eligibleTypes } = DEFAULT_COUNTING;
  return typeof eligibleTypes === 'string' ? eligibleTypes : eligibleTypes.join(', ');
}

function assumption(name: string, value: string, note: string, because: string): UsageParameter {
  return { name, value, note, source: `${because}; ${NOT_PUBLISHED}`, assumed: true };
}
