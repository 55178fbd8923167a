import type { SonsFact } from '#libs/events';
import type { IncentiveLine, PayoutLine, RequestState } from '#libs/sons-rules';
import type { ClientBase } from 'pg';
import { numberArray } from '../checkpoint/postgres-arrays.js';

/** What became of a fact: held ones wait for an earlier step of their request. */
export type FactOutcome = 'applied' | 'held' | 'refused';

/** A fact with what became of it. */
export interface JudgedFact {
  readonly partition: number;
  readonly fact: SonsFact;
  /** Offset in the partition of the facts. */
  readonly offset: bigint;
  readonly outcome: FactOutcome;
  /** Why it was refused; null otherwise. */
  readonly reason: string | null;
}

/** A request's state as it is to be stored. */
export interface ChangedRequest {
  readonly partition: number;
  readonly state: RequestState;
}

/** Documents of a unit that a request watches, milliseconds, ascending. */
export interface UsageRow {
  readonly partition: number;
  readonly client: string;
  /** Index in SONS_SOLUTIONS. */
  readonly solution: number;
  /** Perimeter unit of the order. */
  readonly unit: string;
  readonly fromOrder: readonly number[];
  readonly fromInstallation: readonly number[];
}

/** Whose documents are counted together: a site's with a solution, and for LGC those of one author. */
export interface SubjectKey {
  readonly partition: number;
  readonly site: string;
  /** Empty where the author does not matter. */
  readonly author: string;
  readonly solution: number;
}

/** Documents of a subject that no request watches, milliseconds, ascending. */
export interface SubjectRow extends SubjectKey {
  readonly ever: readonly number[];
}

/** A line of another payer's ledger. */
export interface BookedIncentive {
  readonly partition: number;
  readonly line: IncentiveLine;
}

/** Everything that the SONS aggregator stores with one commit. Each row appears once. */
export interface SonsChanges {
  readonly facts: readonly JudgedFact[];
  readonly requests: readonly ChangedRequest[];
  readonly lines: readonly (PayoutLine & { readonly partition: number })[];
  readonly incentives: readonly BookedIncentive[];
  readonly usage: readonly UsageRow[];
  readonly subjects: readonly SubjectRow[];
  /** Subjects that a request watches now. */
  readonly watchedSubjects: readonly SubjectKey[];
  /** Partitions whose documents must be counted again, once their facts are read. */
  readonly stalePartitions: readonly number[];
}

/**
 * Books changes inside the transaction of a checkpoint. The caller owns the partitions, so no other
 * transaction writes these rows.
 *
 * @param rewound partitions whose documents are counted again from the start by the same transaction
 */
export async function bookSons(
  client: ClientBase,
  changes: SonsChanges,
  rewound: readonly number[] = [],
): Promise<void> {
  await saveFacts(client, changes.facts);
  await saveRequests(client, changes.requests);
  await addLines(client, changes.lines);
  await addIncentives(client, changes.incentives);
  await deleteSubjects(client, changes.watchedSubjects);
  await saveUsage(client, changes.usage);
  await saveSubjects(client, changes.subjects);
  await markStale(client, changes.stalePartitions);
  await emptyUsage(client, rewound);
}

/** What the documents of partitions were counted with, from now on. */
export async function saveCounting(
  client: ClientBase,
  partitions: readonly number[],
  fingerprint: string,
): Promise<void> {
  await client.query(
    `insert into sons_counting (partition, fingerprint)
     select partition, $2 from unnest($1::integer[]) as held (partition)
     on conflict (partition) do update set fingerprint = excluded.fingerprint`,
    [numberArray(partitions), fingerprint],
  );
}

/**
 * A fact's own columns are taken out of its JSON by the statement: sent beside it, they would be
 * written, sent and parsed twice.
 */
