import type { RequestFact } from '#libs/events';
import { EDITORS, SONS_SOLUTIONS } from '#libs/reference';
import {
  assessUsage,
  DEFAULT_USAGE,
  entitlementOf,
  formatEuros,
  RULE_VERSIONS,
  type PayoutLine,
  type RequestState,
  type UnitInstants,
  type UsageAssessment,
} from '#libs/sons-rules';
import type { StoredFact } from '#libs/store';
import { parisTime } from './paris-time.js';

/** All that is stored of one request. */
export interface RequestFile {
  readonly state: RequestState;
  /** In the order of their steps; held and refused ones too. */
  readonly facts: readonly StoredFact[];
  readonly instantsOf: (unit: string) => UnitInstants | undefined;
  readonly lines: readonly PayoutLine[];
}

/** One request from its order to its lines: each euro can be followed back to the documents. */
export function requestPage(file: RequestFile): string[] {
  return [
    ...headLines(file.state),
    'Rules, deadlines exclusive, Europe/Paris',
    ...ruleLines(file.state.window),
    'Facts, by step',
    ...file.facts.flatMap(factLine),
    'Documents, and what is due by the rules of today',
    ...usageLines(file),
    'Ledger, tax included',
    ...ledgerLines(file.lines),
  ];
}

function headLines({ client, solution, status, window, units }: RequestState): string[] {
  const ordered = SONS_SOLUTIONS[solution];
  const editor = EDITORS[ordered?.editor ?? -1];
  return [
    `request ${client}/${String(solution)}: ${status}`,
    `  ${ordered?.code ?? 'unknown'} ${ordered?.name ?? ''} (${ordered?.version ?? '–'}) of ${editor?.name ?? 'unknown'} (fictitious), couloir ${ordered?.couloir ?? '–'}`,
    `  window ${window || '–'}, perimeter of ${String(units.length)}: ${units.join(', ')}`,
  ];
}

function ruleLines(window: string): string[] {
  return RULE_VERSIONS.filter((version) => version.window === window).map(
    (rule) =>
      `  ${rule.version}${rule.assumed ? ' (assumed)' : ''}, known on ${parisTime(rule.knownAtMs)}: order signed before ${parisTime(rule.orderSignedBeforeMs)}, deposited before ${parisTime(rule.orderDepositedBeforeMs)}, installed before ${parisTime(rule.installedBeforeMs)}, balance before ${parisTime(rule.balanceDepositedBeforeMs)}`,
  );
}

function factLine({ fact, outcome, reason }: StoredFact): string[] {
  if (!('step' in fact)) return [];
  const became =
    outcome === 'applied' ? '' : `  ${outcome.toUpperCase()} ${reason ?? ''}`.trimEnd();
  return [
    `  ${String(fact.step).padStart(2)}  ${parisTime(fact.registeredAt)}  ${fact.record.padEnd(20)} ${detailOf(fact)}${became}`.trimEnd(),
  ];
}

/** What a fact says beside its name and instant. */
function detailOf(fact: RequestFact): string {
  switch (fact.record) {
    case 'OrderSigned':
      return `${String(fact.units.length)} units at ${fact.unitPrice} € excluding tax${fact.isConditional ? ', on condition of the reference' : ''}`;
    case 'AdvanceRequested':
    case 'BalanceDeposited':
      return `${String(fact.units.length)} units`;
    case 'AdvancePaid':
      return `${fact.amount} €`;
    case 'BalancePaid':
    case 'PaymentRecovered':
      return `${fact.amount} € for ${String(fact.units.length)} units`;
    case 'InstallationVerified':
      return `installed ${parisTime(fact.installedAt)}, ${fact.isSigned ? 'signed' : 'not signed'}`;
    case 'InvoiceIssued':
      return `${fact.unitAmount} € a unit, excluding tax`;
    case 'BalanceRefused':
      return fact.reason;
    case 'ObstacleReported':
      return fact.cause;
    case 'OrderDeposited':
    case 'AdvanceToAmend':
    case 'AdvanceValidated':
    case 'BalanceIncomplete':
    case 'BalanceToAmend':
    case 'BalanceValidated':
    case 'ControlOpened':
      return '';
  }
}

function usageLines({ state, instantsOf }: RequestFile): string[] {
  const usages = assessUsage(state, instantsOf, DEFAULT_USAGE);
  const dues = new Map(entitlementOf(state, usages, Infinity).map((due) => [due.unit, due]));
  return usages.flatMap((usage) => {
    const due = dues.get(usage.unit);
    return [
      `  ${usage.unit}  ${countOf(usage)}`,
      ...(due === undefined
        ? []
        : [
            `    due: advance ${formatEuros(due.advanceInclTaxCents)} €, balance ${formatEuros(due.balanceInclTaxCents)} € (rules ${due.ruleVersion || 'none known'})${due.reasons.length > 0 ? `; in the way: ${due.reasons.join(', ')}` : ''}`,
          ]),
    ];
  });
}

function countOf(usage: UsageAssessment): string {
  const { documents, isCapped, threshold, windowFromMs, windowToMs, verdict, cause } = usage;
  if (windowFromMs === null) return verdict;
  return `${String(documents)}${isCapped ? ' or more' : ''} of ${String(threshold)} documents from ${parisTime(windowFromMs)} to ${parisTime(windowToMs)}: ${verdict}${cause === null ? '' : `, ${cause}`}`;
}

function ledgerLines(lines: readonly PayoutLine[]): string[] {
  const total = lines.reduce((cents, { inclTaxCents }) => cents + inclTaxCents, 0);
  return [
    ...lines.map(
      (line) =>
        `  ${parisTime(line.paidAtMs)}  ${line.kind.padEnd(8)} ${line.unit.padEnd(12)} ${formatEuros(line.exclTaxCents)} + ${formatEuros(line.vatCents)} = ${formatEuros(line.inclTaxCents)} €  rules ${line.ruleVersion}${line.reverses === null ? '' : `  takes back ${line.reverses}`}`,
    ),
    `  total ${formatEuros(total)} €`,
  ];
}
