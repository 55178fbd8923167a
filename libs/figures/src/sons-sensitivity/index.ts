import type { Cell, View } from '#libs/exports';
import { DEFAULT_USAGE, type UsageParameters } from '#libs/sons-rules';
import { QueryReader } from '../query/query-reader.js';
import type { Outcome, SonsContent } from '../sons/sons-content.js';
import { suppressedBody } from '../sons/suppressed-body.js';
import { sourceOf, type Body } from '../source.js';
import { SONS_SENSITIVITY } from './indicator.js';

export const SONS_SENSITIVITY_SOURCE = sourceOf(SONS_SENSITIVITY, {
  check: (query) => {
    new QueryReader(SONS_SENSITIVITY, query).assertNoFaults();
    return query.view;
  },
  read: (data) => data.sons(),
  answer: answerSensitivity,
});

/** Fewer clients than that must not be told of in public. */
const CLIENTS_MIN = 3;

const VARIED = ['threshold', 'grain', 'windowStart', 'windowEnd'] as const;
type Varied = (typeof VARIED)[number];

/** Each parameter by itself, its default value among the others. */
function answerSensitivity(view: View, { outcomes }: SonsContent): Body {
  const [standard, ...variants] = outcomes;
  if (standard === undefined) return suppressedBody(SONS_SENSITIVITY.columns, [], [], SAID);
  const rows = VARIED.flatMap((parameter) =>
    outcomesOf(parameter, standard, variants).map((outcome) => {
      const isHidden = view === 'public' && restsOnFew(outcome);
      return { isHidden, cells: rowOf(parameter, outcome, standard, isHidden) };
    }),
  );
  return suppressedBody(
    SONS_SENSITIVITY.columns,
    rows.map(({ cells }) => cells),
    rows.map(({ isHidden }) => isHidden),
    SAID,
  );
}

const SAID = { sources: ['sons_request', 'sons_usage', 'reference_sons_parameter'] };

function outcomesOf(parameter: Varied, standard: Outcome, variants: readonly Outcome[]): Outcome[] {
  const others = VARIED.filter((name) => name !== parameter);
  const changed = variants.filter(({ parameters }) => {
    const isChanged = parameters[parameter] !== DEFAULT_USAGE[parameter];
    return isChanged && others.every((name) => parameters[name] === DEFAULT_USAGE[name]);
  });
  return [standard, ...changed].sort((a, b) => rankOf(a, parameter) - rankOf(b, parameter));
}

/** Numbers by their size; of two words the default first. */
function rankOf({ parameters }: Outcome, parameter: Varied): number {
  const value: UsageParameters[Varied] = parameters[parameter];
  if (typeof value === 'number') return value;
  return value === DEFAULT_USAGE[parameter] ? 0 : 1;
}

function restsOnFew({ below, clientsBelow, clientsJudged }: Outcome): boolean {
  const isFew = below > 0 && clientsBelow.size < CLIENTS_MIN;
  return isFew || (clientsJudged.size > 0 && clientsJudged.size < CLIENTS_MIN);
}

function rowOf(parameter: Varied, outcome: Outcome, standard: Outcome, isHidden: boolean): Cell[] {
  const { parameters, judged, below, dueCents } = outcome;
  const differenceCents = dueCents - standard.dueCents;
  const values = [
    judged,
    below,
    judged === 0 ? null : below / judged,
    dueCents / 100,
    differenceCents / 100,
    differenceCents,
  ];
  return [
    parameter,
    String(parameters[parameter]),
    ...(isHidden ? values.map(() => null) : values),
    parameters[parameter] === DEFAULT_USAGE[parameter],
  ];
}
