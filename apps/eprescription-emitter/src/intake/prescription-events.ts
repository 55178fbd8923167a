import type { RefusalReason } from '#libs/admission';
import type { EventDraft } from '#libs/intake';
import type { ClosingReason, Dispensation } from '#libs/prescriptions';
import type { PrescriptionRecord } from '#libs/store';
import { COPY_EVENT_FIELDS, COPY_FORMAT, type PrescriptionCopy } from './prescription-copy.js';

/** A prescription before its first event has a place. */
export type UnplacedRecord = Omit<PrescriptionRecord, 'place' | 'answer'>;

/** Where and by whom a dispensation took place. */
export interface DispensingSide {
  readonly pharmacist: string;
  readonly solution: number;
  readonly occurredAtMs: number;
}

/** The prescriber's side of an event about a prescription. */
function headOf({ prescription, head }: UnplacedRecord, occurredAt: number, registeredAt: number) {
  return { ...head, author: prescription.prescriber, occurredAt, registeredAt };
}

export function issuedDraft(record: UnplacedRecord, nowMs: number): EventDraft {
  const { number, occurredAtMs, lines } = record.prescription;
  return {
    record: 'PrescriptionIssued',
    ...headOf(record, occurredAtMs, nowMs),
    typeCode: COPY_EVENT_FIELDS.typeCode,
    lines: lines.length,
    number,
  };
}

/** The copy in the DMP: an event of the other channel, of the same act. */
export function copyDraft(
  record: UnplacedRecord,
  copy: PrescriptionCopy,
  nowMs: number,
): EventDraft {
  return {
    record: 'DocumentDeposited',
    ...headOf(record, record.prescription.occurredAtMs, nowMs),
    ...COPY_EVENT_FIELDS,
    formatCode: COPY_FORMAT,
    ...copy,
  };
}

/** The copy that the DMP does not take. */
export function copyRefusedDraft(
  record: UnplacedRecord,
  reason: RefusalReason,
  nowMs: number,
): EventDraft {
  return {
    record: 'DepositRefused',
    ...headOf(record, record.prescription.occurredAtMs, nowMs),
    ...COPY_EVENT_FIELDS,
    reason: reason.symbol,
  };
}

/** On the pharmacy's own stream: the prescription is named by the event that issued it. */
export function dispensedDraft(
  { head, place }: PrescriptionRecord,
  { pharmacy, scope, lines, registeredAtMs }: Dispensation,
  side: DispensingSide,
): EventDraft {
  return {
    record: 'PrescriptionDispensed',
    ...head,
    site: pharmacy,
    couloir: 'pharmacy',
    solution: side.solution,
    author: side.pharmacist,
    occurredAt: side.occurredAtMs,
    registeredAt: registeredAtMs,
    prescriptionSource: place.source,
    prescriptionSequence: place.sequence,
    scope,
    lines: lines.length,
  };
}

/** On the prescription's own stream: its sequence has a meaning there alone. */
export function closedDraft(
  record: PrescriptionRecord,
  reason: ClosingReason,
  atMs: number,
): EventDraft {
  return {
    record: 'PrescriptionClosed',
    ...headOf(record, atMs, atMs),
    prescriptionSequence: record.place.sequence,
    reason,
  };
}
