import type { Column, Text, View } from '#libs/exports';

/** Stable names: the last part of `/v1/indicators/NAME`. */
export const INDICATOR_NAMES = [
  'volumes',
  'rates',
  'people',
  'usage-thresholds',
  'payouts',
  'sons-sensitivity',
  'months',
  'calibration',
  'inconsistencies',
  'quality',
] as const;

export type IndicatorName = (typeof INDICATOR_NAMES)[number];

/** What an indicator says of itself: shown on the page of definitions and at `/v1/definitions`. */
export interface Definition {
  readonly name: IndicatorName;
  readonly title: Text;
  readonly formula: Text;
  readonly numerator: Text;
  /** A dash for a count. */
  readonly denominator: Text;
  /** Which instant chooses the month. */
  readonly monthRule: Text;
  readonly revisionPolicy: Text;
  /** What is suppressed in the public view. */
  readonly disclosure: Text;
  readonly source: Text;
}

/** A parameter of a query: one of `accepted`, or several of them, or a month. */
export interface Parameter {
  readonly name: string;
  readonly description: Text;
  readonly kind: 'codes' | 'code' | 'month' | 'date' | 'integer';
  /** Closed list, for codes. */
  readonly accepted?: readonly string[];
  /** Used when omitted. Absent: the parameter filters nothing then. */
  readonly standard?: string;
}

/** An indicator: what it means, what may be asked of it, and what its rows are. */
export interface Indicator {
  readonly definition: Definition;
  readonly parameters: readonly Parameter[];
  /** Every column an answer may have; which of them it has depends on the breakdown. */
  readonly columns: readonly Column[];
  /** False for an indicator that only its owner sees. */
  readonly isPublic: boolean;
}

/** What is asked: raw texts by parameter, as they came; a repeated or comma-separated one is a list. */
export interface IndicatorQuery {
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly view: View;
}

/** A parameter that cannot be answered. */
export interface QueryFault {
  readonly parameter: string;
  /** `expected …; came …` in English, `attendu : … ; reçu : …` in French. */
  readonly reason: Text;
  readonly accepted?: readonly string[];
}
