// Every index below is inside its table by construction: `?? 0` is for the compiler and costs nothing.
import {
  encodeStringSegment,
  NO_TYPE,
  SCHEMA_ID,
  shortSegments,
  writeDeletedTail,
  writeDepositedTail,
  writeHead,
  writeMessageReceiptReceivedTail,
  writeMessageSentTail,
  writePrescriptionClosedTail,
  writePrescriptionDispensedTail,
  writePrescriptionIssuedTail,
  writeRefusedTail,
  writeReplacedTail,
  writeVisibilityChangedTail,
  type HeadFields,
  type RecordWriter,
  type ShortSegments,
} from '#libs/events';
import { MEASURE, isSampled, type VolumeCells } from '#libs/indicators';
import { DEPARTMENTS, DOCUMENT_TYPES, monthOfInstant } from '#libs/reference';
import type { Act } from './act.js';
import { known } from './known.js';
import type { ShardSites } from './site-index.js';

const DEPARTMENT_SEGMENTS: readonly Uint8Array[] = DEPARTMENTS.map(({ code }) =>
  encodeStringSegment(code),
);
const CLASS_OF_TYPE = Uint8Array.from(DOCUMENT_TYPES, ({ classCode }) => classCode);
const FORMAT_OF_TYPE = Uint8Array.from(DOCUMENT_TYPES, ({ formatCode }) => formatCode);
/** Departments for the fast writer. */
export const DEPARTMENT_WORDS: ShortSegments = shortSegments(DEPARTMENTS.map(({ code }) => code));
/** Stands for the segment of the author's own row. */
const OWN_ROW = new Uint8Array(0);

/**
 * One event about to be written or counted. One object for all events of a stream; each kind uses
 * the fields that its record has, under the name they have in the schemas.
 */
export class SimulatedEvent {
  /** One of SCHEMA_ID. */
  schemaId = 0;
  /** What the event adds one to: one of MEASURE. */
  measure = 0;
  site = 0;
  author = 0;
  solution = 0;
  department = 0;
  /** Index in DOCUMENT_TYPES, NO_TYPE for a record that carries none. */
  type = NO_TYPE;
  sizeBytes = 0;
  /** The sequence that a change, receipt, dispensing or closing refers to. */
  relatedSequence = 0;
  visibility = 0;
  reason = 0;
  kind = 0;
  mailbox = 0;
  disposition = 0;
  errorCode = 0;
  scope = 0;
  lines = 0;
  readonly head: HeadFields;

  constructor(source: string) {
    this.head = {
      sourceSegment: encodeStringSegment(source),
      sequence: 0,
      occurredAtMs: 0,
      registeredAtMs: 0,
      actId: 0,
      patientHigh: 0,
      patientLow: 0,
      departmentSegment: OWN_ROW,
      insOid: 0,
      siteSegment: OWN_ROW,
    };
  }

  /** Whether the head ends as the row of its author does. A stream may have set another segment since `setAct`. */
  get hasOwnRow(): boolean {
    return this.head.siteSegment === OWN_ROW;
  }

  /** Takes site, author, patient, times and type from an act. */
  setAct(act: Act, sites: ShardSites, sequence: number, actId: number): void {
    const { head } = this;
    head.sequence = sequence;
    head.actId = actId;
    head.occurredAtMs = act.occurredAtMs;
    head.registeredAtMs = act.registeredAtMs;
    head.patientHigh = act.patientHigh;
    head.patientLow = act.patientLow;
    head.insOid = act.insOid;
    head.siteSegment = OWN_ROW;
    this.site = act.site;
    this.author = act.author;
    this.solution = sites.solution(act.site);
    this.department = act.department;
    this.type = act.type;
    this.sizeBytes = act.sizeBytes;
  }

  /** Adds the event to the truth, under the Europe/Paris month of its registration. */
  countInto(cells: VolumeCells): void {
    const { registeredAtMs, patientHigh, patientLow } = this.head;
    const month = monthOfInstant(registeredAtMs);
    cells.add(month, this.measure, this.solution, this.department, this.type);
    if (isSampled(patientLow) && this.measure === MEASURE.documentsDeposited) {
      cells.people.add(patientHigh, patientLow, month, this.department);
    }
  }
}

/** Writes the framed value of an event the plain way; returns the next position. */
export function writeEvent(
  b: Uint8Array,
  position: number,
  event: SimulatedEvent,
  sites: ShardSites,
): number {
  const { head } = event;
  head.departmentSegment = known(DEPARTMENT_SEGMENTS[event.department]);
  if (event.hasOwnRow) head.siteSegment = sites.rows.segment(sites.rowOf(event.site, event.author));
  return writeTail(b, writeHead(b, position, event.schemaId, head), event);
}

/** Writes what follows the head of an event; returns the next position. */
function writeTail(b: Uint8Array, p: number, event: SimulatedEvent): number {
  const { type } = event;
  switch (event.schemaId) {
    case SCHEMA_ID.DocumentDeposited:
      return writeDepositedTail(b, p, type, classOf(type), formatOf(type), event.sizeBytes);
    case SCHEMA_ID.DocumentReplaced:
      return writeReplacedTail(
        b,
        p,
        type,
        classOf(type),
        formatOf(type),
        event.sizeBytes,
        event.relatedSequence,
      );
    case SCHEMA_ID.DocumentVisibilityChanged:
      return writeVisibilityChangedTail(b, p, event.relatedSequence, event.visibility);
    case SCHEMA_ID.DocumentDeleted:
      return writeDeletedTail(b, p, event.relatedSequence);
    case SCHEMA_ID.DepositRefused:
      return writeRefusedTail(b, p, type, classOf(type), event.reason);
    case SCHEMA_ID.MessageSent:
      return writeMessageSentTail(b, p, event.kind, event.mailbox, type, event.sizeBytes);
    case SCHEMA_ID.MessageReceiptReceived:
      return writeMessageReceiptReceivedTail(
        b,
        p,
        event.kind,
        event.relatedSequence,
        event.disposition,
        event.errorCode,
      );
    case SCHEMA_ID.PrescriptionIssued:
      return writePrescriptionIssuedTail(b, p, type, event.lines);
    case SCHEMA_ID.PrescriptionDispensed:
      return writePrescriptionDispensedTail(
        b,
        p,
        null,
        event.relatedSequence,
        event.scope,
        event.lines,
      );
    case SCHEMA_ID.PrescriptionClosed:
      return writePrescriptionClosedTail(b, p, event.relatedSequence, event.reason);
    default:
      throw new Error(`no writer for schema id ${event.schemaId}`);
  }
}

/** The same as `writeTail`: through a writer whose record is open, for the kinds of event that a month is made of. */
export function writeOpenTail(
  writer: RecordWriter,
  b: Uint8Array,
  p: number,
  event: SimulatedEvent,
): number {
  const { type } = event;
  if (event.schemaId === SCHEMA_ID.DocumentDeposited) {
    return writer.deposited(p, type, classOf(type), formatOf(type), event.sizeBytes);
  }
  if (event.schemaId === SCHEMA_ID.MessageSent) {
    return writer.messageSent(p, event.kind, event.mailbox, type, event.sizeBytes);
  }
  return writeTail(b, p, event);
}

function classOf(type: number): number {
  return CLASS_OF_TYPE[type] ?? 0;
}

function formatOf(type: number): number {
  return FORMAT_OF_TYPE[type] ?? 0;
}
