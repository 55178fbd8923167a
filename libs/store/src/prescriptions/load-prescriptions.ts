import type { EventHead } from '#libs/events';
import type {
  DispensationScope,
  DispensedLine,
  PrescriptionLine,
  PrescriptionStatus,
} from '#libs/prescriptions';
import type { ClientBase, Pool } from 'pg';
import type { DispensationRecord, PrescriptionRecord } from './prescription-record.js';

/** The name that a prescriber has given to the act of issuing. */
export interface IssueKey {
  readonly prescriber: string;
  readonly idempotencyKey: string;
}

/** Which prescriptions to load: by number, by the act of issuing, or both. */
export interface PrescriptionLookup {
  readonly numbers: readonly string[];
  readonly keys: readonly IssueKey[];
}

interface PrescriptionRow {
  number: string;
  source: string;
  sequence: string;
  prescriber: string;
  idempotency_key: string;
  content: string;
  site: string;
  couloir: EventHead['couloir'];
  solution: number;
  act_id: string;
  patient: Buffer;
  patient_department: string;
  ins_oid: EventHead['insOid'];
  occurred_at_ms: string;
  valid_until_ms: string;
  status: PrescriptionStatus;
  closed_at_ms: string | null;
  answer: unknown;
}

type LineRow = PrescriptionLine & { number: string };

interface DispensationRow {
  number: string;
  pharmacy: string;
  dispensation: string;
  content: string;
  pharmacist: string;
  solution: number;
  scope: DispensationScope;
  lines: DispensedLine[];
  registered_at_ms: string;
  answer: unknown;
}

/**
 * Loads prescriptions whole, in three queries for the whole list. No row is locked: the turn of the
 * channel, which the intake's transaction holds, lets one writer in at a time.
 *
 * @returns each prescription once, in no order
 */
export async function loadPrescriptions(
  client: ClientBase | Pool,
  { numbers, keys }: PrescriptionLookup,
): Promise<PrescriptionRecord[]> {
  if (numbers.length + keys.length === 0) return [];
  const { rows } = await client.query<PrescriptionRow>({
    name: 'prescription-load',
    text: `select * from prescription where number = any($1::text[])
     union all
     select p.* from unnest($2::text[], $3::text[]) as k (prescriber, idempotency_key)
     join prescription p using (prescriber, idempotency_key)`,
    values: [
      numbers,
      keys.map(({ prescriber }) => prescriber),
      keys.map(({ idempotencyKey }) => idempotencyKey),
    ],
  });
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  if (byNumber.size === 0) return [];
  const found = [...byNumber.keys()];
  const lines = await client.query<LineRow>({
    name: 'prescription-lines',
    text: `select number, line, medication, quantity, dispensed from prescription_line
     where number = any($1::text[]) order by number, line`,
    values: [found],
  });
  const dispensations = await client.query<DispensationRow>({
    name: 'prescription-dispensations',
    text: `select number, pharmacy, dispensation, content, pharmacist, solution, scope, lines,
       registered_at_ms, answer
     from dispensation where number = any($1::text[]) order by number, place`,
    values: [found],
  });
  const linesOf = Map.groupBy(lines.rows, ({ number }) => number);
  const dispensationsOf = Map.groupBy(dispensations.rows, ({ number }) => number);
  return [...byNumber.values()].map((row) =>
    recordOf(row, linesOf.get(row.number) ?? [], dispensationsOf.get(row.number) ?? []),
  );
}

/** Numbers of open prescriptions whose validity is over, those that ended first at the front. */
export async function prescriptionsDue(
  client: ClientBase,
  nowMs: number,
  limit: number,
): Promise<string[]> {
  const { rows } = await client.query<{ number: string }>({
    name: 'prescription-due',
    text: `select number from prescription where closed_at_ms is null and valid_until_ms <= $1
     order by valid_until_ms, number limit $2`,
    values: [nowMs, limit],
  });
  return rows.map(({ number }) => number);
}

/** Ordinals for new prescriptions, each given once; a transaction that fails leaves a gap. */
export async function nextPrescriptionOrdinals(
  client: ClientBase,
  count: number,
): Promise<number[]> {
  if (count === 0) return [];
  const { rows } = await client.query<{ ordinal: string }>({
    name: 'prescription-ordinals',
    text: `select nextval('prescription_ordinal') as ordinal from generate_series(1, $1::int)`,
    values: [count],
  });
  return rows.map(({ ordinal }) => Number(ordinal));
}

function recordOf(
  row: PrescriptionRow,
  lines: readonly LineRow[],
  dispensations: readonly DispensationRow[],
): PrescriptionRecord {
  const records = dispensations.map(dispensationOf);
  return {
    prescription: {
      number: row.number,
      prescriber: row.prescriber,
      idempotencyKey: row.idempotency_key,
      content: row.content,
      occurredAtMs: Number(row.occurred_at_ms),
      validUntilMs: Number(row.valid_until_ms),
      status: row.status,
      closedAtMs: row.closed_at_ms === null ? null : Number(row.closed_at_ms),
      lines: lines.map(({ line, medication, quantity, dispensed }) => ({
        line,
        medication,
        quantity,
        dispensed,
      })),
      dispensations: records,
    },
    place: { source: row.source, sequence: Number(row.sequence) },
    head: {
      actId: Number(row.act_id),
      patient: row.patient,
      patientDepartment: row.patient_department,
      insOid: row.ins_oid,
      site: row.site,
      couloir: row.couloir,
      solution: row.solution,
    },
    answer: row.answer,
    dispensations: records,
  };
}

function dispensationOf(row: DispensationRow): DispensationRecord {
  const { pharmacy, dispensation, content, pharmacist, solution, scope, lines, answer } = row;
  const registeredAtMs = Number(row.registered_at_ms);
  return {
    pharmacy,
    dispensation,
    content,
    pharmacist,
    solution,
    scope,
    lines,
    registeredAtMs,
    answer,
  };
}