async function saveFacts(client: ClientBase, facts: readonly JudgedFact[]): Promise<void> {
  for (const part of partsOf(facts)) {
    const { rowCount } = await client.query(
      `insert into sons_fact as stored (partition, source, sequence, record, client, solution, step,
         occurred_at, registered_at, log_offset, outcome, reason, data)
       select partition, data->>'source', (data->'sequence')::bigint, data->>'record',
         data->>'client', (data->'solution')::integer, (data->'step')::integer,
         ${instantOf('occurredAt')}, ${instantOf('registeredAt')}, log_offset, outcome, reason, data
       from rows from (unnest($1::integer[], $2::bigint[], $3::text[], $4::text[]),
         jsonb_array_elements($5::jsonb)) as fact (partition, log_offset, outcome, reason, data)
       on conflict (partition, source, sequence)
       do update set outcome = excluded.outcome, reason = excluded.reason`,
      [
        numberArray(part.map(({ partition }) => partition)),
        numberArray(part.map(({ offset }) => offset)),
        part.map(({ outcome }) => outcome),
        part.map(({ reason }) => reason),
        JSON.stringify(part.map(({ fact }) => fact)),
      ],
    );
    assertStored('sons_fact', part.length, rowCount);
  }
}

/**
 * A field of milliseconds as a timestamp. Whole seconds and the rest apart: all in one, the far ends of
 * the calendar have more digits than the double that PostgreSQL computes with.
 */
function instantOf(field: 'occurredAt' | 'registeredAt'): string {
  const ms = `(data->'${field}')::bigint`;
  return `to_timestamp(${ms} / 1000) + ${ms} % 1000 * interval '1 millisecond'`;
}

/**
 * As for facts, the columns are taken out of the state. A request in two partitions would be two
 * histories: its key decides the partition, and the fold refuses strays.
 */
async function saveRequests(
  client: ClientBase,
  requests: readonly ChangedRequest[],
): Promise<void> {
  for (const part of partsOf(requests)) {
    const { rowCount } = await client.query(
      `insert into sons_request as stored (client, solution, partition, status, next_step, window_code,
         signed_at_ms, installed_at_ms, balance_first_deposited_at_ms, balance_deposited_at_ms,
         balance_validated_at_ms, balance_paid_at_ms, obstacle, state)
       select state->>'client', (state->'solution')::integer, partition, state->>'status',
         (state->'nextStep')::integer, state->>'window', (state->>'signedAtMs')::bigint,
         (state->>'installedAtMs')::bigint, (state->>'balanceFirstDepositedAtMs')::bigint,
         (state->>'balanceDepositedAtMs')::bigint, (state->>'balanceValidatedAtMs')::bigint,
         (state->>'balancePaidAtMs')::bigint, state->>'obstacle', state
       from rows from (unnest($1::integer[]), jsonb_array_elements($2::jsonb))
         as request (partition, state)
       on conflict (client, solution) do update set
         (status, next_step, window_code, signed_at_ms, installed_at_ms, balance_first_deposited_at_ms,
           balance_deposited_at_ms, balance_validated_at_ms, balance_paid_at_ms, obstacle, state)
         = row(excluded.status, excluded.next_step, excluded.window_code, excluded.signed_at_ms,
           excluded.installed_at_ms, excluded.balance_first_deposited_at_ms,
           excluded.balance_deposited_at_ms, excluded.balance_validated_at_ms,
           excluded.balance_paid_at_ms, excluded.obstacle, excluded.state)
       where stored.partition = excluded.partition`,
      [
        numberArray(part.map(({ partition }) => partition)),
        JSON.stringify(part.map(({ state }) => state)),
      ],
    );
    assertStored('sons_request', part.length, rowCount);
  }
}

async function addLines(client: ClientBase, lines: SonsChanges['lines']): Promise<void> {
  const rows = lines.map((line) => ({
    line: line.line,
    partition: line.partition,
    client: line.client,
    solution: line.solution,
    unit: line.unit,
    kind: line.kind,
    paid_at_ms: line.paidAtMs,
    excl_tax_cents: line.exclTaxCents,
    vat_permille: line.vatPermille,
    vat_cents: line.vatCents,
    incl_tax_cents: line.inclTaxCents,
    rule_version: line.ruleVersion,
    reverses: line.reverses,
  }));
  await insertRows(client, 'payout_line', rows);
}

async function addIncentives(
  client: ClientBase,
  incentives: readonly BookedIncentive[],
): Promise<void> {
  const rows = incentives.map(({ partition, line }) => ({
    line: line.line,
    partition,
    scheme: line.scheme,
    payer: line.payer,
    beneficiary: line.beneficiary,
    period: line.period,
    quantity: line.quantity,
    amount_cents: line.amountCents,
    data: line,
  }));
  await insertRows(client, 'incentive_line', rows);
}

