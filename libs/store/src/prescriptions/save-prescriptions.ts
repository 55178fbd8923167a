import type { ClientBase } from 'pg';
import type { PrescriptionRecord } from './prescription-record.js';

/** What a batch changed about one prescription. */
export interface PrescriptionChange {
  /** As it is now. */
  readonly record: PrescriptionRecord;
  readonly isNew: boolean;
  /** How many of its dispensations were stored before. */
  readonly dispensationsStored: number;
}

/** Writes what a batch changed: at most five statements, however many prescriptions. */
export async function savePrescriptions(
  client: ClientBase,
  changes: readonly PrescriptionChange[],
): Promise<void> {
  const added = changes.filter(({ isNew }) => isNew).map(({ record }) => record);
  const moved = changes.filter(({ isNew }) => !isNew).map(({ record }) => record);
  if (added.length > 0) await insert(client, added);
  if (moved.length > 0) await update(client, moved);
  const dispensations = changes.flatMap(({ record, dispensationsStored }) =>
    record.dispensations.slice(dispensationsStored).map((act, index) => ({
      number: record.prescription.number,
      pharmacy: act.pharmacy,
      dispensation: act.dispensation,
      place: dispensationsStored + index,
      content: act.content,
      pharmacist: act.pharmacist,
      solution: act.solution,
      scope: act.scope,
      lines: act.lines,
      registered_at_ms: act.registeredAtMs,
      answer: act.answer,
    })),
  );
  if (dispensations.length === 0) return;
  await client.query({
    name: 'dispensation-insert',
    text: `insert into dispensation
     select * from json_populate_recordset(null::dispensation, $1::json)`,
    values: [JSON.stringify(dispensations)],
  });
}

async function insert(client: ClientBase, records: readonly PrescriptionRecord[]): Promise<void> {
  await client.query({
    name: 'prescription-insert',
    text: `insert into prescription
     select * from json_populate_recordset(null::prescription, $1::json)`,
    values: [JSON.stringify(records.map(rowOf))],
  });
  await client.query({
    name: 'prescription-line-insert',
    text: `insert into prescription_line
     select * from json_populate_recordset(null::prescription_line, $1::json)`,
    values: [JSON.stringify(records.flatMap(linesOf))],
  });
}

async function update(client: ClientBase, records: readonly PrescriptionRecord[]): Promise<void> {
  const heads = records.map(({ prescription: { number, status, closedAtMs } }) => ({
    number,
    status,
    closed_at_ms: closedAtMs,
  }));
  await client.query({
    name: 'prescription-update',
    text: `update prescription p set status = g.status, closed_at_ms = g.closed_at_ms
     from json_to_recordset($1::json) as g (number text, status text, closed_at_ms bigint)
     where p.number = g.number`,
    values: [JSON.stringify(heads)],
  });
  await client.query({
    name: 'prescription-line-update',
    text: `update prescription_line l set dispensed = g.dispensed
     from json_to_recordset($1::json) as g (number text, line smallint, dispensed integer)
     where l.number = g.number and l.line = g.line and l.dispensed <> g.dispensed`,
    values: [JSON.stringify(records.flatMap(linesOf))],
  });
}

/** A row of `prescription`, by its columns; bytes as PostgreSQL writes them in JSON. */
function rowOf({ prescription, place, head, answer }: PrescriptionRecord): object {
  return {
    number: prescription.number,
    source: place.source,
    sequence: place.sequence,
    prescriber: prescription.prescriber,
    idempotency_key: prescription.idempotencyKey,
    content: prescription.content,
    site: head.site,
    couloir: head.couloir,
    solution: head.solution,
    act_id: head.actId,
    patient: `\\x${Buffer.from(head.patient).toString('hex')}`,
    patient_department: head.patientDepartment,
    ins_oid: head.insOid,
    occurred_at_ms: prescription.occurredAtMs,
    valid_until_ms: prescription.validUntilMs,
    status: prescription.status,
    closed_at_ms: prescription.closedAtMs,
    answer,
  };
}

function linesOf({ prescription: { number, lines } }: PrescriptionRecord): object[] {
  return lines.map(({ line, medication, quantity, dispensed }) => ({
    number,
    line,
    medication,
    quantity,
    dispensed,
  }));
}
