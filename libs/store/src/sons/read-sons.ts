import type { EditorEnrolled, SonsFact } from '#libs/events';
import {
  DEFAULT_USAGE,
  assessUsage,
  enrolmentCell,
  incentiveCell,
  lineCell,
  requestCell,
  usageCell,
  type IncentiveLine,
  type LineKind,
  type PayoutLine,
  type RequestState,
  type SonsCells,
  type UnitInstants,
} from '#libs/sons-rules';
import type { ClientBase, Pool } from 'pg';
import { usageRowOf, type StoredUsageRow } from './load-sons.js';
import type { FactOutcome } from './sons-changes.js';

/** Looks up the documents of a perimeter unit of a request; undefined when no order names it. */
export type UsageLookup = (
  client: string,
  solution: number,
  unit: string,
) => UnitInstants | undefined;

/** A stored fact with what became of it. */
export interface StoredFact {
  readonly fact: SonsFact;
  readonly outcome: FactOutcome;
  /** Code of the refusal; null for a fact that was not refused. */
  readonly reason: string | null;
}

/** Which facts to read. */
export interface FactFilter {
  /** Omitted: facts of all clients, and those of no client. */
  readonly client?: string;
  /** Omitted: of all solutions. */
  readonly solution?: number;
}

/** Every request, by client and solution. */
export async function readRequests(pool: Pool | ClientBase): Promise<RequestState[]> {
  const { rows } = await pool.query<{ state: RequestState }>(
    'select state from sons_request order by client collate "C", solution',
  );
  return rows.map(({ state }) => state);
}

/** The documents of every unit that an order names. */
export async function readUsage(pool: Pool | ClientBase): Promise<UsageLookup> {
  const { rows } = await pool.query<StoredUsageRow>(
    'select partition, client, solution, unit, from_order, from_installation from sons_usage',
  );
  const units = new Map(
    rows.map((row) => [`${row.client}/${row.solution}/${row.unit}`, usageRowOf(row)]),
  );
  return (client, solution, unit) => units.get(`${client}/${solution}/${unit}`);
}

/** Every line of the editors' payout, by the instant of payment. */
export async function readLines(pool: Pool | ClientBase): Promise<PayoutLine[]> {
  const { rows } = await pool.query<StoredLine>(
    'select * from payout_line order by paid_at_ms, line collate "C"',
  );
  return rows.map(lineOf);
}

/** Every line of other payers' incentives. */
export async function readIncentives(pool: Pool): Promise<IncentiveLine[]> {
  const { rows } = await pool.query<{ data: IncentiveLine }>(
    'select data from incentive_line order by line collate "C"',
  );
  return rows.map(({ data }) => data);
}

/** Every enrolment of an editor, by the instant of registration. */
export async function readEnrolments(pool: Pool): Promise<EditorEnrolled[]> {
  const { rows } = await pool.query<{ data: EditorEnrolled }>(
    `select data from sons_fact where record = 'EditorEnrolled' and outcome = 'applied'
     order by registered_at, source collate "C", sequence`,
  );
  return rows.map(({ data }) => data);
}

/** Facts by request and step; held and refused ones too. */
export async function readFacts(pool: Pool, filter: FactFilter = {}): Promise<StoredFact[]> {
  const { rows } = await pool.query<{
    data: SonsFact;
    outcome: FactOutcome;
    reason: string | null;
  }>(
    `select data, outcome, reason from sons_fact
     where ($1::text is null or client = $1) and ($2::integer is null or solution = $2)
     order by client collate "C", solution, step, partition, log_offset`,
    [filter.client ?? null, filter.solution ?? null],
  );
  return rows.map(({ data, outcome, reason }) => ({ fact: data, outcome, reason }));
}

/**
 * Everything that is stored of the SONS as cells, the form of the generator's truth. Usage is that
 * of the default parameters.
 */
export async function readSonsCells(pool: Pool): Promise<SonsCells> {
  const cells = new Map<string, string>();
  const add = ([key, value]: readonly [string, string]): void => {
    cells.set(key, value);
  };
  const usageOf = await readUsage(pool);
  for (const state of await readRequests(pool)) {
    add(requestCell(state));
    const instantsOf = (unit: string) => usageOf(state.client, state.solution, unit);
    assessUsage(state, instantsOf, DEFAULT_USAGE).map(usageCell).forEach(add);
  }
  (await readLines(pool)).map(lineCell).forEach(add);
  (await readIncentives(pool)).map(incentiveCell).forEach(add);
  (await readEnrolments(pool)).map(enrolmentCell).forEach(add);
  return cells;
}

/** A row of payout_line; 64-bit numbers arrive as text. */
interface StoredLine {
  line: string;
  client: string;
  solution: number;
  unit: string;
  kind: LineKind;
  paid_at_ms: string;
  excl_tax_cents: string;
  vat_permille: number;
  vat_cents: string;
  incl_tax_cents: string;
  rule_version: string;
  reverses: string | null;
}

function lineOf(row: StoredLine): PayoutLine {
  return {
    line: row.line,
    client: row.client,
    solution: row.solution,
    unit: row.unit,
    kind: row.kind,
    paidAtMs: Number(row.paid_at_ms),
    exclTaxCents: Number(row.excl_tax_cents),
    vatPermille: row.vat_permille,
    vatCents: Number(row.vat_cents),
    inclTaxCents: Number(row.incl_tax_cents),
    ruleVersion: row.rule_version,
    reverses: row.reverses,
  };
}