async function saveUsage(client: ClientBase, usage: readonly UsageRow[]): Promise<void> {
  if (usage.length === 0) return;
  const { rowCount } = await client.query(
    `insert into sons_usage as stored (client, solution, unit, partition, from_order, from_installation)
     select client, solution, unit, partition, from_order::bigint[], from_installation::bigint[]
     from unnest($1::text[], $2::integer[], $3::text[], $4::integer[], $5::text[], $6::text[])
       as usage (client, solution, unit, partition, from_order, from_installation)
     on conflict (client, solution, unit) do update
     set from_order = excluded.from_order, from_installation = excluded.from_installation
     where stored.partition = excluded.partition`,
    [
      usage.map((row) => row.client),
      numberArray(usage.map(({ solution }) => solution)),
      usage.map(({ unit }) => unit),
      numberArray(usage.map(({ partition }) => partition)),
      usage.map(({ fromOrder }) => numberArray(fromOrder)),
      usage.map(({ fromInstallation }) => numberArray(fromInstallation)),
    ],
  );
  assertStored('sons_usage', usage.length, rowCount);
}

async function saveSubjects(client: ClientBase, subjects: readonly SubjectRow[]): Promise<void> {
  if (subjects.length === 0) return;
  const { rowCount } = await client.query(
    `insert into sons_subject as stored (partition, site, author, solution, ever)
     select partition, site, author, solution, ever::bigint[]
     from unnest($1::integer[], $2::text[], $3::text[], $4::integer[], $5::text[])
       as subject (partition, site, author, solution, ever)
     on conflict (partition, site, author, solution) do update set ever = excluded.ever`,
    [
      numberArray(subjects.map(({ partition }) => partition)),
      subjects.map(({ site }) => site),
      subjects.map(({ author }) => author),
      numberArray(subjects.map(({ solution }) => solution)),
      subjects.map(({ ever }) => numberArray(ever)),
    ],
  );
  assertStored('sons_subject', subjects.length, rowCount);
}

async function deleteSubjects(client: ClientBase, gone: readonly SubjectKey[]): Promise<void> {
  if (gone.length === 0) return;
  await client.query(
    `delete from sons_subject stored using jsonb_populate_recordset(null::sons_subject, $1) gone
     where stored.partition = gone.partition and stored.site = gone.site
       and stored.author = gone.author and stored.solution = gone.solution`,
    [JSON.stringify(gone)],
  );
}

async function markStale(client: ClientBase, partitions: readonly number[]): Promise<void> {
  if (partitions.length === 0) return;
  await client.query(
    'update sons_counting set is_stale = true where partition = any($1::integer[])',
    [numberArray(partitions)],
  );
}

/** The watched units stay, without a document: they are met again as their partition is read again. */
async function emptyUsage(client: ClientBase, partitions: readonly number[]): Promise<void> {
  if (partitions.length === 0) return;
  const parameters = [numberArray(partitions)];
  const held = 'where partition = any($1::integer[])';
  await client.query(`delete from sons_subject ${held}`, parameters);
  await client.query(
    `update sons_usage set from_order = '{}', from_installation = '{}' ${held}`,
    parameters,
  );
  await client.query(`update sons_counting set is_stale = false ${held}`, parameters);
}

/** A row that was not stored belongs to another partition: a bug of the fold, never a silence. */
function assertStored(table: string, expected: number, rowCount: number | null): void {
  if (rowCount === expected) return;
  throw new Error(
    `${table}: expected ${expected} rows to be stored, came ${rowCount ?? 0}; ` +
      'a row belongs to another partition, see its column partition',
  );
}

/** Names of tables and columns are constants of this file: they may stand in the text. */
async function insertRows(
  client: ClientBase,
  table: string,
  rows: readonly object[],
  { conflict = '' }: { readonly conflict?: string } = {},
): Promise<void> {
  for (const part of partsOf(rows)) {
    const columns = Object.keys(part[0] ?? {}).join(', ');
    const { rowCount } = await client.query(
      `insert into ${table} as stored (${columns})
       select ${columns} from jsonb_populate_recordset(null::${table}, $1) ${conflict}`,
      [JSON.stringify(part)],
    );
    assertStored(table, part.length, rowCount);
  }
}

function* partsOf<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    yield rows.slice(start, start + ROWS_PER_STATEMENT);
  }
}

/** Rows of one insert: bounds the text that PostgreSQL has to take apart at once. */
const ROWS_PER_STATEMENT = 5000;
