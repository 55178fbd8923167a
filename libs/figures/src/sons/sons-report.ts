import { RunFailedError } from '#libs/platform';
import { SONS_SOLUTIONS, EDITORS, type SonsSolution } from '#libs/reference';
import {
  assessUsage,
  CALENDAR_VERSION,
  entitlementOf,
  type PayoutLine,
  type RequestState,
  type UnitEntitlement,
  type UsageAssessment,
  type UsageParameters,
} from '#libs/sons-rules';
import type { UsageLookup } from '#libs/store';
import { pressFiguresOf, type PressFigures } from './press-figures.js';

export const REPORT_DIMENSIONS = ['couloir', 'dsr', 'editor', 'solution', 'cause'] as const;

/** What the rows of a report are. */
export type ReportDimension = (typeof REPORT_DIMENSIONS)[number];

/** What a report is made from. */
export interface SonsData {
  readonly requests: readonly RequestState[];
  readonly usageOf: UsageLookup;
  readonly lines: readonly PayoutLine[];
  /** Requests of an earlier day whose documents may be more than counted; 0 for today's. */
  readonly requestsWithLowerBound: number;
}

export interface SonsReportOptions {
  readonly by: ReportDimension;
  readonly parameters: UsageParameters;
  /** Compare decisions with those of the rules known then, milliseconds; undefined: no comparison. */
  readonly knownOnMs: number | undefined;
  readonly hasSensitivity: boolean;
}

/** One row. Amounts are cents, tax included. */
export interface SonsReportRow {
  readonly key: string;
  /** Distinct clients: practices, pharmacies, hospitals, laboratory groups. */
  readonly clients: number;
  /** Doctors for LGC, clients elsewhere. */
  readonly billingUnits: number;
  /** Of them with a verdict, met or below. */
  readonly decided: number;
  readonly below: number;
  readonly orders: number;
  /** Requests by what became of their balance: three different things. */
  readonly deposited: number;
  readonly validated: number;
  readonly paid: number;
  /** What the ledger says was paid, recoveries deducted. */
  readonly paidCents: number;
  /** What the rules would pay, with the parameters of the report. */
  readonly dueCents: number;
}

export interface SensitivityRow {
  readonly threshold: number;
  readonly grain: UsageParameters['grain'];
  readonly windowStart: UsageParameters['windowStart'];
  readonly windowEnd: UsageParameters['windowEnd'];
  readonly decided: number;
  readonly below: number;
  readonly dueCents: number;
}

/** Billing units whose decision the rules known then would have changed. */
export interface ChangedDecision {
  readonly couloir: string;
  readonly versionThen: string;
  readonly versionToday: string;
  /** What stood in the way then and does not today, or the other way round. */
  readonly reasons: string;
  readonly billingUnits: number;
  /** Due then minus due today, cents, tax included. */
  readonly differenceCents: number;
  /** One of them, `CLIENT/SOLUTION UNIT`. */
  readonly example: string;
}

export interface SonsReport {
  readonly by: ReportDimension;
  readonly calendarVersion: string;
  /** Requests whose documents may be more than counted: those of an earlier day, installed anew since. */
  readonly requestsWithLowerBound: number;
  readonly rows: readonly SonsReportRow[];
  readonly press: PressFigures;
  readonly sensitivity: readonly SensitivityRow[];
  readonly changedDecisions: readonly ChangedDecision[];
}

/** A line of the ledger for a unit that no order names. */
export class LineWithoutOrderError extends RunFailedError {
  constructor(line: string) {
    super(
      `payout line ${line}: expected a request whose order names its unit, came none; see sons_request`,
    );
  }
}

/** A billing unit with everything that a report needs of it. */
export interface JudgedUnit {
  readonly state: RequestState;
  readonly solution: SonsSolution;
  readonly usage: UsageAssessment;
  readonly due: UnitEntitlement;
}

/** Puts the report together: pure, in the order of keys. */
export function buildSonsReport(data: SonsData, options: SonsReportOptions): SonsReport {
  const units = judge(data, options.parameters);
  const assessments = units.map(({ usage }) => usage);
  return {
    by: options.by,
    calendarVersion: CALENDAR_VERSION,
    requestsWithLowerBound: data.requestsWithLowerBound,
    rows: rowsOf(units, data.lines, options.by),
    press: pressFiguresOf(data.requests, assessments),
    sensitivity: options.hasSensitivity ? sensitivityOf(data, options.parameters) : [],
    changedDecisions:
      options.knownOnMs === undefined
        ? []
        : changesOf(
            units,
            judge(data, { ...options.parameters, rulesKnownOnMs: options.knownOnMs }),
          ),
  };
}

function judge({ requests, usageOf }: SonsData, parameters: UsageParameters): JudgedUnit[] {
  return requests.flatMap((state) => judgeRequest(state, usageOf, parameters));
}

/** The billing units of a request with their usage and what the rules would pay for them. */
export function judgeRequest(
  state: RequestState,
  usageOf: UsageLookup,
  parameters: UsageParameters,
): JudgedUnit[] {
  const solution = SONS_SOLUTIONS[state.solution];
  if (solution === undefined) return [];
  const usages = assessUsage(
    state,
    (unit) => usageOf(state.client, state.solution, unit),
    parameters,
  );
  const dues = entitlementOf(state, usages, parameters.rulesKnownOnMs);
  return usages.flatMap((usage, index) => {
    const due = dues[index];
    return due === undefined ? [] : [{ state, solution, usage, due }];
  });
}

