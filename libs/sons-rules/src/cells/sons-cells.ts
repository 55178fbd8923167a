import type { EditorEnrolled } from '#libs/events';
import type { IncentiveLine } from '../incentives/incentive-line.js';
import type { PayoutLine } from '../ledger/payout-line.js';
import type { RequestState } from '../request/request-state.js';
import type { UsageAssessment } from '../usage/usage-types.js';

/** Everything that is known to be true of the SONS, as texts by key: made by the generator, and read from the database. */
export type SonsCells = ReadonlyMap<string, string>;

/** Key and value of one cell. Neither holds a tab or a line break. */
export type SonsCell = readonly [key: string, value: string];

/** The whole state of a request, perimeters included. */
export function requestCell(state: RequestState): SonsCell {
  const { client, solution, ...rest } = state;
  // Sorted, so that a state that was stored and read back has the same text.
  const fields = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
  return [`request ${client}/${solution}`, JSON.stringify(Object.fromEntries(fields))];
}

export function lineCell(line: PayoutLine): SonsCell {
  return [
    `line ${line.line}`,
    [
      `${line.kind} ${line.client}/${line.solution} ${line.unit}`,
      `paid at ${line.paidAtMs}`,
      `${line.exclTaxCents} + ${line.vatCents} (${line.vatPermille} per mille) = ${line.inclTaxCents}`,
      `rules ${line.ruleVersion}`,
      `reverses ${line.reverses ?? 'nothing'}`,
    ].join('; '),
  ];
}

export function usageCell(usage: UsageAssessment): SonsCell {
  return [
    `usage ${usage.client}/${usage.solution}/${usage.unit}`,
    [
      `${usage.documents}${usage.isCapped ? ' or more' : ''} of ${usage.threshold}`,
      `from ${usage.windowFromMs ?? 'never'} to ${usage.windowToMs ?? 'never'}`,
      `${usage.verdict}, distance ${usage.distance}, cause ${usage.cause ?? 'none'}`,
    ].join('; '),
  ];
}

export function incentiveCell(line: IncentiveLine): SonsCell {
  return [
    `incentive ${line.line}`,
    `${line.payer} to ${line.beneficiary}, ${line.period}: ${line.quantity} makes ${line.amountCents} cents; claimed at ${line.claimedAtMs}`,
  ];
}

export function enrolmentCell(fact: EditorEnrolled): SonsCell {
  return [
    `enrolment ${fact.editor} ${fact.source}/${fact.sequence}`,
    `${fact.siret} ${fact.iban} ${fact.isVatRegistered ? 'with' : 'without'} VAT, at ${fact.registeredAt}`,
  ];
}

/** The cells as UTF-8 lines `KEY<tab>VALUE`, ascending by key: equal cells give equal bytes. */
export function encodeSonsCells(cells: SonsCells): Uint8Array {
  const lines = [...cells].map(([key, value]) => `${key}\t${value}\n`).sort();
  return new TextEncoder().encode(lines.join(''));
}

/** Reads what `encodeSonsCells` wrote. Throws SonsCellsError. */
export function decodeSonsCells(bytes: Uint8Array): Map<string, string> {
  const cells = new Map<string, string>();
  const lines = new TextDecoder('utf-8', { fatal: true }).decode(bytes).split('\n');
  if (lines.pop() !== '') throw new SonsCellsError('a line break at the end', 'none');
  for (const line of lines) {
    const tab = line.indexOf('\t');
    if (tab <= 0) throw new SonsCellsError('KEY<tab>VALUE', JSON.stringify(line.slice(0, 80)));
    cells.set(line.slice(0, tab), line.slice(tab + 1));
  }
  return cells;
}

/** Bytes that are no encoded cells: a bug, or a table that something else wrote to. */
export class SonsCellsError extends Error {
  constructor(expected: string, came: string) {
    super(`cells of the SONS: expected ${expected}, came ${came}; see encodeSonsCells`);
    this.name = new.target.name;
  }
}
