import type { View } from '#libs/exports';
import type { PayoutLine } from '#libs/sons-rules';
import type { OrderedRequest, SonsContent } from '../sons/sons-content.js';
import {
  SONS_DIMENSIONS,
  SONS_DIMENSION_COLUMNS,
  isChosen,
  sonsCodeOf,
  sonsGroupsOf,
  type SonsDimension,
  type SonsFilters,
} from '../sons/sons-dimensions.js';
import { SonsProtection, keptFor } from '../sons/sons-protection.js';
import { isoOf, suppressedBody } from '../sons/suppressed-body.js';
import type { Body } from '../source.js';
import { LINE_COLUMNS, LINE_KINDS, PAYOUT_COLUMNS } from './indicator.js';

/** A checked question about payouts. */
export interface PayoutQuestion {
  readonly view: View;
  readonly by: readonly SonsDimension[];
  readonly filters: SonsFilters;
  readonly isOfLines: boolean;
}

const SAID = { sources: ['payout_by_editor', 'payout_lines'] };

export function answerPayouts(question: PayoutQuestion, content: SonsContent): Body {
  const isMine = ({ solution }: { solution: number }): boolean =>
    isChosen(solution, question.filters);
  const lines = content.lines.filter(isMine);
  if (question.isOfLines) return linesBody(lines);
  const members: Member[] = [
    ...content.requests.filter(isMine).map((request) => ({ solution: request.solution, request })),
    ...lines.map((line) => ({ solution: line.solution, line })),
  ];
  return sumsBody(question, members, content);
}

/** An order, or a line of the ledger: what a group of the breakdown holds. */
type Member =
  | { readonly solution: number; readonly request: OrderedRequest }
  | { readonly solution: number; readonly line: PayoutLine };

function sumsBody(
  { view, by }: PayoutQuestion,
  members: readonly Member[],
  content: SonsContent,
): Body {
  const protection = view === 'public' ? protectionOf(content.lines)(content.requests) : undefined;
  const groups = sonsGroupsOf(members, by);
  const isHidden = groups.map(({ key }) => protection?.isHidden(by, key) ?? false);
  const rows = groups.map(({ key, members: held }, at) => {
    const sums = sumsOf(held);
    return [...key, ...(isHidden[at] === true ? sums.map(() => null) : sums)];
  });
  const columns = [...by.map((name) => SONS_DIMENSION_COLUMNS[name]), ...PAYOUT_COLUMNS];
  return suppressedBody(columns, rows, isHidden, SAID);
}

/** Amounts by kind, and orders by the state of their balance: columns that are hidden together. */
const protectionOf = keptFor((lines: readonly PayoutLine[]) =>
  keptFor(
    (requests: readonly OrderedRequest[]) =>
      new SonsProtection([
        ...lines.map(({ client, solution, kind, inclTaxCents }) => ({
          ...{ client, solution },
          amounts: [...LINE_KINDS.map((each) => (each === kind ? inclTaxCents : 0)), 0, 0, 0, 0],
        })),
        ...requests.map((request) => ({
          ...{ client: request.client, solution: request.solution },
          amounts: [...LINE_KINDS.map(() => 0), ...statesOf(request)],
        })),
      ]),
  ),
);

/** Ordered, deposited, validated, paid: 1 or 0. */
function statesOf(request: OrderedRequest): number[] {
  const { isBalanceDeposited, isBalanceValidated, isBalancePaid } = request;
  return [true, isBalanceDeposited, isBalanceValidated, isBalancePaid].map(Number);
}

/** In the order of PAYOUT_COLUMNS. Cents are added up as whole numbers; euros are only written. */
function sumsOf(members: readonly Member[]): number[] {
  const requests = members.flatMap((member) => ('request' in member ? [member.request] : []));
  const lines = members.flatMap((member) => ('line' in member ? [member.line] : []));
  const states = requests.map(statesOf);
  const cents = LINE_KINDS.map((kind) => centsOf(lines.filter((line) => line.kind === kind)));
  const totalCents = centsOf(lines);
  return [
    new Set(requests.map(({ client }) => client)).size,
    ...[0, 1, 2, 3].map((state) => states.reduce((sum, each) => sum + (each[state] ?? 0), 0)),
    ...cents.map(eurosOf),
    eurosOf(totalCents),
    totalCents,
  ];
}

function centsOf(lines: readonly PayoutLine[]): number {
  return lines.reduce((sum, { inclTaxCents }) => sum + inclTaxCents, 0);
}

function eurosOf(cents: number): number {
  return cents / 100;
}

function linesBody(lines: readonly PayoutLine[]): Body {
  const rows = lines.map((line) => [
    line.line,
    line.inclTaxCents,
    eurosOf(line.inclTaxCents),
    line.exclTaxCents,
    line.vatCents,
    ...SONS_DIMENSIONS.map((name) => sonsCodeOf(name, line.solution)),
    line.client,
    line.unit,
    line.kind,
    isoOf(line.paidAtMs),
    line.vatPermille,
    line.ruleVersion,
    line.reverses,
  ]);
  return suppressedBody(LINE_COLUMNS, rows, [], SAID);
}