type MutableRow = { -readonly [Field in keyof SonsReportRow]: SonsReportRow[Field] };

function rowsOf(
  units: readonly JudgedUnit[],
  lines: readonly PayoutLine[],
  by: ReportDimension,
): SonsReportRow[] {
  const rows = new Map<string, MutableRow>();
  const keyOfUnit = new Map<string, string>();
  const seenRequests = new Set<string>();
  const seenClients = new Set<string>();
  for (const unit of units) {
    const key = keyOf(unit, by);
    const row = rows.get(key) ?? emptyRow(key);
    rows.set(key, row);
    keyOfUnit.set(unitName(unit.usage), key);
    addUnit(row, unit);
    const request = `${key} ${unit.state.client}/${String(unit.state.solution)}`;
    if (!seenRequests.has(request)) addRequest(row, unit.state);
    seenRequests.add(request);
    const client = `${key} ${unit.state.client}`;
    if (!seenClients.has(client)) row.clients += 1;
    seenClients.add(client);
  }
  for (const line of lines) {
    const row = rows.get(keyOfUnit.get(unitName(line)) ?? '');
    // A line that no order explains would be missing from the sums: a broken ledger, never a silence.
    if (row === undefined) throw new LineWithoutOrderError(line.line);
    row.paidCents += line.inclTaxCents;
  }
  return [...rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function keyOf({ solution, usage }: JudgedUnit, by: ReportDimension): string {
  switch (by) {
    case 'couloir':
      return solution.couloir;
    case 'dsr':
      return solution.dsr;
    case 'editor':
      return EDITORS[solution.editor]?.name ?? 'unknown';
    case 'solution':
      return solution.code;
    case 'cause':
      return usage.cause ?? 'not below';
  }
}

function unitName(of: { client: string; solution: number; unit: string }): string {
  return `${of.client}/${String(of.solution)} ${of.unit}`;
}

function emptyRow(key: string): MutableRow {
  return {
    ...{ key, clients: 0, billingUnits: 0, decided: 0, below: 0, orders: 0 },
    ...{ deposited: 0, validated: 0, paid: 0, paidCents: 0, dueCents: 0 },
  };
}

function addUnit(row: MutableRow, { usage, due }: JudgedUnit): void {
  row.billingUnits += 1;
  if (usage.verdict === 'below') row.below += 1;
  if (usage.verdict === 'below' || usage.verdict === 'met') row.decided += 1;
  row.dueCents += dueCentsOf(due);
}

function addRequest(row: MutableRow, state: RequestState): void {
  row.orders += 1;
  if (state.balanceFirstDepositedAtMs !== null) row.deposited += 1;
  if (state.balanceValidatedAtMs !== null) row.validated += 1;
  if (state.balancePaidAtMs !== null) row.paid += 1;
}

/** What the rules would pay for a unit, cents, tax included. */
export function dueCentsOf({ advanceInclTaxCents, balanceInclTaxCents }: UnitEntitlement): number {
  return advanceInclTaxCents + balanceInclTaxCents;
}

/** One document less and one more, the other grain, the other start, the other end: one change at a time. */
export const SENSITIVITY_VARIANTS: readonly Partial<UsageParameters>[] = [
  { threshold: 9 },
  { threshold: 10 },
  { threshold: 11 },
  { grain: 'practice' },
  { windowStart: 'order' },
  { windowEnd: 'closing' },
];

function sensitivityOf(data: SonsData, parameters: UsageParameters): SensitivityRow[] {
  return SENSITIVITY_VARIANTS.map((variant) => {
    const changed = { ...parameters, ...variant };
    const units = judge(data, changed);
    const verdicts = units.map(({ usage }) => usage.verdict);
    const below = verdicts.filter((verdict) => verdict === 'below').length;
    return {
      threshold: changed.threshold,
      grain: changed.grain,
      windowStart: changed.windowStart,
      windowEnd: changed.windowEnd,
      decided: below + verdicts.filter((verdict) => verdict === 'met').length,
      below,
      dueCents: units.reduce((sum, { due }) => sum + dueCentsOf(due), 0),
    };
  });
}

function changesOf(today: readonly JudgedUnit[], then: readonly JudgedUnit[]): ChangedDecision[] {
  const changes = new Map<string, { -readonly [F in keyof ChangedDecision]: ChangedDecision[F] }>();
  today.forEach((unit, index) => {
    const before = then[index];
    if (before === undefined || dueCentsOf(before.due) === dueCentsOf(unit.due)) return;
    const reasons = symmetricDifference(before.due.reasons, unit.due.reasons);
    const { couloir } = unit.solution;
    const versions = { versionThen: before.due.ruleVersion, versionToday: unit.due.ruleVersion };
    const key = [couloir, versions.versionThen, versions.versionToday, reasons].join('|');
    const change = changes.get(key) ?? {
      ...{ couloir, ...versions, reasons, billingUnits: 0, differenceCents: 0 },
      example: unitName(unit.usage),
    };
    change.billingUnits += 1;
    change.differenceCents += dueCentsOf(before.due) - dueCentsOf(unit.due);
    changes.set(key, change);
  });
  return [...changes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, change]) => change);
}

function symmetricDifference(then: readonly string[], today: readonly string[]): string {
  const onlyThen = then
    .filter((reason) => !today.includes(reason))
    .map((reason) => `then ${reason}`);
  const onlyToday = today
    .filter((reason) => !then.includes(reason))
    .map((reason) => `today ${reason}`);
  return [...onlyThen, ...onlyToday].join(', ');
}
