import { protectedEditors } from '#libs/indicators';
import type { UsageVerdict } from '#libs/sons-rules';
import type { SonsContent, UsageUnit } from '../sons/sons-content.js';
import {
  SONS_DIMENSION_COLUMNS,
  isChosen,
  sonsCodeOf,
  sonsGroupsOf,
} from '../sons/sons-dimensions.js';
import { SonsProtection, keptFor } from '../sons/sons-protection.js';
import { isoOf, suppressedBody } from '../sons/suppressed-body.js';
import type { Body } from '../source.js';
import { text } from '../texts.js';
import type { UsageQuestion } from './check.js';
import {
  BELOW_COLUMN,
  CAUSES,
  CAUSE_COLUMN,
  COUNT_COLUMNS,
  OWNER_COUNT_COLUMNS,
  SHARE_OF_BELOW_COLUMN,
  THRESHOLD_COLUMN,
  UNIT_COLUMNS,
} from './indicator.js';

const SAID = {
  sources: ['usage_thresholds', 'reference_sons_parameter'],
  notes: [
    text(
      'Seul le seuil de dix documents a une source (presse) ; le grain, la fenêtre et les types éligibles sont des hypothèses : voir « sons-sensitivity ».',
      'Only the threshold of ten documents has a source (press); grain, window and eligible types are assumptions: see “sons-sensitivity”.',
    ),
  ],
};

export function answerUsage(question: UsageQuestion, content: SonsContent): Body {
  const units = content.units.filter(({ solution }) => isChosen(solution, question.filters));
  if (question.isOfUnits) return unitsBody(units);
  return question.isByCause
    ? causesBody(question, units, content)
    : countsBody(question, units, content);
}

/** Units met, units below, and those without a verdict: columns that are hidden together. */
const protectionOf = keptFor(
  (units: readonly UsageUnit[]) =>
    new SonsProtection(
      units.map(({ client, solution, verdict }) => ({
        client,
        solution,
        amounts: [verdict === 'met', verdict === 'below', !isJudged(verdict)].map(Number),
      })),
    ),
);

function countsBody(
  { by, view }: UsageQuestion,
  units: readonly UsageUnit[],
  content: SonsContent,
): Body {
  const isOwner = view === 'owner';
  const protection = isOwner ? undefined : protectionOf(content.units);
  const groups = sonsGroupsOf(units, by);
  const isHidden = groups.map(({ key }) => protection?.isHidden(by, key) ?? false);
  const rows = groups.map(({ key, members }, at) => {
    const counts = countsOf(members);
    return [
      ...key,
      ...(isHidden[at] === true ? counts.map(() => null) : counts),
      members[0]?.threshold ?? null,
      ...(isOwner ? ownerCountsOf(members) : []),
    ];
  });
  const columns = [
    ...by.map((name) => SONS_DIMENSION_COLUMNS[name]),
    ...COUNT_COLUMNS,
    THRESHOLD_COLUMN,
    ...(isOwner ? OWNER_COUNT_COLUMNS : []),
  ];
  return suppressedBody(columns, rows, isHidden, SAID);
}

function isJudged(verdict: UsageVerdict): boolean {
  return verdict === 'met' || verdict === 'below';
}

/** In the order of COUNT_COLUMNS. */
function countsOf(units: readonly UsageUnit[]): (number | null)[] {
  const judged = units.filter(({ verdict }) => isJudged(verdict));
  const below = judged.filter(({ verdict }) => verdict === 'below').length;
  const distances = judged.map(({ distance }) => distance).sort((a, b) => a - b);
  return [
    units.length,
    judged.length,
    judged.length - below,
    below,
    judged.length === 0 ? null : below / judged.length,
    ...[0.25, 0.5, 0.75].map((part) => quantileOf(distances, part)),
  ];
}

/** In the order of OWNER_COUNT_COLUMNS. */
function ownerCountsOf(units: readonly UsageUnit[]): number[] {
  const verdicts: UsageVerdict[] = ['not_applicable', 'not_installed', 'balance_not_deposited'];
  return [
    ...verdicts.map((verdict) => units.filter((unit) => unit.verdict === verdict).length),
    ...CAUSES.map((cause) => units.filter((unit) => unit.cause === cause).length),
  ];
}

/** Between the two nearest values, as PostgreSQL's percentile_cont; null of nothing. */
function quantileOf(sorted: readonly number[], part: number): number | null {
  if (sorted.length === 0) return null;
  const at = part * (sorted.length - 1);
  const lower = sorted[Math.floor(at)] ?? 0;
  const upper = sorted[Math.ceil(at)] ?? lower;
  return lower + (upper - lower) * (at - Math.floor(at));
}

/** In public the causes of the country alone: those of an editor are too few clients each. */
function causesBody(
  { view }: UsageQuestion,
  units: readonly UsageUnit[],
  content: SonsContent,
): Body {
  const below = units.filter(({ cause }) => cause !== null);
  const isAllHidden = view === 'public' && protectionOf(content.units).isHidden([], []);
  const hiddenCauses = view === 'public' ? hiddenCausesOf(content.units) : new Set<string>();
  const isHidden = CAUSES.map((cause) => isAllHidden || hiddenCauses.has(cause));
  const rows = CAUSES.map((cause, at) => {
    const count = below.filter((unit) => unit.cause === cause).length;
    const share = below.length === 0 ? null : count / below.length;
    return [cause, ...(isHidden[at] === true ? [null, null] : [count, share])];
  });
  const columns = [CAUSE_COLUMN, BELOW_COLUMN, SHARE_OF_BELOW_COLUMN];
  return suppressedBody(columns, rows, isHidden, SAID);
}

/** The total of the units below is published beside the causes, so that they are decided together. */
const hiddenCausesOf = keptFor((units: readonly UsageUnit[]): ReadonlySet<string> => {
  const causes = protectedEditors(
    units.flatMap(({ client, cause }) =>
      cause === null ? [] : [{ couloir: 'all', editor: cause, client, amounts: [1] }],
    ),
  );
  return new Set(
    CAUSES.filter((cause) => (causes.at('editor', cause)?.status ?? 'shown') !== 'shown'),
  );
});

function unitsBody(units: readonly UsageUnit[]): Body {
  const rows = [...units]
    .sort(byClient)
    .map((unit) => [
      unit.client,
      sonsCodeOf('solution', unit.solution),
      unit.unit,
      unit.documents,
      unit.distance,
      ...(['couloir', 'dsr', 'editor'] as const).map((name) => sonsCodeOf(name, unit.solution)),
      unit.isCapped,
      unit.threshold,
      unit.verdict,
      unit.cause,
      isoOf(unit.windowFromMs),
      isoOf(unit.windowToMs),
      unit.ruleVersion,
    ]);
  return suppressedBody(UNIT_COLUMNS, rows, [], SAID);
}

function byClient(a: UsageUnit, b: UsageUnit): number {
  if (a.client !== b.client) return a.client < b.client ? -1 : 1;
  if (a.solution !== b.solution) return a.solution - b.solution;
  return a.unit < b.unit ? -1 : 1;
}
